"""Three versions of one file → one: what the template was, what you made of it, what the template is now.

Python is merged by statement and element with ``ast`` and ``tokenize``, other text by line. Nothing of yours is lost.
"""

from __future__ import annotations

import ast
import json
import re
import tokenize
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ...conf import parse_toml
from .imports import complete_imports
from .indentation import indented_like
from .lines import YOURS, comment_lines, mark_lines, merge_lines
from .marks import Kind, mark, marks
from .python import merge_modules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Conflict", "Merged", "merge"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A mark in the merged text: its line (from 1; 0 for the whole file) and what it is about."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What a file becomes.

    ``beside``: the template's version, for a file that can hold no marks and so stays as it is. ``refused``: why
    nothing could be merged; the file stays as it is then, and is to be merged again later.
    """

    text: str
    conflicts: tuple[Conflict, ...] = ()
    beside: str | None = None
    refused: str = ""


def merge(path: str, base: str, mine: str, theirs: str) -> Merged:
    """Return the file with the changes that ``mine`` and ``theirs`` made to ``base``; the suffix of ``path`` says how.

    An empty ``base`` says that both sides added the file. Line ends and byte order mark are those of ``mine``.
    """
    if mine in {base, theirs}:
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    plain = [_plain(text) for text in (base, mine, theirs)]
    if plain[2] in plain[:2]:
        return Merged(mine)
    merged = _MERGERS.get(PurePosixPath(path).suffix, _text)(*plain)
    return Merged(_like(mine, merged.text), merged.conflicts, merged.beside, merged.refused)


def _python(base: str, mine: str, theirs: str) -> Merged:
    try:
        with warnings.catch_warnings():  # "\d" in a project is not for us to report
            warnings.simplefilter("ignore")
            ast.parse(mine)
            versions = indented_like(mine, base), mine, indented_like(mine, theirs)
            text = complete_imports(merge_modules(*versions), mine, theirs)
            text = text if _is_whole(base, mine, text) else _ended(mine) + mark(Kind.WHOLE, "", theirs)
    except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError) as error:
        return Merged(mine, refused=f"it does not parse ({error})")
    # Marks that you have not solved yet are no news.
    old = Counter(what for _, what in marks(mine))
    return Merged(text, tuple(Conflict(line, what) for line, what in _news(marks(text), old)))


def _news(found: Iterable[tuple[int, str]], old: Counter[str]) -> Iterator[tuple[int, str]]:
    for line, what in found:
        old[what] -= 1
        if old[what] < 0:
            yield line, what


def _is_whole(base: str, mine: str, text: str) -> bool:
    """Tell whether ``text`` is Python that has all that ``mine`` has added to ``base``."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    words = [Counter(re.findall(r"\w+", version)) for version in (base, mine, text)]
    return not (words[1] - words[0]) - words[2]


def _text(base: str, mine: str, theirs: str) -> Merged:
    text = mark_lines(base, mine, theirs)
    places = [number for number, line in enumerate(text.split("\n"), start=1) if f"{line}\n" == YOURS]
    return Merged(text, tuple(Conflict(number, _BOTH) for number in places))


def _toml(base: str, mine: str, theirs: str) -> Merged:
    text = comment_lines(base, mine, theirs)
    try:
        parse_toml(text)
    except ValueError:
        return _aside(mine, theirs)
    places = [number for number, line in enumerate(text.split("\n"), start=1) if f"{line}\n" == f"# {YOURS}"]
    return Merged(text, tuple(Conflict(number, _BOTH) for number in places))


def _json(base: str, mine: str, theirs: str) -> Merged:
    text = merge_lines(base, mine, theirs)
    try:
        json.loads(text or "")
    except ValueError:
        return _aside(mine, theirs)
    return Merged(text or "")


def _aside(mine: str, theirs: str) -> Merged:
    return Merged(mine, (Conflict(0, _BOTH),), beside=theirs)


_BOTH = "you and the template have changed this"
_MERGERS = {".py": _python, ".toml": _toml, ".json": _json}


def _plain(text: str) -> str:
    """Return ``text`` with line feeds, and without a byte order mark."""
    return _ended(text.removeprefix("\ufeff").replace("\r\n", "\n")) if text else ""


def _ended(text: str) -> str:
    return text if text.endswith("\n") or not text else f"{text}\n"


def _like(mine: str, text: str) -> str:
    """Return ``text`` with the line ends and the byte order mark of ``mine``."""
    text = text.replace("\n", "\r\n") if "\r\n" in mine else text
    return "\ufeff" + text if mine.startswith("\ufeff") else text
