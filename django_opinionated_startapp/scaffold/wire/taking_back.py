"""What an edit has added, and how that is taken back after others have edited the file too.

Whatever a person did to the line since, it is found by what it means: the entry of the app in a list, the pattern that
includes its URLs. Everything else stays as it is, byte for byte; right after the edit, the file gets its old bytes.
"""

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .django_names import URLS, names_of
from .installed_apps import AppEntry
from .routes import PATTERNS, function_name
from .series import display_series, import_series, removed
from .source import Source, SourceFile, Span, WireEdit, read_source


@dataclass(frozen=True, slots=True, order=True)
class Addition:
    """One thing that an edit has put into a file.

    ``kind`` is ``app`` (``text`` is the entry, of the package ``module``), ``url`` (``text`` is the route, ``module``
    what it includes), ``statement`` (the same, as a statement of its own) or ``import`` (of ``text`` from ``module``).
    """

    kind: str
    text: str
    module: str


@dataclass(frozen=True, slots=True)
class _Place:
    """An element of a list or tuple; ``statement`` adds that one to a name, and ``names`` are what it is bound to."""

    display: ast.List | ast.Tuple
    index: int
    statement: ast.stmt

    @property
    def element(self) -> ast.expr:
        return self.display.elts[self.index]

    @property
    def is_statement(self) -> bool:
        """Whether the element is all that the statement ``name += [element]`` is about."""
        augments = isinstance(self.statement, ast.AugAssign) and self.statement.value is self.display
        return augments and len(self.display.elts) == 1


def additions(edit: WireEdit, entries: Sequence[AppEntry], module: str) -> tuple[Addition, ...]:
    """Return what ``edit`` has added of the apps ``entries``, the URLs of ``module`` and the imports they need."""
    old, new = (read_source("", SourceFile(edit.path, content)) for content in (edit.before, edit.after))
    texts = Counter(_texts(new)) - Counter(_texts(old))
    found = [
        Addition("app", text, entry.package) for text in sorted(texts) for entry in entries if entry.is_spelled(text)
    ]
    present = Counter(ast.dump(place.element) for place in _including(old, module))
    for place in _including(new, module):
        if not present[ast.dump(place.element)]:
            route = next(node.value for node in ast.walk(place.element) if isinstance(node, ast.Constant))
            found.append(Addition("statement" if place.is_statement else "url", str(route), module))
    imported = names_of(new).bound.keys() - names_of(old).bound.keys()
    return (*found, *(Addition("import", name, URLS) for name in sorted(imported)))


def _texts(source: Source) -> list[str]:
    return [text for place in _places(source) if (text := _text(place)) is not None]


def take_back(file: SourceFile, wanted: Sequence[Addition]) -> bytes:
    """Return the content of ``file`` without what of ``wanted`` still stands there.

    An import goes only where nothing uses it any more. Raises CannotWire where the file can't be parsed.
    """
    for addition in sorted(wanted, key=lambda each: (each.kind == "import", each)):
        source = read_source("", file)
        spans = _imported(source, addition.text) if addition.kind == "import" else _placed(source, addition)
        file = SourceFile(file.path, source.without(spans))
    read_source("", file)
    return file.content


def _placed(source: Source, addition: Addition) -> tuple[Span, ...]:
    if addition.kind == "app":
        word, entry = "APP", AppEntry(addition.module)
        places = [place for place in _places(source) if entry.is_spelled(_text(place))]
    else:
        word, places = PATTERNS.upper(), _including(source, addition.module)
    if len(places) > 1:  # in other lists the same may be about something else
        places = [place for place in places if any(word in name for name in _stored(place.statement))]
    if len(places) != 1:
        return ()
    (place,) = places
    if place.is_statement and addition.kind == "statement":
        return _statement(source, place.statement)
    return removed(source, display_series(source, place.display), place.index)


def _places(source: Source) -> Iterator[_Place]:
    """Yield every element of every list and tuple."""
    for statement in ast.walk(source.tree):
        if isinstance(statement, ast.stmt):
            for display in _displays(statement):
                yield from (_Place(display, index, statement) for index in range(len(display.elts)))


def _displays(statement: ast.stmt) -> Iterator[ast.List | ast.Tuple]:
    """Yield the lists and tuples of ``statement`` itself, without those of the statements in it."""
    inner = [child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.expr)]
    for node in (node for child in inner for node in ast.walk(child)):
        if isinstance(node, ast.List | ast.Tuple) and isinstance(node.ctx, ast.Load):
            yield node


def _text(place: _Place) -> str | None:
    value = getattr(place.element, "value", None)
    return value if isinstance(value, str) else None


def _stored(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that ``statement`` binds, or all that an expression is about (``INSTALLED_APPS.extend(…)``)."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and (isinstance(node.ctx, ast.Store) or isinstance(statement, ast.Expr)):
            yield node.id.upper()


def _including(source: Source, module: str) -> list[_Place]:
    """Return the patterns that include ``module``: of several around one ``include`` the innermost."""
    found: dict[int, _Place] = {}
    for place in _places(source):
        for node in ast.walk(place.element):
            if isinstance(node, ast.Call) and function_name(source, node) == "include" and _names(node, module):
                best = found.setdefault(id(node), place)
                found[id(node)] = min(
                    best, place, key=lambda each: source.end(each.element) - source.start(each.element)
                )
    return list(found.values())


def _names(include: ast.Call, module: str) -> bool:
    return any(isinstance(node, ast.Constant) and node.value == module for node in ast.walk(include))


def _imported(source: Source, name: str) -> tuple[Span, ...]:
    """Return the spans of the import of ``name``, none if it is used or not there."""
    if any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(source.tree)):
        return ()
    for statement in source.tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module == URLS and not statement.level:
            names = [alias.asname or alias.name for alias in statement.names]
            if names == [name]:
                return _statement(source, statement)
            if name in names:
                return removed(source, import_series(source, statement), names.index(name))
    return ()


def _statement(source: Source, statement: ast.stmt) -> tuple[Span, ...]:
    """Return the lines of ``statement``, none if others share them; of a file's first, the blank line below too."""
    span = Span(source.start(statement), source.end(statement))
    if not source.is_alone(span):
        return ()
    whole = source.lines_of(span)
    first = source.tree.body[1 if ast.get_docstring(source.tree, clean=False) is not None else 0]
    below = source.line_end(whole.end)
    is_apart = statement is first and not source.text[whole.end : below].strip()
    return (Span(whole.start, below if is_apart else whole.end),)
