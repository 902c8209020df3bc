"""Order → the new migrations: names, what each replaces, dependencies and source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.migrations.migration import SwappableTuple
from django.db.migrations.state import ProjectState

from ...wording import counted
from ..build import SquashedMigration
from ..carry import CannotCarry, MigrationText, source_of
from ..plan import Piece
from ..state import forward
from .operations import steps

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ..disk import Key
    from ..step import Step
    from .range import Range
    from .units import Order


class Unfit(Exception):  # noqa: N818 - nothing has gone wrong: the app is left alone
    """An app that can't be rebuilt, the ``reason``, and what the user can do about it."""

    def __init__(self, label: str, reason: str, hint: str = "It can be squashed beside its old files.") -> None:
        """Keep the parts."""
        super().__init__(label, reason, hint)
        self.label = label
        self.reason = reason
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Layout:
    """Which piece of ``order`` stands for what: the ``names`` of new ones, and what each of these ``replaces``."""

    span: Range
    order: Order
    names: Mapping[int, Key]
    replaces: Mapping[int, tuple[Key, ...]]

    def piece_before(self, label: str, place: int) -> Key | None:
        """Return the last new migration of an app that comes before the piece at ``place``, if there is one."""
        found = [name for index, name in self.names.items() if name[0] == label and index < place]
        return found[-1] if found else None


def lay_out(span: Range, order: Order, recorded: Collection[frozenset[Key]], ending: str) -> Layout:
    """Name the new pieces and share out what they replace: names that every one of ``recorded``, if any, has.

    Raises Unfit for an app with too few migrations for its pieces.
    """
    own: dict[str, list[int]] = {label: [] for label in span.labels}
    for index, piece in enumerate(order.pieces):
        if piece[0] in order.units:
            own[piece[0][0]].append(index)
    names: dict[int, Key] = {}
    replaces: dict[int, tuple[Key, ...]] = {}
    for label, indices in own.items():
        shares = _shares(span, label, len(indices), recorded)
        for number, (index, share) in enumerate(zip(indices, shares, strict=True), 1):
            names[index] = (label, _name(span, label, number, ending, names.values()))
            replaces[index] = share
    return Layout(span, order, dict(sorted(names.items())), replaces)


def _shares(span: Range, label: str, count: int, recorded: Collection[frozenset[Key]]) -> Iterator[tuple[Key, ...]]:
    """Yield what each of the ``count`` pieces of an app replaces.

    The first stands for all but one for each other piece, taken from the middle. So it has the ends of the range, and
    a database that has only a part of it can't have all or none of what the first one replaces: Django notices.
    """
    nodes = [node for node in span.history.of_app(label) if node.key in span.wanted]
    if not count:
        raise Unfit(label, "nothing would be left of it")
    parents = {parent for node in nodes for parent in node.parents}
    own = {node.key for node in nodes}
    middle = [node for node in nodes if node.key in parents and not own.isdisjoint(node.parents)][: count - 1]
    if len(middle) < count - 1:
        raise Unfit(label, f"its {counted(len(nodes), 'migration')} are too few to be replaced by {count}")
    yield _flat([node.key for node in nodes if node not in middle], span, recorded)
    for node in middle:
        yield _flat([node.key], span, recorded)


def _flat(keys: Sequence[Key], span: Range, recorded: Collection[frozenset[Key]]) -> tuple[Key, ...]:
    """Return migrations with what they replace themselves, as far as every database has recorded that."""
    nodes = span.history.by_key()
    every = dict.fromkeys((label, name) for key in keys for label, name in (*nodes[key].migration.replaces, key))
    return tuple(key for key in every if all(key in each for each in recorded))


def _name(span: Range, label: str, number: int, ending: str, taken: Collection[Key]) -> str:
    """Return a name that nothing has or had: makemigrations goes on counting after the last one replaced."""
    migrations = span.history.disk.migrations
    last = [node.key[1] for node in span.history.of_app(label) if node.key in span.wanted][-1]
    known = {*migrations, *taken, *((a, b) for each in migrations.values() for a, b in each.replaces)}
    wanted = f"{number:04}_{ending or f'squashed_{last}'}"
    names = (wanted, *(f"{wanted}_{number}" for number in range(2, len(known) + 3)))
    return next(name for name in names if (label, name) not in known)


def new_migrations(
    layout: Layout, run_before: Mapping[int, tuple[Key, ...]], line_length: int
) -> tuple[SquashedMigration, ...]:
    """Return the new migrations; raises Unfit for an app whose code can't be carried."""
    span, order = layout.span, layout.order
    nodes = span.history.by_key()
    state = ProjectState(real_apps=set(span.history.disk.unmigrated))
    found = []
    for index, piece in enumerate(order.pieces):
        if index in layout.names:
            found.append(_written(layout, index, steps(span, order, piece, state), run_before, line_length))
        else:
            for operation in nodes[piece[0]].migration.operations:
                forward(operation, piece[0][0], state)
    return tuple(found)


def _written(
    layout: Layout, index: int, made: tuple[Step, ...], run_before: Mapping[int, tuple[Key, ...]], line_length: int
) -> SquashedMigration:
    span, (label, name) = layout.span, layout.names[index]
    app = next(app for app in span.history.apps if app.label == label)
    members = [node for node in span.history.of_app(label) if node.key in span.wanted]
    again = [key for key in layout.order.pieces[index] if layout.order.units[key].kind == "again"]
    plain = all(span.history.by_key()[label, layout.order.units[key].name].migration.atomic for key in again)
    text = MigrationText(
        app_label=label,
        name=name,
        replaces=layout.replaces[index],
        dependencies=tuple(_dependencies(layout, index)),
        run_before=run_before.get(index, ()),
        initial=True if index == min(place for place, key in layout.names.items() if key[0] == label) else None,
        atomic=plain,
        steps=made,
    )
    try:
        source = source_of(text, app.package, line_length, [node.module for node in reversed(members)])
    except CannotCarry as error:
        raise Unfit(label, f"its code can't be carried over: {error.reason}") from error
    piece = Piece(layout.replaces[index], name)
    return SquashedMigration(piece, text, app.package, app.directory / f"{name}.py", source)


def _dependencies(layout: Layout, index: int) -> Iterator[Key]:
    """Yield what a new migration names: what it waits for, and settings that decide which app that is."""
    span, order = layout.span, layout.order
    label = layout.names[index][0]
    near = sorted(layout.names.get(place, order.pieces[place][0]) for place in order.parents[index])
    declared = [
        dependency
        for node in span.history.of_app(label)
        if node.key in span.wanted
        for dependency in node.migration.dependencies
        if isinstance(dependency, SwappableTuple) and dependency[0] in {key[0] for key in near}
    ]
    yield from dict.fromkeys(declared)
    yield from near
