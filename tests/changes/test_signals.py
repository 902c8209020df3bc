"""What becomes of signals that arrive while changes are made, handler by handler."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from django_opinionated_startapp.changes import Create, Replace, transaction
from django_opinionated_startapp.changes.signals import signals_held
from django_opinionated_startapp.errors import OpinionatedError
from tests.changes.trees import files, plan, plant, snapshot, strike

HELD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Give each test the handlers of a fresh process."""
    earlier = {number: signal.getsignal(number) for number in HELD}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    for number, handler in earlier.items():
        signal.signal(number, handler)


@contextmanager
def signalled(monkeypatch: pytest.MonkeyPatch, *numbers: int) -> Iterator[None]:
    """Let the signals arrive while the first new file is written."""
    original, waiting = os.fsync, list(numbers)

    def fsync(descriptor: int) -> None:
        original(descriptor)
        while waiting:
            signal.raise_signal(waiting.pop(0))

    monkeypatch.setattr(os, "fsync", fsync)
    yield
    assert not waiting


@pytest.mark.parametrize(
    ("numbers", "raised", "status"),
    [
        ([signal.SIGINT], KeyboardInterrupt, ()),
        ([signal.SIGINT, signal.SIGINT, signal.SIGTERM], KeyboardInterrupt, ()),
        ([signal.SIGTERM], SystemExit, (143,)),
        ([signal.SIGHUP], SystemExit, (129,)),
    ],
)
def test_a_signal_undoes_everything_and_handlers_are_put_back(
    root: Path, numbers: list[int], raised: type[BaseException], status: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(root, {"a.py": b"old"})
    earlier = snapshot(root)
    with signalled(monkeypatch, *numbers), pytest.raises(raised) as stopped:
        plan(root, Replace(root / "a.py", b"old", b"new"), Create(root / "sub/b.py", b"")).apply()
    assert stopped.value.args == status
    assert snapshot(root) == earlier
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.getsignal(signal.SIGTERM) == signal.getsignal(signal.SIGHUP) == signal.SIG_DFL


def test_a_signal_is_heard_before_the_next_step(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with signalled(monkeypatch, signal.SIGINT), strike(0, OSError()) as calls, pytest.raises(KeyboardInterrupt):
        plan(root, *(Create(root / name, b"") for name in ("a.py", "b.py", "c.py"))).apply()
    assert calls.count("fsync") == 1


def test_a_signal_during_the_last_step_undoes_everything_too(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = transaction._place

    def place(job: transaction._Job) -> None:
        original(job)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(transaction, "_place", place)
    with pytest.raises(KeyboardInterrupt):
        plan(root, Create(root / "a.py", b"")).apply()
    assert files(root) == {}


def test_an_ignored_signal_stays_ignored(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with signalled(monkeypatch, signal.SIGHUP):
        plan(root, Create(root / "a.py", b"a")).apply()
    assert files(root) == {"a.py": b"a"}
    assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN


def test_a_handler_of_the_project_decides_for_itself(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[object, object]] = []
    signal.signal(signal.SIGTERM, lambda number, frame: seen.append((number, frame)))
    with signalled(monkeypatch, signal.SIGTERM, signal.SIGTERM):
        plan(root, Create(root / "a.py", b"a")).apply()
    assert seen == [(signal.SIGTERM, None)] * 2
    assert files(root) == {"a.py": b"a"}


def replaced(root: Path, monkeypatch: pytest.MonkeyPatch, event: Callable[[], object]) -> Replace:
    """Return a change, in the course of which ``event`` happens when there is no way back any more."""
    original = transaction._clear_up

    def clear_up(jobs: list[transaction._Job], folders: list[Path]) -> None:
        event()
        original(jobs, folders)

    monkeypatch.setattr(transaction, "_clear_up", clear_up)
    plant(root, {"a.py": b"old"})
    return Replace(root / "a.py", b"old", b"new")


def test_a_signal_that_comes_too_late_is_not_lost(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change = replaced(root, monkeypatch, lambda: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        plan(root, change).apply()
    assert files(root) == {"a.py": b"new"}


def test_an_error_that_is_on_its_way_is_not_replaced_by_an_interrupt(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_job: object, _expected: bytes) -> None:
        signal.raise_signal(signal.SIGINT)
        raise OSError(5, "Input/output error")

    plant(root, {"a.py": b"old"})
    monkeypatch.setattr(transaction, "_exchange", fail)
    with pytest.raises(OpinionatedError, match="Input/output error"):
        plan(root, Replace(root / "a.py", b"old", b"new")).apply()
    assert files(root) == {"a.py": b"old"}


def test_another_thread_leaves_signals_alone() -> None:
    seen: list[object] = []

    def look() -> None:
        with signals_held() as let_through:
            let_through()
            seen.extend(signal.getsignal(number) for number in HELD)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler, signal.SIG_DFL, signal.SIG_DFL]


def test_a_system_may_lack_a_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "SIGHUP")
    with signals_held():
        assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
