"""A bar for people who wait: on a terminal, and only once it takes longer than two seconds."""

import time
from collections.abc import Callable
from typing import Protocol

_PATIENCE = 2.0  # seconds without a word
_PAUSE = 0.1  # between two states of the bar
_WIDTH = 30


class Stream(Protocol):
    """What a bar is written to."""

    def write(self, text: str, /) -> object:
        """Write ``text``."""

    def flush(self) -> None:
        """Hand on what was written."""

    def isatty(self) -> bool:
        """Tell whether it is a terminal."""


class Progress:
    """Called with how much is done of how much; ``end`` wipes the bar away."""

    def __init__(self, stream: Stream, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the stream for the bar, where it is a terminal, and a clock that counts seconds."""
        self._stream = stream
        self._clock = clock
        self._next = clock() + _PATIENCE if stream.isatty() else float("inf")
        self._shown = False

    def __call__(self, done: int, whole: int) -> None:
        """Show the state, if it is time to."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + _PAUSE
        self._shown = True
        filled = _WIDTH * done // max(whole, 1)
        self._stream.write(f"\r[{'#' * filled}{'.' * (_WIDTH - filled)}] {done}/{whole} files")
        self._stream.flush()

    def end(self) -> None:
        """Take the bar away, if there is one."""
        if self._shown:
            self._stream.write(f"\r{' ' * (_WIDTH + 30)}\r")
            self._stream.flush()
