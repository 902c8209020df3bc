"""How messages of all rooms count, and what they make of characters that would do something to a terminal."""

import re
from collections.abc import Sequence

# Control characters, line ends of Unicode, marks that change the direction, and what no encoding or XML can hold.
_ACTIVE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def counted(number: int, thing: str) -> str:
    """Return ``1 migration``, ``2 migrations``, ``2 classes`` or ``2 dependencies``."""
    things = f"{thing}es" if thing.endswith("s") else f"{thing[:-1]}ies" if thing.endswith("cy") else f"{thing}s"
    return f"{number} {thing if number == 1 else things}"


def few(names: Sequence[str], most: int) -> str:
    """Return the first of ``names``, ``most`` at the most, and how many there are besides."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def printable(text: str) -> str:
    r"""Return ``text`` on one line, with ``\x1b`` and the like for characters that are not to be seen."""
    return _ACTIVE.sub(_shown, text)


def printable_lines(text: str) -> str:
    """Return ``text`` as ``printable`` does, but with its lines and tabs."""
    return _ACTIVE.sub(lambda found: found[0] if found[0] in "\n\t" else _shown(found), text)


def _shown(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
