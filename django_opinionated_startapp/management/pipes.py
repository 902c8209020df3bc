"""How a command ends where the system refuses something: in plain words, or silently where nobody reads on.

Light, and without Django.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import OpinionatedError, told

_STATUS = 128 + 13  # what shells give for SIGPIPE


@contextmanager
def ending_plainly() -> Iterator[None]:
    """Raise OpinionatedError for an error of the system that nobody has expected, such as of a disk that fails.

    Ends the process without a word if standard output has been closed at its other end, as with ``| head``.
    """
    try:
        yield
        if sys.stdout:  # there is none where it was closed from the beginning
            sys.stdout.flush()
    except BrokenPipeError:
        # Python would fail once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(_STATUS) from None
    except OSError as error:
        raise OpinionatedError(
            f"The system refuses something that is needed: {told(error)}.", "Mend that, then run the command again."
        ) from error
