"""Source text with gaps for the names that carried code will have."""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from .names import Import, Library, Reference, Symbol
from .rewrite import changes_for, rewritten


@dataclass(frozen=True, slots=True, eq=False)
class Excerpt:
    """An expression as it stands in the source of a migration module, with the remarks above it."""

    module: str
    node: ast.expr
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """Text, names of migration modules and excerpts in a row; ``imports`` is what the text needs."""

    pieces: tuple[str | Symbol | Excerpt, ...]
    imports: frozenset[tuple[Import, str]] = frozenset()

    def references(self, library: Library) -> Iterator[tuple[str, Reference]]:
        """Yield each reference to code, with the module that it stands in."""
        for piece in self.pieces:
            if isinstance(piece, Excerpt):
                for reference in library.references(library.source(piece.module), piece.node):
                    yield piece.module, reference
            elif isinstance(piece, Symbol):
                yield piece.module, library.reference(piece.module, piece.name.partition(".")[0])

    def text(self, library: Library, name_for: Callable[[Reference], str]) -> str:
        """Return the source, with the names that ``name_for`` gives."""
        return "".join(self._text_of(piece, library, name_for) for piece in self.pieces)

    def _text_of(self, piece: str | Symbol | Excerpt, library: Library, name_for: Callable[[Reference], str]) -> str:
        if isinstance(piece, str):
            return piece
        if isinstance(piece, Symbol):
            head, dot, rest = piece.name.partition(".")
            return name_for(library.reference(piece.module, head)) + dot + rest
        source = library.source(piece.module)
        changes = changes_for(library.references(source, piece.node), name_for)
        return rewritten(source, piece.node, (piece.start, piece.end), changes)


def joined(*parts: str | Expression) -> Expression:
    """Return the parts as one expression."""
    pieces: list[str | Symbol | Excerpt] = []
    imports: set[tuple[Import, str]] = set()
    for part in parts:
        if isinstance(part, str):
            pieces.append(part)
        else:
            pieces += part.pieces
            imports |= part.imports
    return Expression(tuple(pieces), frozenset(imports))


def separated(parts: Iterable[Expression], opening: str, closing: str, *, exploded: bool = False) -> Expression:
    """Return the parts between brackets; ``exploded``: one to a line, which a formatter tells by the last comma."""
    several = list(parts)
    # Each on a line of its own, so that a remark that an excerpt begins with belongs to nothing before it.
    between = [piece for part in several for piece in (",\n", part)][1:]
    return joined(opening, "\n" if exploded else "", *between, "," if exploded and several else "", closing)
