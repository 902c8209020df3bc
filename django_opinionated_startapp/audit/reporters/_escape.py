"""Characters of file names and messages that would do something, made to be seen instead."""

import re

# Control characters, line ends of Unicode, marks that change the direction, and what no encoding or XML can hold.
_ACTIVE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def printable(text: str) -> str:
    r"""Return ``text`` on one line, with ``\x1b`` and the like for characters that are not to be seen."""
    return _ACTIVE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
