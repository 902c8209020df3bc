"""What a rebuild has to keep, shown obligation by obligation, and the app at fault where it doesn't."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.db.migrations.exceptions import NodeNotFoundError
from django.db.migrations.operations import RenameField
from django.db.migrations.state import ProjectState

from ...errors import OpinionatedError
from .. import carry
from ..apart import Failed
from ..disk import DiskLoader, execution_order
from ..state import differences, forward, table_of
from .leftovers import LeftBehindError, left_behind
from .pieces import Unfit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from ..bench import Bench, Outcome
    from ..difference import Difference
    from ..disk import Disk, Key
    from ..recorded import Database
    from .files import Draft

    Tell: TypeAlias = Callable[[str], None]

_SAMPLES = 64  # of partly migrated databases


@dataclass(frozen=True, slots=True)
class Proof:
    """What was shown in words, and the differences that were found and have no meaning."""

    shown: tuple[str, ...]
    harmless: tuple[Difference, ...] = ()


def prove(draft: Draft, databases: Iterable[Database], bench: Bench, tell: Tell, *, strict_names: bool) -> Proof:
    """Return what was shown.

    Raises Unfit for the app at fault, LeftBehindError for indexes that can be made as well, OpinionatedError where no
    app can be told.
    """
    tell("Importing what was written …")
    files_say_what_was_meant(draft)
    state_is_equal(draft)
    tell("Loading the graph for empty, full and partly migrated databases …")
    graph_loads_or_stops(draft)
    databases_need_nothing_more(draft, databases)
    tell("Migrating an empty database with the new migrations …")
    bench.databases.empty()
    harmless = _compared(draft, bench, _run(draft, bench), strict_names=strict_names)
    tell("Taking a migrated database over …")
    migrated_database_needs_nothing(draft, bench)
    return Proof(
        (
            "every file imports by itself and says what was meant",
            "the new migrations lead to the same project state",
            "the graph loads on empty and full databases, and stops those that have only a part of what is replaced",
            "no database of the project has anything more or less to run",
            "an empty database gets the same schema and the same rows",
            "a migrated database has nothing to run, and records the new migrations",
        ),
        harmless,
    )


def files_say_what_was_meant(draft: Draft) -> None:
    """Import every file by itself and compare each operation with what it was made from."""
    for each in draft.migrations:
        if found := carry.differences(each.text, each.source, each.package, str(each.path)):
            raise Unfit(each.key[0], f"{'.'.join(each.key)} reads otherwise than meant: {found[0]}")


def state_is_equal(draft: Draft) -> None:
    """Compare the state after all migrations, the new and those that stay, with the one after all old ones."""
    history = draft.layout.span.history
    old, new = (ProjectState(real_apps=set(history.disk.unmigrated)) for _ in range(2))
    for node in history.nodes:
        for operation in node.migration.operations:
            forward(operation, node.key[0], old)
    written = {each.key: each for each in draft.migrations}
    nodes = history.by_key()
    for index, piece in enumerate(draft.layout.order.pieces):
        name = draft.layout.names.get(index)
        made = [step.operation for step in written[name].text.steps] if name else nodes[piece[0]].migration.operations
        for operation in made:
            try:
                forward(operation, piece[0][0], new)
            except (LookupError, ValueError) as error:  # noqa: PERF203 - it ends the loop
                raise _unfit(draft, piece[0][0], f"{'.'.join(name or piece[0])} doesn't fit: {error}") from error
    if found := differences(old, new):
        raise _unfit(draft, found[0].partition(".")[0], f"the new migrations lead to another state: {found[0]}")


def graph_loads_or_stops(draft: Draft) -> None:
    """Load the graph for many sets of applied migrations: what is begun and not ended of an app stops it."""
    span = draft.layout.span
    graph = DiskLoader(draft.disk).graph
    for label in span.labels:
        if len(leaves := graph.leaf_nodes(label)) > 1:
            raise Unfit(label, f"it would have several last migrations ({', '.join(name for _, name in leaves)})")
    old = [node.key for node in span.history.nodes]
    step = -(-len(old) // _SAMPLES)
    for end in (*range(0, len(old), step), len(old)):
        applied = set(old[:end])
        begun = {key[0] for key in applied & span.wanted} & {key[0] for key in span.wanted - applied}
        try:
            left = _left(draft, draft.disk, applied)
        except NodeNotFoundError:
            left = None
        if begun:
            wrong = left is not None
        else:
            wrong = left is None or (applied >= span.wanted and left != _left(draft, span.history.disk, applied))
        if wrong:
            reason = "a database would miss migrations, run them twice, or not be stopped"
            raise _unfit(draft, min(begun or span.labels), reason)


def _left(draft: Draft, disk: Disk, applied: Collection[Key]) -> list[Key]:
    """Return what ``disk`` would still run, the guard apart."""
    old = draft.layout.span.history.disk.migrations
    known = {key for done in applied if done in old for key in (done, *old[done].replaces)}
    loader = DiskLoader(disk, applied={*applied, *known})
    guard = draft.guard.key if draft.guard else None
    return sorted(key for key in execution_order(loader) if key not in loader.applied_migrations and key != guard)


def databases_need_nothing_more(draft: Draft, databases: Iterable[Database]) -> None:
    """Compare what each real database would still run; a new one runs everything."""
    for database in databases:
        if database.applied:
            was = _left(draft, draft.layout.span.history.disk, database.applied)
            will_be = _left(draft, draft.disk, database.applied)
            if wrong := set(was) ^ set(will_be):
                names = ", ".join(sorted(map(".".join, wrong)))
                reason = f"the database '{database.alias}' would have other migrations to run: {names}"
                raise _unfit(draft, min(wrong)[0], reason)


def migrated_database_needs_nothing(draft: Draft, bench: Bench) -> None:
    """Migrate a database that the history has migrated: nothing is run but the guard, the new names are recorded."""
    bench.rewind_to_end()
    ran: list[Key] = []
    bench.run(draft.disk, ran.append)
    wrong = set(ran) - {draft.guard.key if draft.guard else None}
    missing = {each.key for each in draft.migrations}.difference(*bench.applied())
    if wrong or missing:
        raise _unfit(draft, min(wrong or missing)[0], "a migrated database would not take the new migrations over")


def _run(draft: Draft, bench: Bench) -> Outcome:
    started: list[Key] = []
    try:
        return bench.run(draft.disk, started.append)
    except Failed as failed:
        what = _in_words(draft, started[-1]) if started else "migrate"
        label = started[-1][0] if started else ""
        raise _unfit(draft, label, f"{what} fails: {failed.message.rstrip('.')}") from failed


def _in_words(draft: Draft, key: Key) -> str:
    """Name a migration, and the old ones whose data operations are in it."""
    layout = draft.layout
    piece = next((layout.order.pieces[place] for place, name in layout.names.items() if name == key), ())
    units = [layout.order.units[each] for each in piece]
    again = " and ".join(unit.name for unit in units if unit.kind == "again")
    return f"{'.'.join(key)}, which runs {again} again at the end," if again else ".".join(key)


def _compared(draft: Draft, bench: Bench, outcome: Outcome, *, strict_names: bool) -> tuple[Difference, ...]:
    history = draft.layout.span.history
    operations = (operation for node in history.nodes for operation in node.migration.operations)
    former = frozenset(operation.old_name for operation in operations if isinstance(operation, RenameField))
    found = bench.compare(outcome, strict_names=strict_names, former_columns=former)
    if fields := left_behind(draft.layout.span, found):
        raise LeftBehindError(fields)
    for difference in found:
        if not difference.harmless:
            raise _unfit(draft, _owner(draft, difference.table), difference.sentence)
    return tuple(found)


def _owner(draft: Draft, table: str) -> str:
    """Return the app that a table belongs to, as far as names tell."""
    models = draft.layout.span.state.models
    for (label, _), model in models.items():
        own = table_of(model)
        if table == own or table.startswith(f"{own}_"):
            return str(label)
    labels = {label for label, _ in draft.layout.span.history.disk.migrations}
    fitting = [label for label in labels if table.startswith(f"{label}_")]
    return max(fitting, default="", key=len)


def _unfit(draft: Draft, label: str, reason: str) -> Exception:
    """Return Unfit for ``label`` if it is rebuilt, else for an app that one of its migrations follows."""
    layout = draft.layout
    if label in layout.span.labels:
        return Unfit(label, reason)
    for index, piece in enumerate(layout.order.pieces):
        near = [layout.names[place][0] for place in layout.order.parents[index] if place in layout.names]
        if piece[0][0] == label and near:
            return Unfit(min(near), reason)
    return OpinionatedError(f"The rebuild can't be proved: {reason}.", "Nothing was written. Try --exclude APP.")
