"""One writer at a time: the folder itself is locked, so no file has to be made, and none can be left behind."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django_opinionated_startapp.errors import OpinionatedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


_PATIENCE = 5.0  # seconds; to write takes less, unless it is a whole project on a slow drive
_PAUSE = 0.02


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Keep other runs from writing below ``root``; raise ``OpinionatedError`` if one is, and does not end soon.

    Where folders can't be locked (Windows, some network drives), the check of what each file held before it is
    replaced has to do: it finds what the other run has written, after the fact.
    """
    try:
        import fcntl  # noqa: PLC0415  (there is none on Windows)

        number = os.open(root, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        _wait(lambda: fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB), root)
        yield
    finally:
        os.close(number)


def _wait(lock: Callable[[], None], root: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while not _has_taken(lock):
        if time.monotonic() >= end:
            raise OpinionatedError(
                f"Another run is writing to {root} at this moment.",
                "Wait for it to end, then start the command again.",
            )
        time.sleep(_PAUSE)


def _has_taken(lock: Callable[[], None]) -> bool:
    """Tell whether nobody else has the lock; nobody has where there can be none, as on some network drives."""
    try:
        lock()
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
