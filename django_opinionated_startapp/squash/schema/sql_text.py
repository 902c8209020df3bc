"""The text of SQLite's statements in one form: SQLite keeps them as they were written, by whomever."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TOKEN = re.compile(
    r"""
    (?P<nothing> \s+ | --[^\n]* | /\*.*?(?:\*/|\Z) )
    | (?P<value> [xX]?'(?:[^']|'')*' | \d[\w.]*(?:(?<=[eE])[+-]\d+)? | \.\d\w* )
    | (?P<quoted> "(?:[^"]|"")*" | `(?:[^`]|``)*` | \[[^\]]*\] )
    | (?P<word> [^\W\d][\w$]* )
    | (?P<sign> \|\| | <> | <= | >= | != | == | << | >> | ->>? | . )
    """,
    re.VERBOSE | re.DOTALL,
)

# What means something else when it is not in quotation marks.
_RESERVED = frozenset(
    re.findall(
        r"\w+",
        """
    add all alter and as autoincrement between case check collate commit constraint create current_date
    current_time current_timestamp default deferrable delete distinct drop else escape except exists
    false foreign from group having in index insert intersect into is isnull join limit not notnull null
    on or order primary references returning select set table then to transaction true union unique
    update using values when where
""",
    )
)
_SIGNS = frozenset(("||", "<>", "<=", ">=", "!=", "==", "<<", ">>", "->", "->>", *"<>=+-*/%,"))


def tokens(sql: str) -> tuple[str, ...]:
    """Return the tokens of a statement: comments gone, names in lower case and quoted only where they must be.

    SQLite does not care about the case of names either.
    """
    return tuple(_normal(match) for match in _TOKEN.finditer(sql) if match.lastgroup != "nothing")


def _normal(match: re.Match[str]) -> str:
    text = match.group()
    if match.lastgroup == "word":
        return text.lower()
    if match.lastgroup != "quoted":
        return text
    name = text[1:-1] if text[0] == "[" else text[1:-1].replace(text[0] * 2, text[0])
    bare = re.fullmatch(r"[^\W\d][\w$]*", name) and name.lower() not in _RESERVED
    return name.lower() if bare else '"{}"'.format(name.lower().replace('"', '""'))


def text(parts: Sequence[str]) -> str:
    """Return tokens as SQL that is pleasant to read."""
    line = ""
    for before, part in zip(("(", *parts), parts, strict=False):
        glued = before in {"(", "."} or part in {")", ",", "."} or (part == "(" and before not in _RESERVED | _SIGNS)
        line += part if glued else f" {part}"
    return line


def split(parts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield what stands between the commas, not looking into parentheses."""
    start = 0
    for place in outside(parts):
        if parts[place] == ",":
            yield tuple(parts[start:place])
            start = place + 1
    yield tuple(parts[start:])


def outside(parts: Sequence[str]) -> Iterator[int]:
    """Yield the places of the tokens that are not in parentheses, the opening ones included."""
    depth = 0
    for place, part in enumerate(parts):
        depth -= part == ")"
        if depth == 0:
            yield place
        depth += part == "("


def closing(parts: Sequence[str], opening: int) -> int:
    """Return the place of the parenthesis that closes the one at ``opening``."""
    return opening + next(place for place in outside(parts[opening:]) if parts[opening + place] == ")")
