"""Work in a process beside this one, on databases of its own, where that is safe and there is a core for it."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from ..errors import OpinionatedError
from . import apart
from .migrate import unseen
from .scratch import leave

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .bench import Bench

    Result = TypeVar("Result")


@contextmanager
def beside(bench: Bench, work: Callable[[Bench], Result]) -> Iterator[Callable[[], Result]]:
    """Yield a function that gives what ``work`` returns, which may be under way in a process of its own by then.

    ``work`` gets a bench with other databases there, and ``bench`` itself where it has to run in this process: then it
    runs when it is asked for. What fails beside is done again here, so that it fails with its own words.
    """
    if not _has_room():
        yield lambda: work(bench)
        return

    def there() -> Result:
        signal.signal(signal.SIGTERM, leave)
        with bench.databases.elsewhere() as databases:
            return work(replace(bench, databases=databases, step=unseen))

    bench.databases.disconnect()  # two processes must not talk over one connection
    with apart.child(there, end=signal.SIGTERM) as answer:

        def result() -> Result:
            try:
                return answer()
            except OpinionatedError:
                return work(bench)

        yield result


def _has_room() -> bool:
    """Tell whether there is a second core for a copy of this process."""
    return apart.possible() and len(os.sched_getaffinity(0)) > 1
