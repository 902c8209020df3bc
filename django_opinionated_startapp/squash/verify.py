"""→ VerifiedSquash: the obligations of a squash, one function each, and the way back from those that fail.

What fails is not written: the piece at fault is left unreduced, then divided, then left as it is, and everything is
proved again. A squash of nothing always holds, so this comes to an end and never breaks anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import django
from django.db.migrations.operations import RenameField
from django.db.migrations.state import ProjectState

from ..errors import OpinionatedError
from . import carry
from .build import Builder, Setback, SquashedMigration, disk_with
from .disk import Disk, DiskLoader, execution_order
from .plan import Limits, Planner, SquashPlan
from .state import differences, duplicate, forward

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from django.db.migrations.migration import Migration

    from .bench import Bench
    from .difference import Difference
    from .disk import Key

    Tell: TypeAlias = Callable[[str], None]

_SAMPLES = 64  # of partly migrated databases
_NESTED_BY_ORDER = (6, 0)  # before this version the order in which files are found matters


@dataclass(frozen=True, slots=True)
class Proof:
    """What was shown in words, and the differences that were found and have no meaning."""

    shown: tuple[str, ...]
    harmless: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class VerifiedSquash:
    """A plan, its migrations and the proof; ``verify`` is the only place that makes one."""

    plan: SquashPlan
    migrations: tuple[SquashedMigration, ...]
    proof: Proof


def verify(
    planner: Planner, bench: Bench | None, line_length: int, tell: Tell, *, strict_names: bool
) -> VerifiedSquash:
    """Return the squash that ``planner`` plans, less whatever did not hold.

    Without a ``bench`` nothing is run: files, states and graphs are proved, schema and rows are not. ``tell`` hears
    what is being done. Raises OpinionatedError where nothing less can be tried any more.
    """
    limits, builder = Limits(), Builder(line_length)
    while True:
        plan = planner.plan(limits)
        try:
            migrations = builder.build(plan)
            proof = _prove(_Case(plan, migrations), bench, tell, strict_names=strict_names)
            return VerifiedSquash(plan, migrations, proof)
        except Setback as setback:
            if setback.reason:
                tell(f"Once more, because {setback.reason}")
            renewed = replace(
                limits,
                alone={**limits.alone, **dict.fromkeys(setback.alone, setback.reason)},
                cuts=limits.cuts | setback.cuts,
                plain=limits.plain | setback.plain,
            )
            if renewed == limits:
                raise OpinionatedError(
                    f"The squash can't be proved: {setback.reason}.", "Nothing was written. Try --exclude APP."
                ) from setback
            limits = renewed


@dataclass(frozen=True, slots=True)
class _Case:
    """What is to be proved."""

    plan: SquashPlan
    migrations: tuple[SquashedMigration, ...]

    def disk(self) -> Disk:
        """Return the disk with the new migrations on it."""
        return disk_with(self.plan, self.migrations)

    def retreat(self, reason: str, guilty: Iterable[SquashedMigration]) -> Setback:
        """Return the next smaller step for the migrations at fault: unreduced, divided in two, left alone."""
        keys = [each.piece.keys for each in guilty]
        reduced = {key for run in keys for key in run} - self.plan.limits.plain
        if reduced:
            return Setback(reason, plain=reduced)
        halves = {run[len(run) // 2] for run in keys if len(run) > 1}
        return Setback(reason, cuts=halves, alone=[run[0] for run in keys if len(run) == 1])


def _prove(case: _Case, bench: Bench | None, tell: Tell, *, strict_names: bool) -> Proof:
    if not case.migrations:
        return Proof(())
    tell("Importing what was written …")
    files_say_what_was_meant(case)
    states_are_equal(case)
    tell("Loading the graph for empty, full and partly migrated databases …")
    graph_loads_everywhere(case)
    shown = (
        "every file imports by itself and says what was meant",
        "every squashed migration leads to the same project state",
        "the graph loads, and nothing is left out or run twice, on empty, full and partly migrated databases",
    )
    if bench is None:
        return Proof(shown)
    tell("Migrating an empty database with the squashed migrations …")
    harmless = outcome_is_equal(case, bench, strict_names=strict_names)
    tell("Taking a migrated database over …")
    migrated_database_needs_nothing(case, bench)
    tell("Resuming an interrupted run …")
    interrupted_run_resumes(case, bench, strict_names=strict_names)
    return Proof(
        (
            *shown,
            "an empty database gets the same schema and the same rows",
            "a migrated database has nothing to run, and records the squashed migrations",
            "a database on which the old migrations were interrupted half-way ends in the same schema and rows",
        ),
        harmless,
    )


def files_say_what_was_meant(case: _Case) -> None:
    """Import every file by itself and compare each operation with what it was made from."""
    found = {each: carry.differences(each.text, each.source, each.package, str(each.path)) for each in case.migrations}
    if wrong := [each for each in case.migrations if found[each]]:
        raise case.retreat(f"{'.'.join(wrong[0].key)} reads otherwise than meant: {found[wrong[0]][0]}", wrong)


def states_are_equal(case: _Case) -> None:
    """Compare the project state after each squashed migration with the one after what it replaces."""
    history = case.plan.history
    nodes, texts = history.by_key(), {each.piece: each for each in case.migrations}
    state = ProjectState(real_apps=set(history.disk.unmigrated))
    for piece in case.plan.pieces:
        new = duplicate(state)
        for operation in (operation for key in piece.keys for operation in nodes[key].migration.operations):
            forward(operation, piece.app_label, state)
        if piece in texts:
            for step in texts[piece].text.steps:
                forward(step.operation, piece.app_label, new)
            if found := differences(state, new):
                reason = f"{piece.app_label}.{piece.name} leads to another state: {found[0]}"
                raise case.retreat(reason, [texts[piece]])


def graph_loads_everywhere(case: _Case) -> None:
    """Load the graph for many sets of applied migrations and look at what ``migrate`` would run."""
    old, disk = case.plan.history.disk, case.disk()
    disks = (disk, disk.reversed()) if django.VERSION < _NESTED_BY_ORDER else (disk,)
    for applied in _databases(case.plan):
        expected = _left(old, old, applied)
        for each in disks:
            found = _left(old, each, applied)
            if sorted(found) != sorted(expected):
                reason = "a partly migrated database would miss migrations or run them twice"
                raise case.retreat(reason, case.migrations)
    _orderings_hold(case, disk)


def _databases(plan: SquashPlan) -> Iterator[frozenset[Key]]:
    """Yield what databases of every age have applied: those of the old order, and those that ran whole pieces."""
    old = [node.key for node in plan.history.nodes]
    step = -(-len(old) // _SAMPLES)
    for end in (*range(0, len(old), step), len(old)):
        yield frozenset(old[:end])
    done: set[Key] = set()
    for piece in plan.pieces:
        done.update(piece.keys)
        yield frozenset(done)


def _left(old: Disk, disk: Disk, applied: Collection[Key]) -> list[Key]:
    """Return the names on the ``old`` disk that ``disk`` would still record, in the order in which it would run them.

    A squashed migration of the old disk counts with the names that it replaces, on the disk or not.
    """
    known = {key for done in applied for key in (done, *old.migrations[done].replaces)}
    loader = DiskLoader(disk, applied=known)
    left: list[Key] = []
    for key in execution_order(loader):
        if key not in loader.applied_migrations:
            left += [*disk.migrations[key].replaces, *([key] if key in old.migrations else [])]
    return left


def _orderings_hold(case: _Case, disk: Disk) -> None:
    place = {key: index for index, key in enumerate(_left(case.plan.history.disk, disk, ()))}
    for ordering in case.plan.orderings:
        if place[ordering.before] > place[ordering.after]:
            raise case.retreat(f"{'.'.join(ordering.before)} would run too late", case.migrations)


def outcome_is_equal(case: _Case, bench: Bench, *, strict_names: bool) -> tuple[Difference, ...]:
    """Migrate an empty database; return the differences from the history that have no meaning."""
    bench.databases.empty()
    return _compared(case, bench, strict_names=strict_names)


def migrated_database_needs_nothing(case: _Case, bench: Bench) -> None:
    """Migrate a database that the history has migrated: nothing is run, the new names are recorded."""
    bench.rewind_to_end()
    ran: list[Migration] = []
    bench.run(case.disk(), ran.append)
    names = {each.key for each in case.migrations}
    if ran or any(not names <= set(applied) for applied in bench.applied()):
        raise case.retreat("a migrated database would not take the squashed migrations over", case.migrations)


def interrupted_run_resumes(case: _Case, bench: Bench, *, strict_names: bool) -> None:
    """Go on with the new migrations where the old ones were interrupted."""
    bench.rewind_to_middle()
    _compared(case, bench, strict_names=strict_names)


def _compared(case: _Case, bench: Bench, *, strict_names: bool) -> tuple[Difference, ...]:
    started: list[Key] = []
    try:
        outcome = bench.run(case.disk(), lambda migration: started.append((migration.app_label, migration.name)))
    except Exception as error:  # a migration raises what it likes
        guilty = [each for each in case.migrations if each.key in started[-1:]] or case.migrations
        what = ".".join(started[-1]) if started else "migrate"
        raise case.retreat(f"{what} fails: {type(error).__name__}: {error}", guilty) from error
    found = bench.compare(outcome, strict_names=strict_names, former_columns=_former_columns(case))
    if wrong := [difference for difference in found if not difference.harmless]:
        raise case.retreat(wrong[0].sentence, _concerned(case, wrong) or case.migrations)
    return tuple(found)


def _former_columns(case: _Case) -> frozenset[str]:
    operations = (operation for node in case.plan.history.nodes for operation in node.migration.operations)
    return frozenset(operation.old_name for operation in operations if isinstance(operation, RenameField))


def _concerned(case: _Case, found: Sequence[Difference]) -> list[SquashedMigration]:
    """Return the new migrations of the apps whose tables differ."""
    tables = {difference.table for difference in found}
    return [each for each in case.migrations if any(table.startswith(f"{each.piece.app_label}_") for table in tables)]
