"""Python source → a tree of statements that holds every line of it once.

Comments and blank lines belong to the statement behind them, decorators to what they decorate. Lines behind the last
statement of a block that are indented like it belong to the block.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .tokens import OPENING, atoms, essence

_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_BLOCKS: tuple[type[ast.stmt], ...] = (
    *_FUNCTION,
    ast.ClassDef,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.If,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    getattr(ast, "TryStar", ast.Try),  # new in Python 3.11
)
_HEAD = re.compile(r"\s*(?:else|finally)\s*:")


@dataclass(frozen=True, slots=True)
class Item:
    """A statement: ``key`` is what it is known by, ``lead`` the comments and blank lines in front of it.

    ``sections`` is empty for one that is merged as a whole.
    """

    key: tuple[object, ...]
    lead: str
    text: str
    decorators: tuple["Item", ...] = ()
    sections: tuple["Section", ...] = ()

    @property
    def indent(self) -> str:
        """The blanks in front of it."""
        return self.text[: len(self.text) - len(self.text.lstrip(" \t\f"))]


@dataclass(frozen=True, slots=True)
class Section:
    """The head of a compound statement with the block below it; ``ordered`` where the order of the block matters."""

    head: str
    items: tuple[Item, ...]
    tail: str
    ordered: bool


def tile(source: str) -> Section:
    """Return the module; raise SyntaxError where ``source`` is not Python. Its lines end in line feeds."""
    # str.splitlines() would also split at form feeds and at U+2028; Python does not.
    lines = re.findall(r"[^\n]*\n|[^\n]+\Z", source)
    return _Tiler(lines).block(ast.parse(source).body, 0, len(lines), "", ordered=False)


class _Tiler:
    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines

    def text(self, start: int, stop: int) -> str:
        return "".join(self.lines[start:stop])

    def block(self, body: Sequence[ast.stmt], start: int, stop: int, head: str, *, ordered: bool) -> Section:
        """Return the block ``body``, which has the lines from ``start`` to ``stop``."""
        items: list[Item] = []
        at = start
        for group in _on_lines(body):
            first, last = _first(group[0]), self.end(group[-1], stop)
            items.append(self.item(group, self.text(at, first), first, last, ordered=ordered, at_start=not items))
            at = last
        return Section(head, tuple(items), self.text(at, stop), ordered)

    def end(self, node: ast.stmt, stop: int) -> int:
        """Return the line behind ``node`` and behind the comments below it that are indented more."""
        end = last = node.end_lineno or node.lineno
        if not isinstance(node, _BLOCKS):
            return end
        while last < stop and (not self.lines[last].strip() or self.is_inside(last, node)):
            last += 1
            end = last if self.lines[last - 1].strip() else end
        return end

    def is_inside(self, line: int, node: ast.stmt) -> bool:
        text = self.lines[line]
        return text.lstrip().startswith("#") and len(text) - len(text.lstrip()) > node.col_offset

    def item(  # noqa: PLR0913  (the parts of the item)
        self, group: Sequence[ast.stmt], lead: str, first: int, last: int, *, ordered: bool, at_start: bool
    ) -> Item:
        text, node = self.text(first, last), group[0]
        if len(group) > 1:
            return Item(("text", essence(text)), lead, text)
        decorators = tuple(self.decorators(node))
        sections = tuple(self.sections(node, last, ordered=ordered))
        return Item(_key(node, text, sections, ordered=ordered, at_start=at_start), lead, text, decorators, sections)

    def decorators(self, node: ast.stmt) -> Iterator[Item]:
        at = _first(node)
        for each in getattr(node, "decorator_list", ()):
            first, last = each.lineno - 1, each.end_lineno
            text = self.text(first, last)
            name = ast.unparse(each.func if isinstance(each, ast.Call) else each)
            yield Item(("decorator", name), self.text(at, first), text)
            at = last

    def sections(self, node: ast.stmt, last: int, *, ordered: bool) -> Iterator[Section]:
        """Yield the blocks of a compound statement; none where one shares a line with its head."""
        blocks = list(_blocks(node))
        if any(self.lines[body[0].lineno - 1].encode()[: body[0].col_offset].strip() for _, body in blocks):
            return
        inside = ordered or isinstance(node, _FUNCTION)
        heads = [
            self.head(start, body, blocks[number - 1][1] if number else None)
            for number, (start, body) in enumerate(blocks)
        ]
        for number, (_, body) in enumerate(blocks):
            stop = heads[number + 1][0] if number + 1 < len(blocks) else last
            start, end = heads[number]
            yield self.block(body, end, stop, self.text(start, end), ordered=inside)

    def head(self, start: int, body: Sequence[ast.stmt], above: Sequence[ast.stmt] | None) -> tuple[int, int]:
        """Return the lines of a head: ``start`` or, where that is 0, the ``else`` between two blocks."""
        limit = _first(body[0])
        if start:
            first = start - 1
        else:
            behind = above[-1].end_lineno or 0 if above else 0
            first = next(line for line in range(behind, limit) if _HEAD.match(self.lines[line]))
        return first, first + _head_lines(self.text(first, limit))


def _head_lines(text: str) -> int:
    """Return how many lines the head at the start of ``text`` has: those down to the first colon outside brackets."""
    depth, end = 0, 0
    for atom in atoms(text):
        depth += (atom.text in OPENING) - (atom.text in OPENING.values())
        end = end or (atom.end if atom.text == ":" and not depth else 0)
    return text.count("\n", 0, end) + 1


def _on_lines(body: Sequence[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """Yield statements, those that share a line together."""
    groups: list[list[ast.stmt]] = []
    for node in body:
        if groups and _first(node) < (groups[-1][-1].end_lineno or 0):
            groups[-1].append(node)
        else:
            groups.append([node])
    yield from groups


def _first(node: ast.stmt) -> int:
    """Return the number of lines above ``node`` and its decorators."""
    decorators = getattr(node, "decorator_list", ())
    lines: list[int] = [node.lineno, *(each.lineno for each in decorators)]
    return min(lines) - 1


def _blocks(node: ast.stmt) -> Iterator[tuple[int, Sequence[ast.stmt]]]:
    """Yield the line of the head (0 where ``ast`` does not say) and the body of each block of ``node``."""
    if isinstance(node, _BLOCKS):
        # Comments below the last decorator are part of the head.
        above = [each.end_lineno + 1 for each in getattr(node, "decorator_list", ())]
        body: list[ast.stmt] = getattr(node, "body", [])
        yield max(above, default=node.lineno), body
    for handler in getattr(node, "handlers", ()):
        yield handler.lineno, handler.body
    rest: list[ast.stmt] = getattr(node, "orelse", [])
    first = rest[0] if isinstance(node, ast.If) and len(rest) == 1 else None
    if isinstance(first, ast.If) and first.col_offset == node.col_offset:  # elif
        yield from _blocks(first)
    elif rest:
        yield 0, rest
    if last := getattr(node, "finalbody", []):
        yield 0, last


def _key(
    node: ast.stmt, text: str, sections: Sequence[Section], *, ordered: bool, at_start: bool
) -> tuple[object, ...]:
    """Return what a statement is known by."""
    if at_start and isinstance(node, ast.Expr) and ast.get_docstring(ast.Module([node], []), clean=False) is not None:
        return ("docstring",)
    if isinstance(node, _FUNCTION):
        # ``@property`` and ``@name.setter`` decorate two functions of one name.
        roles = [each.attr for each in node.decorator_list if isinstance(each, ast.Attribute)]
        return "def", node.name, next((role for role in roles if role in {"setter", "deleter"}), "")
    if isinstance(node, ast.ClassDef):
        return "class", node.name
    if sections:
        return type(node).__name__, essence(sections[0].head)
    return (() if ordered else _name(node)) or ("text", essence(text))


def _name(node: ast.stmt) -> tuple[object, ...]:
    """Return what a plain statement of a module or a class is known by; empty if only by all that it says."""
    if isinstance(node, ast.ImportFrom):
        alias = node.names[0].name if len(node.names) == 1 and node.names[0].asname else ""
        return "from", node.level, node.module, alias
    if isinstance(node, ast.Import):
        return "import", node.names[0].name, node.names[0].asname
    if isinstance(node, ast.Assign):
        return "assign", " = ".join(map(ast.unparse, node.targets))
    if isinstance(node, ast.AnnAssign):
        return "assign", ast.unparse(node.target)
    if isinstance(node, ast.AugAssign):
        return "augment", ast.unparse(node.target)
    return ()
