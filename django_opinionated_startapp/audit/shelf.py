"""The folder of the cache: files in it are replaced in one step, and git ignores them.

Nothing heavy is imported here: a run that is answered from memory needs little else.
"""

import os
from itertools import count
from pathlib import Path

_IGNORE = b"# Made by auditapps; safe to delete.\n*\n"
_numbers = count()


def put(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``, of which nobody sees half; raise ``OSError`` if that can't be done."""
    if not path.parent.exists():  # in a folder of somebody else's git would ignore what is theirs
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path.parent / ".gitignore", _IGNORE)
    _replace(path, content)


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".new-{os.getpid()}-{next(_numbers)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
