"""Names of scratch databases: they tell whose they are, so that a later run can clear up after one that was killed."""

from __future__ import annotations

import os
import platform
import re
import secrets
from hashlib import blake2b
from pathlib import Path

PREFIX = "dos_scratch_"


def new_name() -> str:
    """Return a name that is not in use, which says that this process has made the database."""
    return f"{PREFIX}{_here()}_{os.getpid()}_{secrets.token_hex(8)}"


def is_left_over(name: str) -> bool:
    """Tell whether ``name`` is that of a database that a process of this machine made which is no more.

    A container counts as a machine: processes of another one can't be seen.
    """
    found = re.match(f"{PREFIX}([0-9a-f]{{8}})_([0-9]+)_", name)
    return found is not None and found[1] == _here() and not _runs(int(found[2]))


def _here() -> str:
    space = Path("/proc/self/ns/pid")  # what tells apart the containers of one host, where there are any
    what = f"{platform.node()} {space.stat().st_ino if space.exists() else ''}"
    return blake2b(what.encode(), digest_size=4).hexdigest()


def _runs(number: int) -> bool:
    if os.name == "nt":  # where signal 0 is not a question but the end of the process
        return True
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's
    return True
