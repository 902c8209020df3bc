"""How a conflict is marked in Python: yours stays code, the template's version is a comment in front of it.

So the file works as it did, its tests still run, and what the template wants is there to be read. Marks that are no
comments would keep the whole project from starting until the last of them is solved.
"""

import re
from enum import Enum

_CLOSE = ">>>>>>> take over what you need, then delete these lines"
_MARK = re.compile(r"^[ \t\f]*# <<<<<<< (the template .*)$")


class Kind(Enum):
    """What has clashed."""

    CHANGED = "the template has this instead of yours, which follows"
    DELETED_UPSTREAM = "the template has deleted yours, which follows"
    DELETED = "the template has changed this, which you deleted"
    WHOLE = "the template has this instead of the whole file"


def mark(kind: Kind, indent: str, theirs: str = "") -> str:
    """Return the comment that shows ``theirs``, at ``indent``."""
    lines = [f"<<<<<<< {kind.value}", *_shown(theirs, indent), _CLOSE]
    return "".join(f"{indent}# {line}".rstrip() + "\n" for line in lines)


def marks(text: str) -> tuple[tuple[int, str], ...]:
    """Return line (from 1) and meaning of every mark in ``text``."""
    found = ((number, _MARK.match(line)) for number, line in enumerate(text.split("\n"), start=1))
    return tuple((number, match[1]) for number, match in found if match)


def _shown(theirs: str, indent: str) -> list[str]:
    return [line.removeprefix(indent) for line in theirs.rstrip("\n").split("\n")] if theirs.strip() else []
