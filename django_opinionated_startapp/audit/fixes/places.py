"""Where things stand in a source, and edits of whole lines."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypeVar

from ...sources import Source, Span
from ..finding import Place
from .kinds import Edit

_LINES = re.compile(r"[ \t\f]*(?:\r\n|\r|\n)")
_BLANKS = re.compile(r"(?:[ \t\f]*(?:\r\n|\r|\n))*")

N = TypeVar("N", bound=ast.expr | ast.stmt | ast.alias)


@lru_cache(maxsize=128)
def nodes_of(source: Source) -> tuple[ast.AST, ...]:
    """Return all nodes of a source; a walk takes ten times as long, and a file is asked about again and again."""
    return tuple(ast.walk(source.tree))


def node_at(source: Source, place: Place, kind: type[N]) -> N | None:
    """Return the innermost node of ``kind`` that starts at ``place``, None if there is none."""
    offset = source.line_starts[place.line - 1] + place.column - 1 if place.line else -1
    found = (
        node
        for node in nodes_of(source)
        if isinstance(node, kind) and node.lineno == place.line and source.start(node) == offset
    )
    return min(found, key=source.end, default=None)


def path_of(source: Source) -> str:
    """Return the path of the file, as edits name it."""
    return source.path.as_posix()


def replaced(source: Source, node: ast.expr | ast.stmt | ast.alias, text: str) -> Edit:
    """Return the edit that puts ``text`` where ``node`` stands."""
    return Edit(path_of(source), source.start(node), source.end(node), text)


def bodies(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    """Yield all lists of statements."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            found = getattr(node, name, None)
            if isinstance(found, list) and found and isinstance(found[0], ast.stmt):
                yield found


def body_of(source: Source, statement: ast.stmt) -> list[ast.stmt]:
    """Return the statements among which ``statement`` stands."""
    found = [body for body in bodies(source.tree) if statement in body]
    return found[0]


def without_statement(source: Source, statement: ast.stmt) -> Edit | None:
    """Return the edit that takes a statement out with its lines; None where it shares them.

    A statement that is all there is in a block leaves ``pass``.
    """
    span = Span(source.start(statement), source.end(statement))
    if not source.is_alone(span):
        return None
    if body_of(source, statement) == [statement] and statement not in source.tree.body:
        return replaced(source, statement, "pass")
    lines = source.lines_of(span)
    before, after = _blank_before(source, lines.start), _blank_after(source, lines.end)
    if lines.end + len(after) == len(source.text):
        return Edit(path_of(source), lines.start - len("".join(before)), len(source.text), "")
    kept = len(before) if lines.start - len("".join(before)) else len(after)
    gone = sum(len(end) for end in list(_LINES.findall(after))[:kept])
    return Edit(path_of(source), lines.start, lines.end + gone, "")


def _blank_before(source: Source, offset: int) -> list[str]:
    """Return the blank lines that end at ``offset``."""
    text = source.text[:offset]
    head = text.rstrip()
    ends = list(_LINES.findall(text[len(head) :]))
    return ends[1:] if head else ends


def _blank_after(source: Source, offset: int) -> str:
    """Return the blank lines that begin at ``offset``, as text."""
    found = _BLANKS.match(source.text, offset)
    return found.group() if found else ""


def below(source: Source, node: ast.stmt, lines: Iterable[str]) -> Edit | None:
    """Return the edit that puts ``lines`` below the last line of ``node``; None where others share that line."""
    end = source.line_end(source.end(node))
    last = source.line_number(source.end(node))
    if any(each is not node and each.lineno == last for each in body_of(source, node)):
        return None
    newline = source.newline(end)
    text = newline.join(lines)
    ended = source.text[:end].endswith(("\n", "\r"))
    return Edit(path_of(source), end, end, f"{text}{newline}" if ended else f"{newline}{text}")


def above(source: Source, node: ast.stmt, lines: Iterable[str]) -> Edit | None:
    """Return the edit that puts ``lines`` above ``node`` and its decorators; None where others share that line."""
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
    start = source.line_starts[first - 1]
    if source.text[start : source.start(node)].strip() and first == node.lineno:
        return None
    newline = source.newline(start)
    return Edit(path_of(source), start, start, "".join(f"{line}{newline}" for line in lines))


def indentation(source: Source, node: ast.stmt) -> str:
    """Return the white space in front of ``node``."""
    return source.indentation(source.start(node))
