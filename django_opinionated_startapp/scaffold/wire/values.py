"""What a name may stand for when settings are read without being run.

A list is a sequence of parts: an Entry is an element, a Slot is the place in a literal where one more could be put, a
Doubt is what only running the code could tell. ``always`` is False for what is there only under a condition.
Lists live in cells, so that two names can share one (``B = A; B += […]`` changes both); a World can be forked cheaply
at an ``if`` and the two joined behind it.
"""

import ast
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from .source import Source


@dataclass(frozen=True, slots=True)
class Entry:
    """An element of a list; ``text`` is its value when that is a known string."""

    source: Source
    node: ast.expr
    text: str | None
    always: bool = True


@dataclass(frozen=True, slots=True)
class Slot:
    """The end of a list or tuple display; ``name`` is what it was assigned to, or ``augments`` (``name += […]``)."""

    source: Source
    node: ast.List | ast.Tuple
    name: str
    augments: bool
    always: bool = True


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something unknown: ``adds`` if it can only be more elements, else it may have changed those that are known."""

    source: Source
    node: ast.AST
    why: str
    adds: bool = False
    always: bool = True


Part = Entry | Slot | Doubt
Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A name for a known string."""

    text: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A name for a list or tuple, or for something unknown."""

    cell: int


@dataclass(frozen=True, slots=True)
class Imported:
    """``name`` of ``module``, not yet looked at."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class ModuleRef:
    """A name for a module."""

    module: str


@dataclass(frozen=True, slots=True)
class ClassRef:
    """A name for a class; its attributes are in the scope ``scope``."""

    scope: str


Value = Text | Ref | Imported | ModuleRef | ClassRef
Scope = dict[str, Value]

ANY_NAME = "*"
"""The scope entry for names that are not bound, when unknown code may have bound them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a list holds now."""

    parts: Parts
    mutable: bool


@dataclass(slots=True)
class World:
    """All cells and scopes at one point of the run; ``dead`` behind a ``raise``."""

    cells: dict[int, Cell] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)
    # Shared by forks: two lists with one number would be taken for one when the worlds are joined.
    numbers: Iterator[int] = field(default_factory=itertools.count)
    dead: bool = False

    def fork(self) -> "World":
        """Return a world that can go its own way."""
        return World(dict(self.cells), {name: dict(scope) for name, scope in self.scopes.items()}, self.numbers)

    def allocate(self, parts: Parts, *, mutable: bool) -> Ref:
        """Return a reference to a new list."""
        number = next(self.numbers)
        self.cells[number] = Cell(parts, mutable)
        return Ref(number)

    def add(self, ref: Ref, parts: Parts) -> None:
        """Put ``parts`` behind those that the list has."""
        cell = self.cells[ref.cell]
        self.cells[ref.cell] = replace(cell, parts=cell.parts + parts)


def conditional(parts: Parts) -> Parts:
    """Return ``parts`` as they are when it is not certain that they are there at all."""
    return tuple(replace(part, always=False) for part in parts)


def _key(part: Part) -> tuple[object, ...]:
    return (type(part), id(part.node), part.text if isinstance(part, Entry) else None)


def join_parts(one: Parts, other: Parts) -> Parts:
    """Return what a list may hold that is either ``one`` or ``other``: what both have stays certain."""
    if one == other:
        return one
    certain = Counter(_key(part) for part in one if part.always) & Counter(_key(part) for part in other if part.always)
    shared = Counter(map(_key, one)) & Counter(map(_key, other))
    joined: list[Part] = []
    for part in one:
        certain[_key(part)] -= 1
        joined.append(replace(part, always=certain[_key(part)] >= 0))
    for part in other:
        shared[_key(part)] -= 1
        if shared[_key(part)] < 0:
            joined.append(replace(part, always=False))
    return tuple(joined)


def join(one: World, other: World, doubt: Doubt) -> World:
    """Return the world behind a fork; a name that stands for two different things becomes ``doubt``."""
    if one.dead or other.dead:
        return one if other.dead else other
    joined = one.fork()
    for number, cell in other.cells.items():
        mine = one.cells.get(number, cell)
        joined.cells[number] = Cell(join_parts(mine.parts, cell.parts), mine.mutable and cell.mutable)
    for name, scope in other.scopes.items():
        joined.scopes[name] = _join_scopes(joined, one.scopes.get(name, scope), scope, doubt)
    return joined


def _join_scopes(world: World, one: Scope, other: Scope, doubt: Doubt) -> Scope:
    return {name: _join_values(world, one.get(name), other.get(name), doubt) for name in {**one, **other}}


def _join_values(world: World, one: Value | None, other: Value | None, doubt: Doubt) -> Value:
    if one == other and one is not None:
        return one
    cells = [world.cells[value.cell] for value in (one, other) if isinstance(value, Ref)]
    if len(cells) == 2:  # noqa: PLR2004 - both of the two
        return world.allocate(
            join_parts(cells[0].parts, cells[1].parts), mutable=cells[0].mutable and cells[1].mutable
        )
    known = one or other
    assert known is not None  # noqa: S101 - the name is in one of the scopes
    if one is not None and other is not None:
        return world.allocate((doubt,), mutable=True)
    return world.allocate(conditional(cells[0].parts), mutable=cells[0].mutable) if cells else known
