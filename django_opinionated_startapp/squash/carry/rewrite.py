"""Names in a piece of source changed, all else left as it was written.

The syntax tree is changed first; then the text, and where the text doesn't parse to the changed tree (positions inside
f-strings are wrong before Python 3.12, and some names have none) the tree is written out instead, without comments.
"""

import ast
import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from .names import Reference, absolute
from .sources import ModuleSource

# What each use of a name becomes: {node: {name as it is: name as it shall be}}.
Changes = Mapping[ast.AST, Mapping[str, str]]
_DEFINITION = re.compile(rb"(?:async\s+def|def|class)\s+")
_FROM = re.compile(rb"from\s*[\w.\s]*?\s*\bimport\b")


def changes_for(references: Iterable[Reference], name_for: Callable[[Reference], str]) -> Changes:
    """Return the changes that give each reference its new name."""
    changes: dict[ast.AST, dict[str, str]] = {}
    for reference in references:
        changes.setdefault(reference.node, {})[reference.name] = name_for(reference)
    return changes


def rewritten(source: ModuleSource, node: ast.AST, span: tuple[int, int], changes: Changes) -> str:
    """Return the text of ``span`` around ``node`` as ``changed_tree`` has it."""
    wanted = changed_tree(source, node, changes)
    text = _edited(source, span, _edits(source, node, changes))
    if isinstance(node, ast.expr):
        return text if _parses_to(f"(\n{text}\n)", wanted) else ast.unparse(wanted)
    return text if _parses_to(text, wanted) else ast.unparse(ast.fix_missing_locations(wanted))


def changed_tree(source: ModuleSource, node: ast.AST, changes: Changes) -> ast.AST:
    """Return a copy of ``node`` with ``changes`` applied, relative imports made absolute and __name__ written out."""
    copies: dict[int, ast.AST] = {}
    tree = copy.deepcopy(node, copies)
    new_names = {copies[id(each)]: names for each, names in changes.items() if id(each) in copies}
    new_modules = {copies[id(each)]: absolute(source, each) for each in _relative_imports(node)}
    own_names = {copies[id(each)]: source.name for each in _own_names(source, node)}
    return _Renamer(new_names, new_modules, own_names).visit(tree)


class _Renamer(ast.NodeTransformer):
    def __init__(
        self, new_names: Changes, new_modules: Mapping[ast.AST, str], own_names: Mapping[ast.AST, str]
    ) -> None:
        self._new_names = new_names
        self._new_modules = new_modules
        self._own_names = own_names

    def visit(self, node: ast.AST) -> ast.AST:
        """Return ``node``, or the name that an attribute has become."""
        super().visit(node)
        if isinstance(node, ast.ImportFrom) and node in self._new_modules:
            node.module, node.level = self._new_modules[node], 0
        if node in self._own_names:
            return ast.Constant(self._own_names[node])
        names = self._new_names.get(node, {})
        if isinstance(node, ast.Attribute) and names:
            return ast.Name(next(iter(names.values())), node.ctx)
        if isinstance(node, ast.Global):
            node.names = [names.get(name, name) for name in node.names]
        elif isinstance(node, ast.alias):
            for new in names.values():
                node.asname = None if new == node.name else new
        else:
            for old, new in names.items():
                for where in ("id", "name", "rest"):
                    if getattr(node, where, None) == old:
                        setattr(node, where, new)
        return node


def _relative_imports(node: ast.AST) -> Iterator[ast.ImportFrom]:
    yield from (each for each in ast.walk(node) if isinstance(each, ast.ImportFrom) and each.level)


def _own_names(source: ModuleSource, node: ast.AST) -> Iterator[ast.AST]:
    for each, name in source.globals_in(node):
        if name == "__name__" and isinstance(getattr(each, "ctx", None), ast.Load):
            yield each


def _parses_to(text: str, wanted: ast.AST) -> bool:
    try:
        if isinstance(wanted, ast.expr):
            return ast.dump(ast.parse(text, mode="eval").body) == ast.dump(wanted)
        return [ast.dump(statement) for statement in ast.parse(text).body] == [ast.dump(wanted)]
    except SyntaxError:
        return False


def _edits(source: ModuleSource, node: ast.AST, changes: Changes) -> Iterator[tuple[int, int, str]]:
    for each, names in changes.items():
        for old, new in names.items():
            if old != new:
                yield from _renaming(source, each, old, new)
    for each in _relative_imports(node):
        start, end = source.span(each)
        if head := _FROM.match(source.content, start, end):
            yield start, head.end(), f"from {absolute(source, each)} import"
    for own in _own_names(source, node):
        yield *source.span(own), repr(source.name)


def _renaming(source: ModuleSource, node: ast.AST, old: str, new: str) -> Iterator[tuple[int, int, str]]:
    start, end = source.span(node)
    if isinstance(node, (ast.Name, ast.Attribute)):
        yield start, end, new
    elif isinstance(node, ast.alias):
        yield start, end, node.name if new == node.name else f"{node.name} as {new}"
    elif head := _DEFINITION.match(source.content, start, end):
        yield head.end(), head.end() + len(old.encode()), new
    elif isinstance(node, ast.Global):
        for match in re.finditer(rf"\b{old}\b".encode(), source.content[start:end]):
            yield start + match.start(), start + match.end(), new


def _edited(source: ModuleSource, span: tuple[int, int], edits: Iterable[tuple[int, int, str]]) -> str:
    start, end = span
    text = source.content[start:end]
    for first, last, new in sorted(edits, reverse=True):
        text = text[: first - start] + new.encode() + text[last - start :]
    # An edit at a wrong position may cut a character in two; what comes out is then no equal syntax either.
    return text.decode(errors="replace")
