"""Imports alone, found without parsing: what is asked of tests, of which there may be more than of anything else."""

import ast
import re
from collections.abc import Iterator
from typing import Any

from .extract import EMPTY_BODY, trouble
from .kinds import Where
from .names import absolute_name

# A statement on lines of its own. In a string of several lines, words may be mistaken for one.
_IMPORT = re.compile(
    r"^(?P<indent>[ \t]*)(?:"
    r"from[ \t]+(?P<module>\.*[\w.]*)[ \t]+import[ \t]*(?P<names>\([^()]*\)|(?:[^\n\\#]|\\\r?\n)*)"
    r"|import[ \t]+(?P<modules>(?:[^\n\\#]|\\\r?\n)*))",
    re.MULTILINE,
)
_NAME = re.compile(r"([\w.]+|\*)(?:\s+as\s+(\w+))?\s*")
_COMMENT = re.compile(r"#[^\n]*")
_HEADS = re.compile(rb"\n[ \t]*(?:async )?(?:def|class)[ \t][^\n:]*(?=\n)")  # those without a colon in their line
_MERGE = b"\n<<<<<<< "


def scan(source: bytes, name: str, *, is_package: bool) -> tuple[dict[str, Any], str]:
    """Return an outline that has nothing but ``imports``, and an empty body; ``extract`` gives the whole.

    All names of a statement are at its place; what is indented counts as standing in a function. A source that looks
    broken is parsed, and gives ``error`` if it is; an error that leaves it looking sound is not noticed.
    """
    if _looks_broken(source):
        try:
            ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return {"error": trouble(error)}, EMPTY_BODY
    package = name if is_package else name.rpartition(".")[0]
    text = source.decode("utf-8", "replace")
    rows: list[list[Any]] = []
    line, before = 1, 0
    for match in _IMPORT.finditer(text):
        line += text.count("\n", before, match.start())
        before = match.start()
        indent = match["indent"]
        where = [line, len(indent) + 1, "", Where.FUNCTION if indent else 0]
        rows += _plain(match["modules"], where) if match["module"] is None else _from(match, package, where)
    return {"imports": rows}, EMPTY_BODY


def _looks_broken(source: bytes) -> bool:
    """Tell whether it is worth to parse a source, which takes twenty times as long as to look at it."""
    if any(source.count(one) != source.count(other) for one, other in ((b"(", b")"), (b"[", b"]"), (b"{", b"}"))):
        return True
    padded = b"\n%s\n" % source
    return _MERGE in padded or any(line[0].rstrip()[-1:] not in b"([{,\\" for line in _HEADS.finditer(padded))


def _plain(modules: str, where: list[Any]) -> Iterator[list[Any]]:
    for target, alias in _names(modules):
        yield [target, target, "", alias or target.partition(".")[0], *where, 0]


def _from(match: re.Match[str], package: str, where: list[Any]) -> Iterator[list[Any]]:
    dotted = match["module"].lstrip(".")
    level = len(match["module"]) - len(dotted)
    module = absolute_name(dotted, level, package)
    for each, alias in _names(match["names"].strip("()")):
        star = each == "*"
        yield [module if star else f"{module}.{each}", module, each, "" if star else alias or each, *where, level]


def _names(text: str) -> Iterator[tuple[str, str]]:
    for part in _COMMENT.sub("", text).replace("\\", " ").split(","):
        if found := _NAME.fullmatch(part.strip()):
            yield found[1], found[2] or ""
