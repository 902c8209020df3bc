"""SquashPlan → SquashedMigration*: operations reduced, code carried, dependencies put together, source written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.migrations.state import ProjectState

from .carry import CannotCarry, MigrationText, source_of
from .carry.refusal import describe
from .checked import checked
from .edit import load
from .flatten import flattened
from .reduce import divide
from .state import forward
from .step import Step

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from django.db.migrations.migration import Migration
    from django.db.migrations.operations.base import Operation

    from .disk import Disk, Key
    from .history import Node
    from .plan import Piece, SquashPlan


@dataclass(frozen=True, slots=True)
class SquashedMigration:
    """A migration to be written: what it stands for, what it means, its file and the source of it."""

    piece: Piece
    text: MigrationText
    package: str
    path: Path
    source: str

    @property
    def key(self) -> Key:
        """The key that it will have."""
        return (self.piece.app_label, self.piece.name)

    def load(self) -> Migration:
        """Return the migration that the source makes, imported without a file; raises what the import raises."""
        return load(self.source.encode(), self.key, self.package, self.path)


def disk_with(plan: SquashPlan, migrations: Collection[SquashedMigration]) -> Disk:
    """Return the disk with the new ``migrations`` of ``plan`` on it, and without the old squashes that go.

    Raises Setback where a migration can't be imported.
    """
    added = {each.key: _imported(each) for each in migrations}
    return flattened(plan.history, plan.flattened).disk.with_changes(added)


def _imported(migration: SquashedMigration) -> Migration:
    try:
        return migration.load()
    except Exception as error:  # code of others may raise anything, above all where it has run before
        name = ".".join(migration.key)
        reason = f"{name} can't be imported beside the old files: {type(error).__name__}: {error}"
        raise Setback(reason, alone=migration.piece.keys) from error


class Setback(Exception):  # noqa: N818 - nothing has gone wrong: the plan has to be made once more
    """A piece that can't be as it was planned.

    ``alone`` are migrations that have to stay alone, with the ``reason``; ``cuts`` those that have to start a piece;
    ``plain`` those that have to be left unreduced, and ``pinned`` single operations, by their migration and place.
    """

    def __init__(
        self,
        reason: str,
        *,
        alone: Collection[Key] = (),
        cuts: Collection[Key] = (),
        plain: Collection[Key] = (),
        pinned: Collection[tuple[Key, int]] = (),
    ) -> None:
        """Keep the parts."""
        super().__init__(reason)
        self.reason = reason
        self.alone = frozenset(alone)
        self.cuts = frozenset(cuts)
        self.plain = frozenset(plain)
        self.pinned = frozenset(pinned)

    @classmethod
    def together(cls, setbacks: Sequence[Setback]) -> Setback:
        """Return one for all of ``setbacks``."""
        return cls(
            next((each.reason for each in setbacks if each.reason), ""),
            alone=frozenset().union(*(each.alone for each in setbacks)),
            cuts=frozenset().union(*(each.cuts for each in setbacks)),
            plain=frozenset().union(*(each.plain for each in setbacks)),
            pinned=frozenset().union(*(each.pinned for each in setbacks)),
        )


class Builder:
    """Writes migrations; what has been written for one plan serves the next one, where nothing has changed for it."""

    def __init__(self, line_length: int) -> None:
        """Keep the line length of the files."""
        self._line_length = line_length
        self._known: dict[tuple[object, ...], SquashedMigration] = {}

    def build(self, plan: SquashPlan) -> tuple[SquashedMigration, ...]:
        """Return the new migrations of ``plan``, in the order of its pieces.

        Raises Setback where pieces can't be written as planned.
        """
        nodes = plan.history.by_key()
        state = ProjectState(real_apps=set(plan.history.disk.unmigrated))
        begun: set[str] = set()
        built: list[SquashedMigration] = []
        setbacks: list[Setback] = []
        for piece in plan.pieces:
            members = [nodes[key] for key in piece.keys]
            if piece.name:
                try:
                    built.append(self._written(plan, piece, members, state, populated=piece.app_label in begun))
                except Setback as setback:
                    setbacks.append(setback)
            for node in members:
                for operation in node.migration.operations:
                    forward(operation, piece.app_label, state)
            begun.add(piece.app_label)
        if setbacks:
            raise Setback.together(setbacks)
        return tuple(built)

    def _written(
        self, plan: SquashPlan, piece: Piece, members: list[Node], state: ProjectState, *, populated: bool
    ) -> SquashedMigration:
        limits = plan.limits
        pinned = frozenset(place for place in limits.pinned if place[0] in piece.keys)
        known = (piece, not limits.plain.isdisjoint(piece.keys), pinned, populated, frozenset(plan.flattened))
        if known not in self._known:
            steps = _steps(plan, members, state, populated=populated)
            steps = tuple(checked(steps)) if plan.puts_off else steps
            self._known[known] = _written(plan, piece, members, steps, self._line_length)
        return self._known[known]


def _steps(plan: SquashPlan, members: list[Node], state: ProjectState, *, populated: bool) -> tuple[Step, ...]:
    gone = {(each.key, each.index) for each in plan.left_out}
    kept = {
        node.key: [each for index, each in enumerate(node.migration.operations) if (node.key, index) not in gone]
        for node in members
    }
    steps = tuple(Step(operation, node.module) for node in members for operation in kept[node.key])
    starts = _starts(kept)
    label = members[0].key[0]
    pinned = [step.operation for step in steps] if len(members) == 1 else _pinned(plan, members)
    found, reduced = divide(steps, state, label, sorted(starts), pinned=pinned, populated=populated)
    if found:
        raise Setback("", cuts={starts[index] for index in found})
    if len(members) == 1 or plan.limits.plain.intersection(node.key for node in members):
        return steps
    return reduced


def _pinned(plan: SquashPlan, members: list[Node]) -> list[Operation]:
    return [
        operation
        for node in members
        for index, operation in enumerate(node.migration.operations)
        if (node.key, index) in plan.limits.pinned
    ]


def _starts(operations: Mapping[Key, Sequence[Operation]]) -> dict[int, Key]:
    """Return the migration that begins at each step, the first one and empty ones left out."""
    starts: dict[int, Key] = {}
    count = 0
    for key, each in operations.items():
        if count and each:
            starts[count] = key
        count += len(each)
    return starts


def _written(
    plan: SquashPlan, piece: Piece, members: list[Node], steps: tuple[Step, ...], line_length: int
) -> SquashedMigration:
    app = next(app for app in plan.history.apps if app.label == piece.app_label)
    gone = {squash.key for squash in plan.flattened}
    replaces = (key for node in members for key in (*node.migration.replaces, node.key) if key not in gone)
    text = MigrationText(
        app_label=piece.app_label,
        name=piece.name,
        replaces=tuple(dict.fromkeys(replaces)),
        dependencies=_renamed(plan, [*_outside("dependencies", members), *piece.dependencies]),
        run_before=_renamed(plan, _run_before(piece, members)),
        initial=True if any(node.migration.initial for node in members) else None,
        atomic=all(node.migration.atomic for node in members),
        steps=steps,
    )
    try:
        source = source_of(text, app.package, line_length, [node.module for node in members])
    except CannotCarry as error:
        raise _setback(error, members) from error
    return SquashedMigration(piece, text, app.package, app.directory / f"{piece.name}.py", source)


def _run_before(piece: Piece, members: list[Node]) -> list[Key]:
    """Return what a new migration declares to come later; what old ones say for themselves only if need be.

    Of one that is begun, the last old migration would have to run before that: too late for a database that stands
    between the two. What the old ones say counts for the new one as long as they are there; pruning writes it down.
    """
    inherited = list(_outside("run_before", members)) if len(members) == 1 or piece.run_before else []
    return [*inherited, *piece.run_before]


def _renamed(plan: SquashPlan, keys: Iterable[Key]) -> tuple[Key, ...]:
    """Return ``keys``, each once, without the names of old squashes that go."""
    names = {name: end for squash in plan.flattened for name, end in squash.names.items()}
    return tuple(dict.fromkeys(names.get(key, key) for key in keys))


def _outside(name: str, members: list[Node]) -> Iterator[Key]:
    """Yield what ``members`` declare, except for each other; a setting that names a model stays one."""
    inside: set[Key] = {node.key for node in members} | {key for node in members for key in node.migration.replaces}
    label = members[0].key[0]
    for node in members:
        for key in getattr(node.migration, name):
            if tuple(key) not in inside and tuple(key) != (label, "__first__"):
                yield key


def _setback(error: CannotCarry, members: list[Node]) -> Setback:
    """Return what to do about a piece that can't be carried: the migration at fault stays alone, or else all do."""
    guilty = [
        node.key for node in members if any(describe(each) == error.operation for each in node.migration.operations)
    ]
    return Setback(f"its code can't be carried over: {error.reason}", alone=guilty or [node.key for node in members])
