"""Work in a copy of the process: what comes back of it, and that nothing else does."""

import ctypes
import io
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.squash import apart
from django_opinionated_startapp.squash.scratch.names import PREFIX
from tests.squash.databases import VENDORS, project_database
from tests.squash.scratch.test_scratch import standing

HERE = os.getpid()
POSSIBLE = apart.possible  # which tests/conftest.py has put something else in the place of when a test runs
SYSTEM = sys.platform

# A runner with threads of its own, pytest-xdist, would have Python warn of a copy of the process.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@pytest.fixture(params=["here", "apart"])
def where(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run each test in this process and in a copy of it."""
    if request.param == "apart":
        copying(monkeypatch)
    return str(request.param)


@pytest.fixture
def copies(monkeypatch: pytest.MonkeyPatch) -> None:
    copying(monkeypatch)


def copying(monkeypatch: pytest.MonkeyPatch) -> None:
    if SYSTEM != "linux":
        pytest.skip("only Linux makes copies of a process here")
    monkeypatch.setattr(apart, "possible", lambda: True)


def test_what_work_returns_comes_back(where: str) -> None:
    process, name = apart.run(lambda: (os.getpid(), "x" * 1_000_000))
    assert (process == HERE) is (where == "here")
    assert name == "x" * 1_000_000


@pytest.mark.usefixtures("copies")
def test_what_work_changes_in_its_process_is_forgotten() -> None:
    remembered: list[int] = []

    def work() -> int:
        remembered.append(1)
        return len(remembered)

    assert [apart.run(work), apart.run(work)] == [1, 1]
    assert remembered == []


@pytest.mark.usefixtures("where")
def test_listeners_hear_in_this_process_and_in_time() -> None:
    heard: list[object] = []
    reading, writing = os.pipe()

    def hear(number: int) -> None:
        heard.append(number)
        os.write(writing, b"x")

    def work(say: Any, tell: Any) -> None:  # noqa: ANN401 - a listener
        for number in range(3):
            say(number)
            assert os.read(reading, 1) == b"x"  # without buffers that wait for more
        tell("a", "b")

    apart.run(work, hear, lambda *words: heard.append(words))
    assert heard == [0, 1, 2, ("a", "b")]
    os.close(reading)
    os.close(writing)


@pytest.mark.usefixtures("where")
def test_a_failure_comes_back_in_words_with_the_place_where_it_was() -> None:
    def work() -> NoReturn:
        raise LookupError("nothing there")

    with pytest.raises(apart.Failed) as caught:
        apart.run(work)
    assert caught.value.message == "LookupError: nothing there"
    assert isinstance(caught.value.__cause__, LookupError) or 'raise LookupError("nothing' in str(
        caught.value.__cause__
    )


def no_such_parent() -> NoReturn:
    raise IntegrityError("no such parent")


def broken_and_used(*, at_once: bool) -> None:
    """Fail within a transaction, and use it once more."""
    with transaction.atomic():
        try:
            with transaction.mark_for_rollback_on_error():
                no_such_parent()
        except IntegrityError:
            if at_once:
                connection.validate_no_broken_transaction()
        connection.validate_no_broken_transaction()


@pytest.mark.usefixtures("where")
@pytest.mark.parametrize("at_once", [True, False])
def test_what_broke_a_transaction_is_told_and_not_that_it_is_broken(at_once: bool) -> None:
    with pytest.raises(apart.Failed) as caught:
        apart.run(lambda: broken_and_used(at_once=at_once))
    assert caught.value.message == "IntegrityError: no such parent"


@pytest.mark.usefixtures("where")
def test_a_transaction_that_nothing_broke_is_told_as_it_is() -> None:
    def work() -> NoReturn:
        raise TransactionManagementError("out of order")

    with pytest.raises(apart.Failed) as caught:
        apart.run(work)
    assert caught.value.message == "TransactionManagementError: out of order"


@pytest.mark.usefixtures("where")
def test_a_refusal_stays_what_it_is() -> None:
    class SpecialError(OpinionatedError):
        def __init__(self) -> None:
            super().__init__("No.", "Try something else.")

    def work() -> NoReturn:
        raise SpecialError

    with pytest.raises(OpinionatedError) as caught:
        apart.run(work)
    assert not isinstance(caught.value, apart.Failed)
    assert (caught.value.message, caught.value.hint) == ("No.", "Try something else.")


@pytest.mark.usefixtures("copies")
def test_what_cannot_be_sent_is_a_failure() -> None:
    with pytest.raises(apart.Failed, match="local object"):
        apart.run(lambda: lambda: None)


@pytest.mark.usefixtures("copies")
@pytest.mark.parametrize(
    ("end", "how"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "Killed"),
        (lambda: os._exit(7), "exit code 7"),
        (lambda: sys.exit(3), "exit code 1"),
    ],
)
def test_a_process_that_ends_before_its_work_is_named(end: Any, how: str) -> None:  # noqa: ANN401 - any function
    with pytest.raises(OpinionatedError) as caught:
        apart.run(end)
    assert caught.value.message == f"The process that ran the migrations has ended before them ({how})."
    assert "memory" in caught.value.hint


@pytest.mark.usefixtures("copies")
def test_the_copy_ends_when_the_one_who_listens_is_interrupted() -> None:
    found: list[int] = []

    def hear(process: int) -> NoReturn:
        found.append(process)
        raise KeyboardInterrupt

    def work(say: Any) -> None:  # noqa: ANN401 - a listener
        say(os.getpid())
        time.sleep(600)

    with pytest.raises(KeyboardInterrupt):
        apart.run(work, hear)
    with pytest.raises(ProcessLookupError):
        os.kill(found[0], 0)


ENDING = """
import os, signal
from django_opinionated_startapp.squash import apart
from django_opinionated_startapp.squash.scratch.signals import signals_raise

try:
    with signals_raise():
        for number in range(300):
            with apart.child(lambda: None, end=signal.SIGTERM) as answer:
                if number % 2:
                    answer()
finally:
    print(os.getpid())
"""


@pytest.mark.skipif(SYSTEM != "linux", reason="only Linux makes copies of a process here")
def test_a_copy_that_is_ended_does_nothing_of_what_this_process_does_at_its_end() -> None:
    command = [sys.executable, "-W", "ignore", "-c", ENDING]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")
    assert process.communicate(timeout=300)[0].split() == [str(process.pid)]


@pytest.mark.parametrize("answer", [b"", pickle.dumps(("whole",))[:-1]])
def test_half_an_answer_is_none(answer: bytes) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    if not hasattr(os, "waitid"):
        pytest.skip("only Linux makes copies of a process here")
    with pytest.raises(OpinionatedError, match="exit code 0"):
        apart._heard(io.BytesIO(answer), process.pid, ())
    process.wait()


@pytest.mark.parametrize(
    ("system", "threads", "expected"), [("linux", 1, True), ("linux", 2, False), ("darwin", 1, False)]
)
def test_a_process_of_one_thread_can_be_copied(
    system: str, threads: int, expected: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(apart, "_THREADS", tmp_path)
    for number in range(threads):
        (tmp_path / str(number)).mkdir()
    assert POSSIBLE() is expected


def test_a_thread_cannot_copy_its_process() -> None:
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(POSSIBLE()))
    thread.start()
    thread.join()
    assert found == [False]


class Ended(BaseException):
    """What stands for the end of the copy, which ends nothing here."""


@pytest.mark.parametrize(("fails", "status"), [(False, 0), (True, 1)])
def test_the_copy_ends_without_what_this_process_would_do(
    fails: bool, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The branch of the copy, in this process."""

    def end(number: int) -> NoReturn:
        raise Ended(number)

    def work(say: Any) -> str:  # noqa: ANN401 - a listener
        say("half")
        if fails:
            raise SystemExit
        return "done"

    reading, writing = os.pipe()
    spare = os.dup(reading)
    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(os, "fork", lambda: 0, raising=False)
    monkeypatch.setattr(os, "pipe", lambda: (reading, writing))
    monkeypatch.setattr(apart, "_end_with", lambda *_: None)
    with pytest.raises(Ended) as ended, apart.child(work, 1):
        pass
    assert ended.value.args == (status,)
    with os.fdopen(spare, "rb") as pipe:
        said = [pickle.load(pipe) for _ in range(2 - fails)]  # noqa: S301 - its own
        assert pipe.read() == b""
    assert said == [apart._Word(0, ("half",)), apart._Answer("done")][: 2 - fails]


@pytest.mark.parametrize("parent", ["there", "gone"])
def test_the_copy_asks_to_end_with_this_process(parent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same: what the copy asks of the system, which would end the runner of the tests."""
    asked: list[tuple[int, ...]] = []
    ended: list[int] = []
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace(prctl=lambda *given: asked.append(given)))
    monkeypatch.setattr(os, "_exit", ended.append)
    apart._end_with(os.getppid() if parent == "there" else 0, signal.SIGTERM)
    assert asked == [(1, signal.SIGTERM)]
    assert ended == ([] if parent == "there" else [1])


def test_a_failure_of_the_copy_is_sent_in_words() -> None:
    def work() -> NoReturn:
        raise LookupError("gone")

    error = pickle.loads(apart._outcome(work, [])).error  # noqa: S301 - its own
    assert (type(error), error.message) == (apart.Failed, "LookupError: gone")


MEMORY = """
key = None


def default(apps):
    global key
    if key is None:
        made = apps.get_model("shop", "Domain").objects.{}(name="default")
        key = getattr(made, "pk", None) or made[0].pk
    return key
"""
FIRST = """
from django.db import migrations, models


class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Domain", [("id", models.AutoField(primary_key=True)), ("name", models.CharField(max_length=20))]
        ),
    ]
