"""What happens where nobody reads on, as with ``| head``. Light, and without Django."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_STATUS = 128 + 13  # what shells give for SIGPIPE


@contextmanager
def ending_in_silence() -> Iterator[None]:
    """End the process without a traceback if standard output has been closed at its other end."""
    try:
        yield
        if sys.stdout:  # there is none where it was closed from the beginning
            sys.stdout.flush()
    except BrokenPipeError:
        # Python would fail once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(_STATUS) from None
