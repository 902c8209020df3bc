"""Work in a copy of this process, which forgets with its end what the work has changed in it.

``migrate`` is a process of its own for every database. Code may count on that: what it has found or made on one, such
as the key of a row, it keeps in a variable, and that is wrong for the next one. So each run gets a process as clean as
this one, and this one never runs a migration itself.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
import threading
import traceback
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn, TypeVar

from django.db.transaction import TransactionManagementError

from ..errors import OpinionatedError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    Result = TypeVar("Result")

_THREADS = Path("/proc/self/task")
_SIGNAL_AT_END_OF_PARENT = 1  # PR_SET_PDEATHSIG of <linux/prctl.h>
_SIGNALS = {signal.SIGINT, signal.SIGTERM, *({signal.SIGHUP} if sys.platform != "win32" else ())}


class Failed(OpinionatedError):  # noqa: N818 - it is the work that did
    """Work that raised something of its own: the message names the kind of the error and says what that said."""


def possible() -> bool:
    """Tell whether this process can be copied: it must not have threads, which the copy would have to do without.

    On macOS the system's own libraries don't bear a copy, and Windows has none.
    """
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return False
    return len(list(_THREADS.iterdir())) == 1


def run(work: Callable[..., Result], *listeners: Callable[..., None]) -> Result:
    """Return what ``work`` returns, of a copy of this process if that is possible, else of this one.

    ``work`` is given a function for each of ``listeners``, by which that hears in this process. All of it goes through
    a pipe. Raises Failed with what ``work`` raises, but OpinionatedError as it is; that too where the copy is ended.
    """
    if not possible():
        return _here(work, listeners)
    with child(work, len(listeners)) as answer:
        return answer(*listeners)


@contextmanager
def child(
    work: Callable[..., Result], listeners: int = 0, end: signal.Signals | None = None
) -> Iterator[Callable[..., Result]]:
    """Let a copy of this process work; yield a function that takes the listeners, and returns and raises as ``run``.

    The copy is ended with the block, by the signal ``end`` if it has something to clear up, else at once.
    """
    reading, writing = os.pipe()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()  # else the copy has the same text to write once more
    process, here = 0, os.getpid()
    try:
        with _signals_wait() as mask:
            process = os.fork()
            if not process:
                os.close(reading)  # so that it can't write on for nobody, should this process be killed
                _end_with(here, end or signal.SIGKILL)
                _be_child(work, listeners, writing, mask)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            yield lambda *ears: _heard(pipe, process, ears)
    finally:
        if process:
            os.kill(process, end or signal.SIGKILL)  # which does nothing to one that is no more
            os.waitpid(process, 0)


def _end_with(parent: int, number: signal.Signals) -> None:
    """Have Linux send ``number`` to this process as soon as ``parent`` is no more, even if that was killed."""
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).prctl(_SIGNAL_AT_END_OF_PARENT, number)
    if os.getppid() != parent:
        os._exit(1)


@contextmanager
def _signals_wait() -> Iterator[set[signal.Signals | int]]:
    """Keep signals back that raise something, and yield those that were kept back before.

    A copy in which one raised before it works would go on as this process does, and clear up what this one uses.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield before
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass(frozen=True, slots=True)
class _Word:
    """What the listener of this number is to hear."""

    listener: int
    parts: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the work has returned."""

    result: Any


@dataclass(frozen=True, slots=True)
class _Refusal:
    """What the work has raised, and where."""

    error: OpinionatedError
    trace: str


class _There(Exception):  # noqa: N818 - it is where the error was
    """The traceback of another process, to be shown before that of this one."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


def _here(work: Callable[..., Result], listeners: Sequence[Callable[..., None]]) -> Result:
    try:
        return work(*listeners)
    except OpinionatedError:
        raise
    except Exception as error:  # a migration raises what it likes
        first = _first(error)
        raise Failed(f"{type(first).__name__}: {first}") from error


def _first(error: BaseException) -> BaseException:
    """Return what broke a transaction, where ``error`` only says that it is broken.

    On SQLite it says so of every failure to write a row, since what ends a migration checks the references even then.
    """
    while isinstance(error, TransactionManagementError) and (before := error.__context__ or error.__cause__):
        error = before
    return error


def _heard(pipe: IO[bytes], process: int, listeners: Sequence[Callable[..., None]]) -> Any:  # noqa: ANN401 - of any work
    """Return what the work in ``process`` returns, or raise what it raises; let ``listeners`` hear the rest."""
    while True:
        try:
            found = pickle.load(pipe)  # noqa: S301 - of a process of our own
        except (EOFError, pickle.UnpicklingError):
            raise _ended(process) from None
        if isinstance(found, _Answer):
            return found.result
        if isinstance(found, _Refusal):
            raise found.error from _There(found.trace)
        listeners[found.listener](*found.parts)


def _ended(process: int) -> OpinionatedError:
    found = os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
    number = found.si_status if found else 0
    how = f"exit code {number}" if found and found.si_code == os.CLD_EXITED else signal.strsignal(number)
    return OpinionatedError(
        f"The process that ran the migrations has ended before them ({how}).",
        "Look whether there is memory enough, and whether a migration ends the process that it runs in.",
    )


def _be_child(
    work: Callable[..., Any], listeners: int, writing: int, mask: Collection[signal.Signals | int]
) -> NoReturn:
    """Work, say what came of it, and end without whatever this process would do at its end.

    The signals of ``mask`` are kept back meanwhile.
    """
    status = 1
    try:
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(_outcome(work, [partial(_tell, pipe, number) for number in range(listeners)]))
            status = 0
        finally:
            signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
            with suppress(Exception):
                sys.stdout.flush()
                sys.stderr.flush()
    finally:
        os._exit(status)  # nothing of what the other process has begun is this one's to end


def _outcome(work: Callable[..., Any], listeners: Sequence[Callable[..., None]]) -> bytes:
    def answer(*listeners: Callable[..., None]) -> bytes:
        return pickle.dumps(_Answer(work(*listeners)))

    try:
        return _here(answer, listeners)
    except OpinionatedError as error:
        kind = Failed if isinstance(error, Failed) else OpinionatedError
        return pickle.dumps(_Refusal(kind(error.message, error.hint), traceback.format_exc()))


def _tell(pipe: IO[bytes], listener: int, *parts: object) -> None:
    pipe.write(pickle.dumps(_Word(listener, parts)))
    pipe.flush()