"""
REMEMBERING = """
from django.db import migrations, models
from shop import memory


def make(apps, schema_editor):
    memory.default(apps)


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
"""
THING = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_default")]
    operations = [
        migrations.CreateModel(
            "Thing",
            [
                ("id", models.AutoField(primary_key=True)),
                ("domain", models.ForeignKey("shop.Domain", on_delete=models.CASCADE)),
            ],
        ),
    ]
"""
NUMBER = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_thing")]
    operations = [migrations.AddField("Thing", "number", models.IntegerField(default=0))]
"""
FILLING = """
from django.db import migrations, models
from shop import memory


def make(apps, schema_editor):
    apps.get_model("shop", "Thing").objects.create(domain_id=memory.default(apps))


class Migration(migrations.Migration):
    dependencies = [("shop", "0004_number")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
"""
RUN = """import os, sys
from django.core.management import execute_from_command_line
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
execute_from_command_line(sys.argv)
"""
FILES = {
    "shop/__init__.py": "",
    "shop/migrations/__init__.py": "",
    "shop/migrations/0001_initial.py": FIRST,
    "shop/migrations/0002_default.py": REMEMBERING,
    "shop/migrations/0003_thing.py": THING,
    "shop/migrations/0004_number.py": NUMBER,
    "shop/migrations/0005_things.py": FILLING,
    "shop/migrations/0006_size.py": NUMBER.replace("0003_thing", "0005_things").replace('"number"', '"size"'),
    "shop/migrations/0007_weight.py": NUMBER.replace("0003_thing", "0006_size").replace('"number"', '"weight"'),
    "manage.py": RUN,
}


def project(folder: Path, vendor: str, making: str = "get_or_create") -> None:
    """Write a project that keeps the key of a row in a variable of the process."""
    for name, text in {**FILES, "shop/memory.py": MEMORY.format(making)}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    database = project_database(vendor, str(folder / "db.sqlite3") if vendor == "sqlite" else "nobody_made_it")
    driver = "try:\n    import pymysql\n    pymysql.install_as_MySQLdb()\nexcept ImportError:\n    pass\n"
    apps = ["django_opinionated_startapp", "shop"]
    (folder / "settings.py").write_text(
        f'{driver}SECRET_KEY = "x"\nINSTALLED_APPS = {apps}\nDATABASES = {{"default": {database!r}}}\n',
        encoding="utf-8",
    )


def manage(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
    return subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def ended(process: "subprocess.Popen[str]") -> tuple[str, str]:
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return out, err


@pytest.mark.skipif(SYSTEM != "linux", reason="only Linux makes copies of a process here")
@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("making", ["get_or_create", "create"])  # `create` makes two if the process is another one
def test_a_history_that_keeps_keys_in_its_process_is_proved(vendor: str, making: str, tmp_path: Path) -> None:
    project(tmp_path, vendor, making)
    process = manage(tmp_path, "squashall", "--dry-run")
    out, err = ended(process)
    assert "shop: 7 migrations → 5" in out
    assert out.count("Proved: ") == 6
    assert "Once more" not in err
    assert not made_by(process, vendor)


@pytest.mark.skipif(SYSTEM != "linux", reason="only Linux makes copies of a process here")
def test_a_history_that_keeps_keys_in_its_process_is_rebuilt_and_pruned(tmp_path: Path) -> None:
    project(tmp_path, "sqlite")
    (tmp_path / "db.sqlite3").touch()
    assert ended(manage(tmp_path, "squashall", "--dry-run", "--mode", "rebuild"))[0].count("Proved: ") == 6
    ended(manage(tmp_path, "squashall"))
    ended(manage(tmp_path, "migrate"))
    assert "a migrated database has nothing to run" in ended(manage(tmp_path, "squashall", "--prune"))[0]
    ended(manage(tmp_path, "migrate", "--check"))


def made_by(process: "subprocess.Popen[str]", vendor: str) -> set[object]:
    """Return the scratch databases that are there, or the folder for them."""
    if vendor == "sqlite":
        return set(Path(tempfile.gettempdir()).glob(f"{PREFIX}*_{process.pid}_*"))
    return standing(vendor, process.pid)


WAITING = """
import os, time
from pathlib import Path
from django.db import migrations


def wait(apps, schema_editor):
    Path("process").write_text(str(os.getpid()))
    Path("process").rename("waiting")
    time.sleep(600)


class Migration(migrations.Migration):
    dependencies = [("shop", "0007_weight")]
    operations = [migrations.RunPython(wait)]
"""


@pytest.mark.skipif(SYSTEM != "linux", reason="only Linux makes copies of a process here")
@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(("number", "whole_group"), [(signal.SIGTERM, False), (signal.SIGINT, True)])
def test_a_signal_leaves_neither_a_process_nor_a_database(
    vendor: str, number: int, whole_group: bool, tmp_path: Path
) -> None:
    project(tmp_path, vendor)
    (tmp_path / "shop/migrations/0008_wait.py").write_text(WAITING, encoding="utf-8")
    with manage(tmp_path, "squashall") as process:
        while not (tmp_path / "waiting").exists():
            assert process.poll() is None
            time.sleep(0.01)
        copy, made = int((tmp_path / "waiting").read_text(encoding="utf-8")), made_by(process, vendor)
        if whole_group:  # as a terminal does it
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        process.wait(240)
    assert made
    assert copy != process.pid
    with pytest.raises(ProcessLookupError):
        os.kill(copy, 0)
    assert not made_by(process, vendor)


def is_running(process: int) -> bool:
    """Tell whether a process still runs: nobody may have fetched what it has ended with."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(SYSTEM != "linux", reason="only Linux makes copies of a process here")
def test_a_copy_ends_with_a_process_that_is_killed(tmp_path: Path) -> None:
    project(tmp_path, "sqlite")
    (tmp_path / "shop/migrations/0008_wait.py").write_text(WAITING, encoding="utf-8")
    with manage(tmp_path, "squashall") as process:
        while not (tmp_path / "waiting").exists():
            assert process.poll() is None
            time.sleep(0.01)
        copy = int((tmp_path / "waiting").read_text(encoding="utf-8"))
        process.kill()
        process.wait(240)
        until = time.monotonic() + 240
        while is_running(copy):
            assert time.monotonic() < until
            time.sleep(0.01)
