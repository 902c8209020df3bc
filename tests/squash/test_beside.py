"""Work in a process of its own: that it is one, keeps to databases of its own, and leaves nothing behind."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from django.db import connections

from django_opinionated_startapp.squash import apart
from django_opinionated_startapp.squash import beside as room
from django_opinionated_startapp.squash.bench import Bench, make_bench
from django_opinionated_startapp.squash.beside import beside
from django_opinionated_startapp.squash.history import read_history
from django_opinionated_startapp.squash.scratch import leave, scratch
from django_opinionated_startapp.squash.verify.runs import Run, resumed_runs
from tests.squash.databases import VENDORS, server
from tests.squash.projects import copied, loaded, squashall
from tests.squash.scratch.test_scratch import standing

HERE = os.getpid()

# A runner with threads of its own, pytest-xdist, would have Python warn of a copy of the process.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux makes copies of a process here")
    monkeypatch.setattr(room, "_has_room", lambda: True)


@contextmanager
def bench(tmp_path: Path, vendor: str = "sqlite") -> Iterator[Bench]:
    """Make the bench of a project of one app, migrated."""
    with loaded(copied("one_app", tmp_path)), scratch(verify_with=server(vendor)) as databases:
        yield make_bench(databases, read_history(tmp_path).disk)


def look(_bench: Bench) -> tuple[int, str, list[str]]:
    connection = connections["default"]
    return os.getpid(), str(connection.settings_dict["NAME"]), sorted(connection.introspection.table_names())


@pytest.mark.usefixtures("forks")
@pytest.mark.parametrize("vendor", VENDORS)
def test_it_is_another_process_with_other_databases(vendor: str, tmp_path: Path) -> None:
    with bench(tmp_path, vendor) as made:
        _, name, tables = look(made)
        with beside(made, look) as result:
            assert look(made) == (HERE, name, tables)
            process, other, nothing = result()
        assert process != HERE
        assert other != name
        assert not nothing
        assert look(made) == (HERE, name, tables)
        assert other not in standing(vendor)
        assert not Path(other).exists()


@pytest.mark.usefixtures("forks")
def test_what_was_copied_before_can_be_restored_there(tmp_path: Path) -> None:
    def restored(bench: Bench) -> tuple[int, str, list[str]]:
        bench.rewind_to_end()
        return look(bench)

    with bench(tmp_path) as made, beside(made, restored) as result:
        process, _, tables = result()
    assert process != HERE
    assert "shop_item" in tables


@pytest.mark.usefixtures("forks")
@pytest.mark.parametrize("failure", [ValueError("only there"), SystemExit(3), KeyboardInterrupt()])
def test_what_fails_there_is_done_here(failure: BaseException, tmp_path: Path) -> None:
    def picky(_bench: Bench) -> int:
        if os.getpid() != HERE:
            raise failure
        return os.getpid()

    with bench(tmp_path) as made, beside(made, picky) as result:
        assert result() == HERE


@pytest.mark.usefixtures("forks")
def test_what_nobody_waits_for_is_ended(tmp_path: Path) -> None:
    def endless(_bench: Bench) -> None:
        Path(connections["default"].settings_dict["NAME"]).with_suffix(".ready").touch()
        time.sleep(600)

    start = time.monotonic()
    with bench(tmp_path) as made:
        folder = Path(connections["default"].settings_dict["NAME"]).parent
        before = set(folder.iterdir())
        with beside(made, endless):
            while not list(folder.glob("*.ready")):
                time.sleep(0.01)
        assert {each.suffix for each in set(folder.iterdir()) - before} <= {".ready"}
    assert time.monotonic() - start < 300


def test_without_room_it_is_done_here_and_only_when_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(room, "_has_room", lambda: False)
    asked: list[Bench] = []
    with bench(tmp_path) as made:
        with beside(made, asked.append):
            pass
        assert not asked
        with beside(made, asked.append) as result:
            result()
        assert asked == [made]


@pytest.mark.parametrize(("possible", "cores", "expected"), [(True, 2, True), (True, 1, False), (False, 2, False)])
def test_there_is_room_for_a_copy_with_a_core_of_its_own(
    possible: bool, cores: int, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "possible", lambda: possible)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    assert room._has_room() is expected


def test_a_signal_ends_what_is_done_there_with_its_databases(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The work of the copy, in this process."""

    @contextmanager
    def child(work: Callable[[], object], end: int) -> Iterator[Callable[[], object]]:
        yield work
        assert signal.getsignal(end) is leave

    handler = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(room, "_has_room", lambda: True)
    monkeypatch.setattr(apart, "child", child)
    try:
        with bench(tmp_path) as made, beside(made, look) as result:
            _, name, tables = result()
            assert not tables
            assert name != look(made)[1]
            assert not Path(name).exists()
    finally:
        signal.signal(signal.SIGTERM, handler)


@pytest.mark.usefixtures("forks")
def test_a_project_is_proved_with_help_from_beside_and_without(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    children: list[int] = []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: children.append(fork()) or children[-1])
    with loaded(copied("one_app", tmp_path)):
        helped = squashall("--dry-run", "--json")[0]
        assert len(children) == 1
        monkeypatch.setattr(room, "_has_room", lambda: False)
        alone = squashall("--dry-run", "--json")[0]
    assert len(children) == 1
    proved = json.loads(helped)["proved"]
    assert proved == json.loads(alone)["proved"]
    assert "databases on which the old migrations were interrupted part of the way" in proved[-1]


def test_no_run_is_resumed_after_one_that_fails() -> None:
    places: list[str] = []

    def fail(*_arguments: object) -> NoReturn:
        raise apart.Failed(places[-1])

    made: Any = SimpleNamespace(stops=("first", "last"), rewind_to=places.append, run=fail)
    case: Any = SimpleNamespace(disk=None)
    assert resumed_runs(case, made) == (Run(None, "migrate fails: last"),)
    assert places == ["last"]
