"""Faults that no test double makes: a full disk, a file size limit, a folder without permission, a real Ctrl-C."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from django_opinionated_startapp.changes import Create, Replace
from django_opinionated_startapp.errors import OpinionatedError
from tests.changes.trees import files, plan, plant, snapshot

# A loaded machine may take this long, in seconds, for 200 files that are each forced to the disk, and back.
PATIENCE = 240

PREAMBLE = """
import os, signal, sys
from pathlib import Path
from django_opinionated_startapp.changes import *
root = Path(sys.argv[1]).resolve()
changes = ChangeSet(root, (
    Replace(root / "settings.py", b"old", b"new" * 1000),
    *(Create(root / f"app{n // 40}/{n}.py", b"x" * 3000) for n in range(200)),
))
def pause(text):
    print(text, flush=True)
    sys.stdin.readline()  # until the test has sent its signals
"""


def script(body: str, root: Path, *prefix: str) -> subprocess.Popen[str]:
    # Not measured: coverage takes a lock that it never gives back if Ctrl-C strikes while it is taken.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    return subprocess.Popen(
        [*prefix, sys.executable, "-c", PREAMBLE + textwrap.dedent(body), str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


@pytest.fixture
def planted(root: Path) -> Path:
    return plant(root, {"settings.py": b"old", "other.py": b"other"})


def test_a_file_size_limit_undoes_everything(planted: Path) -> None:
    earlier = snapshot(planted)
    child = script(
        """
        import resource
        changes = ChangeSet(root, (*changes.changes, Create(root / "long.py", b"x" * 9999)))
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, limits[1]))
        try:
            changes.apply()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        """,
        planted,
    )
    _, errors = child.communicate(timeout=PATIENCE)
    assert errors.endswith(f"Cannot write {planted / 'long.py'}: File too large.\nNothing was changed.\n")
    assert snapshot(planted) == earlier


def test_a_full_disk_undoes_everything(planted: Path) -> None:
    unshare = ["unshare", "--user", "--map-root-user", "--mount"]
    if not shutil.which("unshare") or subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no user namespaces here, so no small disk to fill")
    mount = 'mount -t tmpfs -o size=256k tmpfs "$0" && printf old > "$0/settings.py" && exec "$@"'
    child = script(
        """
        try:
            changes.apply()
        except Exception as error:
            print(error)
        print(sorted(os.listdir(root)), (root / "settings.py").read_bytes())
        """,
        planted,
        *unshare,
        "sh",
        "-c",
        mount,
        str(planted),
    )
    output, errors = child.communicate(timeout=PATIENCE)
    first, *others = output.splitlines()
    assert (first.split(": ")[-1], others, errors) == (
        "No space left on device.",
        ["Nothing was changed.", "['settings.py'] b'old'"],
        "",
    )


def test_a_permission_that_is_lost_meanwhile_undoes_everything(
    open_root: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(open_root, {"a/settings.py": b"old", "locked/b.py": b""})
    (open_root / "a").chmod(0o777)
    (open_root / "a/settings.py").chmod(0o666)
    (open_root / "locked").chmod(0o555)
    earlier = snapshot(open_root)
    request.getfixturevalue("unprivileged")
    monkeypatch.setattr(os, "access", lambda *_: True)  # as it was when the plan was checked
    changes = Replace(open_root / "a/settings.py", b"old", b"new"), Create(open_root / "locked/c.py", b"")
    with pytest.raises(OpinionatedError) as failure:
        plan(open_root, *changes).apply()
    assert failure.value.message == f"Cannot write {open_root / 'locked/c.py'}: Permission denied."
    assert snapshot(open_root) == earlier


@pytest.mark.parametrize(
    ("signals", "status"),
    [([signal.SIGINT], -signal.SIGINT), ([signal.SIGTERM], 143), ([signal.SIGHUP, signal.SIGINT], 129)],
    ids=["Ctrl-C", "SIGTERM", "SIGHUP first"],
)
def test_a_signal_while_writing_undoes_everything(planted: Path, signals: list[int], status: int) -> None:
    earlier = snapshot(planted)
    child = script(
        """
        from django_opinionated_startapp.changes import transaction
        place, calls = transaction._place, []
        def slow(job):
            place(job)
            calls.append(job)
            len(calls) == 100 and pause("half done")
        transaction._place = slow
        changes.apply()
        """,
        planted,
    )
    assert child.stdout
    assert child.stdout.readline() == "half done\n"
    assert len(files(planted)) > 100
    for number in signals:
        child.send_signal(number)
    child.communicate("\n", timeout=PATIENCE)
    assert child.returncode == status
    assert snapshot(planted) == earlier


def test_a_second_interrupt_does_not_stop_the_roll_back(planted: Path) -> None:
    earlier = snapshot(planted)
    child = script(
        """
        from django_opinionated_startapp.changes import transaction
        restore = transaction._restore
        def slow(job):
            pause("undoing")
            restore(job)
        transaction._restore = slow
        os.fsync = lambda _: 0
        place, calls = transaction._place, []
        def interrupted(job):
            place(job)
            calls.append(job)
            len(calls) == 50 and os.kill(os.getpid(), signal.SIGINT)
        transaction._place = interrupted
        changes.apply()
        """,
        planted,
    )
    assert child.stdout
    assert child.stdout.readline() == "undoing\n"
    assert files(planted) != {"settings.py": b"old", "other.py": b"other"}
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate("\n", timeout=PATIENCE)
    assert child.returncode == -signal.SIGINT
    assert errors.count("\nKeyboardInterrupt\n") == 1
    assert snapshot(planted) == earlier


@pytest.mark.parametrize("delay", [0.001, 0.01, 0.02, 0.03, 0.05])
def test_an_interrupt_at_whatever_moment_leaves_all_or_nothing(planted: Path, delay: float) -> None:
    earlier = snapshot(planted)
    child = script('print("go", flush=True)\nchanges.apply()\n', planted)
    assert child.stdout
    assert child.stdout.readline() == "go\n"
    time.sleep(delay)
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=PATIENCE)
    if snapshot(planted) != earlier:
        assert len(files(planted)) == 202
        assert (planted / "settings.py").read_bytes() == b"new" * 1000
    else:
        assert child.returncode == -signal.SIGINT
