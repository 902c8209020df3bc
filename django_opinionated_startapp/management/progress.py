"""A bar for people who wait: on a terminal, and only once it takes longer than two seconds."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from django.core.management.base import OutputWrapper

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

    def __init__(self, stream: Stream, things: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the stream for the bar, where it is a terminal, what is counted, and a clock that counts seconds."""
        self._stream = stream
        self._things = things
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
        self._stream.write(f"\r[{'#' * filled}{'.' * (_WIDTH - filled)}] {done}/{whole} {self._things}")
        self._stream.flush()

    def end(self) -> None:
        """Take the bar away, if there is one."""
        if self._shown:
            self._stream.write(f"\r{' ' * (_WIDTH + 30)}\r")
            self._stream.flush()


class Waiting:
    """What people who wait for several runs hear: a sentence for each, and a bar below it; ``end`` wipes that away."""

    def __init__(self, stream: Stream, say: Callable[[str], None], things: str) -> None:
        """Take the stream for the bars, what says a sentence, and what the bars count."""
        self._stream, self._say, self._things = stream, say, things
        self._bar = Progress(stream, things)

    def tell(self, text: str) -> None:
        """Say what is done next."""
        self.end()
        self._say(text)
        self._bar = Progress(self._stream, self._things)

    def step(self, done: int, whole: int) -> None:
        """Show how far it is, if it is time to."""
        self._bar(done, whole)

    def end(self) -> None:
        """Take the bar away, if there is one."""
        self._bar.end()


class Bare:
    """A stream of a Django command without the colours and ends of lines that it adds."""

    def __init__(self, wrapper: "OutputWrapper") -> None:
        """Take the command's stream."""
        self._wrapper = wrapper

    def write(self, text: str, /) -> None:
        """Write ``text`` as it is."""
        self._wrapper.write(text, str, "")

    def flush(self) -> None:
        """Hand on what was written."""
        self._wrapper.flush()

    def isatty(self) -> bool:
        """Tell whether it is a terminal."""
        return self._wrapper.isatty()
