"""Ctrl-C and its like, held back while they would do harm."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP


@contextmanager
def signals_held() -> Iterator[Callable[[], None]]:
    """Hold back the signals that ask the process to end; yield a function that lets the waiting ones through.

    That function calls the handler that was there before, or raises ``SystemExit`` where the process would just die.
    In other threads than the main one, which alone gets signals, nothing is held.
    """
    waiting: list[int] = []
    handlers = _handlers() if threading.current_thread() is threading.main_thread() else {}

    def let_through() -> None:
        while waiting:
            number = waiting.pop(0)
            handler = handlers[number]
            if not callable(handler):
                raise SystemExit(128 + number)  # what a shell reports for a process that a signal ended
            handler(number, None)

    try:
        for number in handlers:
            signal.signal(number, lambda number, _frame: waiting.append(number))
        yield let_through
    finally:
        for number, handler in reversed(handlers.items()):  # SIGINT last: it may strike at once
            signal.signal(number, handler)
    for number in waiting:  # only after success: where an error is on its way, the wish to stop has come true
        signal.raise_signal(number)


def _handlers() -> dict[int, signal._HANDLER]:
    handlers = {number: signal.getsignal(number) for name in _NAMES if (number := getattr(signal, name, None))}
    # An ignored signal stays ignored; None is a handler that Python did not set and so could not put back.
    return {number: handler for number, handler in handlers.items() if handler not in (signal.SIG_IGN, None)}
