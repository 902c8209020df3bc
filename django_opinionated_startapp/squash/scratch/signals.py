"""The signals that would end the process and leave its databases behind."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = ("SIGTERM", "SIGHUP")  # Windows has no SIGHUP


@contextmanager
def signals_raise() -> Iterator[None]:
    """Let signals at which the process would just die raise ``SystemExit``, so that it can clear up.

    Handlers that somebody has set stay. In other threads than the main one, which alone gets signals, nothing changes.
    """
    numbers = _deadly() if threading.current_thread() is threading.main_thread() else ()
    try:
        for number in numbers:
            signal.signal(number, leave)
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)


def _deadly() -> tuple[int, ...]:
    numbers = [number for name in _NAMES if (number := getattr(signal, name, None))]
    return tuple(number for number in numbers if signal.getsignal(number) is signal.SIG_DFL)


def leave(number: int, _frame: object) -> NoReturn:
    """Handle a signal by raising ``SystemExit``."""
    signal.signal(number, signal.SIG_IGN)  # a second one must not interrupt the clearing up
    raise SystemExit(128 + number)  # what a shell reports for a process that a signal ended
