"""Work in a process beside this one, on databases of its own, where that is safe and there is a core for it."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn, TypeVar

from .migrate import unseen
from .scratch import leave

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .bench import Bench

    Result = TypeVar("Result")

_THREADS = Path("/proc/self/task")


@contextmanager
def beside(bench: Bench, work: Callable[[Bench], Result]) -> Iterator[Callable[[], Result]]:
    """Yield a function that gives what ``work`` returns, which may be under way in a process of its own by then.

    ``work`` gets a bench with other databases there, and ``bench`` itself where it has to run in this process: then it
    runs when it is asked for. What fails beside is done again here, so that it fails with its own words.
    """
    if not _has_room():
        yield lambda: work(bench)
        return
    with _forked(bench, work) as answer:

        def result() -> Result:
            found: tuple[Result] | None = answer()
            return found[0] if found else work(bench)

        yield result


def _has_room() -> bool:
    """Tell whether there is a second core, and no thread that a copy of this process would have to do without.

    On macOS the system's own libraries don't bear a copy, and Windows has none.
    """
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return False
    return len(os.sched_getaffinity(0)) > 1 and len(list(_THREADS.iterdir())) == 1


@contextmanager
def _forked(bench: Bench, work: Callable[[Bench], Result]) -> Iterator[Callable[[], tuple[Result] | None]]:
    bench.databases.disconnect()  # two processes must not talk over one connection
    reading, writing = os.pipe()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()  # else the child has the same text to write once more
    child = os.fork()
    if not child:
        _be_child(bench, work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        try:
            yield lambda: _read(pipe)
        finally:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)  # it may still be at work, for nobody
            os.waitpid(child, 0)


def _read(pipe: IO[bytes]) -> tuple[Result] | None:
    """Return what the child has written by its end, in a tuple; None where it did not come so far."""
    try:
        found: tuple[Result] = pickle.load(pipe)  # noqa: S301 - of a process of our own
    except (EOFError, pickle.UnpicklingError):
        return None
    return found


def _be_child(bench: Bench, work: Callable[[Bench], Result], writing: int) -> NoReturn:
    """Write what ``work`` returns, nothing if it fails, and end without whatever this process would do at its end."""
    status = 1
    try:
        signal.signal(signal.SIGTERM, leave)
        with bench.databases.elsewhere() as databases:
            answer = pickle.dumps((work(replace(bench, databases=databases, step=unseen)),))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
        status = 0
    finally:
        os._exit(status)  # nothing of what the other process has begun is this one's to end
