"""Two runs at once."""

import errno
import os
import sys
import threading
from pathlib import Path

import pytest

from django_opinionated_startapp.changes import ChangeSet, Create, lock
from django_opinionated_startapp.changes.lock import locked
from django_opinionated_startapp.errors import OpinionatedError

fcntl = pytest.importorskip("fcntl")


def test_the_second_of_two_runs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "_PATIENCE", 0.03)
    changes = ChangeSet(tmp_path, (Create(tmp_path / "new.py", b""),))
    with locked(tmp_path), pytest.raises(OpinionatedError) as caught:
        changes.apply()
    assert caught.value.args == (
        f"Another run is writing to {tmp_path} at this moment.",
        "Wait for it to end, then start the command again.",
    )
    assert list(tmp_path.iterdir()) == []
    changes.apply()
    assert list(tmp_path.iterdir()) == [tmp_path / "new.py"]


def test_a_lock_ends_with_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), locked(tmp_path):
        raise KeyError
    with locked(tmp_path):
        pass


def test_where_folders_cannot_be_locked_nothing_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with locked(tmp_path / "missing"):
        pass

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", refuse)
        with locked(tmp_path), locked(tmp_path):
            pass
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with locked(tmp_path), locked(tmp_path):
        pass


def test_a_run_that_ends_soon_is_waited_for(tmp_path: Path) -> None:
    number = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(number, fcntl.LOCK_EX)
    timer = threading.Timer(0.1, os.close, [number])
    timer.start()
    with locked(tmp_path):
        timer.join(0)
        assert timer.finished.is_set()
    timer.join()
