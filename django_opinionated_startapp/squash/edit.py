"""The source of a migration file with other names in it, and everything else as it was."""

from __future__ import annotations

import ast
import io
import tokenize
import types
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from django.db.migrations.migration import Migration

    from .disk import Key

    Edit: TypeAlias = tuple[int, int, str]
    Statement: TypeAlias = ast.Assign | ast.AnnAssign | ast.AugAssign


def edited(
    source: bytes, key: Key, names: Mapping[Key, Key], *, squashed: bool, run_before: Collection[Key] = ()
) -> bytes:
    """Return the source of the migration ``key`` once ``names`` have become others.

    Where a name is listed twice then, the second goes, and so does the migration's own. One that is ``squashed``
    loses its ``replaces``, and gets ``run_before`` in its place unless it has one. What isn't written out as literals
    stays as it is.
    """
    text = SourceText(source)
    edits: list[Edit] = []
    for statement in text.statements(("dependencies", "run_before")):
        edits += _renamings(text, statement, key, names)
    later = [] if any(text.statements(("run_before",))) else [pair for pair in run_before if pair != key]
    for statement in text.statements(("replaces",)) if squashed else ():
        pairs = ", ".join(f'("{label}", "{name}")' for label, name in later)
        edits.append((*text.span(statement), f"run_before = [{pairs}]") if later else text.removal(statement))
        later = []
    return text.with_edits(edits)


def load(source: bytes, key: Key, package: str, path: Path) -> Migration:
    """Return the migration that ``source`` makes, imported without a file; raises what the import raises."""
    label, name = key
    module = types.ModuleType(f"{package}.{name}")
    module.__file__, module.__package__ = str(path), package
    exec(compile(source, str(path), "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - what an import does
    migration: Migration = module.Migration(name, label)
    return migration


class SourceText:
    """A source, and where the nodes of its tree stand in it."""

    def __init__(self, source: bytes) -> None:
        """Parse ``source``, in whatever encoding it says that it is."""
        self._encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        self._text = source.decode(self._encoding)
        self._lines = io.StringIO(self._text, newline="").readlines()  # new lines stay what they are
        self._starts = [0, *accumulate(map(len, self._lines))]
        self.tree = ast.parse(self._text)

    def statements(self, names: Collection[str]) -> Iterator[Statement]:
        """Yield what the class of the migration assigns to attributes of these names."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef) and node.name == "Migration":
                for statement in node.body:
                    if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
                        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                        if any(isinstance(target, ast.Name) and target.id in names for target in targets):
                            yield statement

    def span(self, node: ast.expr | ast.stmt | ast.alias) -> tuple[int, int]:
        """Return where ``node`` starts and ends."""
        return self._place(node.lineno, node.col_offset), self._place(node.end_lineno or 0, node.end_col_offset or 0)

    def _place(self, line: int, column: int) -> int:
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def between(self, start: int, end: int) -> str:
        """Return a part of the source."""
        return self._text[start:end]

    def own_lines(self, node: ast.expr | ast.stmt) -> tuple[int, int] | None:
        """Return the span of the lines of ``node`` if nothing but a comma or a comment stands there besides."""
        start, end = self.span(node)
        first, last = self._starts[node.lineno - 1], self._starts[node.end_lineno or 0]
        rest = self._text[end:last].strip().removeprefix(",").strip()
        alone = not self._text[first:start].strip() and (not rest or rest.startswith("#"))
        return (first, last) if alone else None

    def removal(self, statement: Statement) -> Edit:
        """Return the edit that takes a statement out, and the blank line that would be one too many."""
        lines = self.own_lines(statement)
        if lines is None:
            start, end = self.span(statement)
            return start, end, "replaces = []"
        start, end = lines
        above, below = self._line(statement.lineno - 2), self._line(statement.end_lineno or 0)
        if not below.strip() and (not above.strip() or above.rstrip().endswith(":")):
            end += len(below)
        return start, end, ""

    def _line(self, index: int) -> str:
        return self._lines[index] if index < len(self._lines) else ""

    def renaming(self, node: ast.Constant, name: str) -> Edit:
        """Return the edit that puts ``name`` into a string literal, with its quotes."""
        start, end = self.span(node)
        quote = self._text[end - 1]
        return start, end, f"{quote}{name}{quote}"

    def dropping(self, items: list[ast.expr], dropped: Collection[ast.expr]) -> Iterator[Edit]:
        """Yield the edits that take the ``dropped`` out of the ``items`` of a list or tuple, some of which stay."""
        first_kept = next(index for index, item in enumerate(items) if item not in dropped)
        for index, item in enumerate(items):
            if item in dropped:
                if index < first_kept:
                    yield self.span(item)[0], self.span(items[index + 1])[0], ""
                else:
                    start, end = self.own_lines(item) or (self.span(items[index - 1])[1], self.span(item)[1])
                    yield start, end, ""

    def with_edits(self, edits: Collection[Edit]) -> bytes:
        """Return the source after ``edits``, none of which overlap."""
        text = self._text
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[end:]
        return text.encode(self._encoding)


def _renamings(text: SourceText, statement: Statement, itself: Key, names: Mapping[Key, Key]) -> Iterator[Edit]:
    """Yield the edits that give the pairs in a statement their new names."""
    gone: set[ast.expr] = set()
    for node in ast.walk(statement):
        if not isinstance(node, (ast.List, ast.Tuple)):
            continue
        if (pair := _pair(node)) and pair in names and node not in gone:
            for was, now, constant in zip(pair, names[pair], node.elts, strict=True):
                if was != now and isinstance(constant, ast.Constant):
                    yield text.renaming(constant, now)
        dropped = _superfluous(node.elts, itself, names)
        gone.update(dropped)
        if dropped and len(dropped) == len(node.elts):
            yield (*text.span(node), "[]" if isinstance(node, ast.List) else "()")
        elif dropped:
            yield from text.dropping(node.elts, dropped)


def _superfluous(items: list[ast.expr], itself: Key, names: Mapping[Key, Key]) -> set[ast.expr]:
    """Return the pairs among ``items`` that will name ``itself``, or what another one names already."""
    found: set[ast.expr] = set()
    pairs = {item: pair for item in items if (pair := _pair(item))}
    if names.keys().isdisjoint(pairs.values()):
        return found
    seen = {itself}
    for item, pair in pairs.items():
        target = names.get(pair, pair)
        if target in seen:
            found.add(item)
        seen.add(target)
    return found


def _pair(node: ast.expr) -> Key | None:
    """Return the name of a migration that ``node`` spells."""
    if isinstance(node, (ast.List, ast.Tuple)) and len(node.elts) == 2:  # noqa: PLR2004 - app and name
        values = [item.value for item in node.elts if isinstance(item, ast.Constant)]
        if len(values) == 2 and all(isinstance(value, str) for value in values):  # noqa: PLR2004 - the same
            return str(values[0]), str(values[1])
    return None
