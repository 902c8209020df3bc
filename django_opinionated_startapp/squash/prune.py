"""The second phase: what squashed migrations replace is deleted, and they become migrations like any other.

Everything is read and proved first; the result holds the changes, and to make them is left to the caller.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..changes import ChangeSet, Create, Delete, Replace
from ..errors import OpinionatedError
from ..wording import few
from .bench import make_bench
from .choose import Choice
from .disk import DiskLoader, execution_order
from .draft import agree
from .history import read_history
from .linear import corrected
from .migrate import unseen
from .scratch import scratch
from .status import read_status

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from ..changes import Change
    from .bench import Bench
    from .disk import Disk, Key
    from .draft import Draft
    from .migrate import Step
    from .plan import Refusal
    from .recorded import Database
    from .status import Squash, Status

_NAMED = 3  # migrations in a message


@dataclass(frozen=True, slots=True)
class PruneRequest:
    """What is asked for.

    ``choice`` means squashed migrations; ``databases`` are the aliases that matter, all of the project's if empty;
    ``verify_with`` is the alias or URL of a server for the throw-away databases. ``proof`` off leaves out everything
    for which migrations have to run.
    """

    root: Path
    choice: Choice = field(default_factory=Choice)
    databases: tuple[str, ...] = ()
    verify_with: str = ""
    proof: bool = True


@dataclass(frozen=True, slots=True)
class Pruning:
    """What is pruned, which apps are left and why, where they have to be told, what was shown, and the changes."""

    squashes: tuple[Squash, ...]
    refusals: tuple[Refusal, ...]
    aliases: tuple[str, ...]
    shown: tuple[str, ...]
    changes: ChangeSet


def prune(request: PruneRequest, tell: Callable[[str], None], step: Step = unseen) -> Pruning:
    """Return what can be pruned and is proved; ``tell`` hears of the progress, ``step`` how far each run is.

    Raises OpinionatedError where a database hasn't recorded a squashed migration or can't be read, where something
    speaks against pruning each of them, and where the project's migrations don't run or come to something else then.
    """
    history = read_history(request.root)
    status = read_status(history, request.choice, request.databases)
    _refuse_what_is_not_recorded(status)
    draft, refusals = agree(history, status.squashes, request.root)
    if refusals and not draft.squashes:
        reasons = "; ".join(f"{each.app_label} can't be pruned, because {each.reason}" for each in refusals)
        raise OpinionatedError(f"{reasons}.", refusals[0].hint)
    shown: list[str] = []
    if draft.squashes:
        shown.extend(_shown_without_a_run(draft, status))
        if request.proof:
            shown.extend(_shown_by_runs(draft, request, tell, step))
    return Pruning(
        squashes=draft.squashes,
        refusals=refusals,
        aliases=tuple(database.alias for database in status.databases),
        shown=tuple(shown),
        changes=ChangeSet(request.root, tuple(_changes(draft))),
    )


def _refuse_what_is_not_recorded(status: Status) -> None:
    """Raise OpinionatedError if there are databases that hold squashed migrations back."""
    holding = [
        database for database in status.databases if any(squash.lacking(database) for squash in status.squashes)
    ]
    if not holding:
        return
    reasons = "; ".join(f"the database '{database.alias}' {_reason(database, status)}" for database in holding)
    commands = ", ".join(database.command for database in holding if not database.trouble)
    raise OpinionatedError(
        f"Not every database has recorded what was squashed: {reasons}.",
        f"Run {commands} first." if commands else "Name the databases that matter with --database ALIAS.",
    )


def _reason(database: Database, status: Status) -> str:
    if database.trouble:
        return f"can't be read ({database.trouble})"
    names = [".".join(key) for squash in status.squashes for key in squash.lacking(database)]
    return f"lacks {few(names, _NAMED)}"


def _shown_without_a_run(draft: Draft, status: Status) -> Iterator[str]:
    """Yield what the graph and the records of the real databases show; raises OpinionatedError if it isn't so."""
    yield "the graph loads, and declares every order that it declared before"
    for database in status.databases:
        was, will_be = (_left(disk, database.applied) for disk in (draft.history.disk, draft.disk))
        if was != will_be:
            names = ", ".join(sorted(".".join(key) for key in was ^ will_be))
            raise _failed(f"'{database.alias}' would have other migrations to run: {names}")
    yield "no database of the project has anything more or less to run"


def _left(disk: Disk, applied: Collection[Key]) -> set[Key]:
    """Return what a database that has recorded ``applied`` has still to run."""
    loader = DiskLoader(disk, applied=applied)
    return {key for key in execution_order(loader) if key not in loader.applied_migrations}


def _shown_by_runs(draft: Draft, request: PruneRequest, tell: Callable[[str], None], step: Step) -> Iterator[str]:
    """Yield what runs on throw-away databases show; raises OpinionatedError if it isn't so."""
    nodes = draft.history.nodes
    with scratch(request.databases or None, request.verify_with) as databases:
        tell(f"Running the migrations as they are, {len(nodes)} in all …")
        bench = make_bench(databases, draft.history.disk, nodes[0].key, step=step)
        tell("Running them without what they replace …")
        _empty_database_comes_out_the_same(draft.disk, bench)
        yield "an empty database gets the same schema and the same rows"
        _migrated_database_needs_nothing(draft.disk, bench)
        yield "a migrated database has nothing to run"


def _empty_database_comes_out_the_same(disk: Disk, bench: Bench) -> None:
    bench.databases.empty()
    found = bench.compare(bench.run(disk), strict_names=True, former_columns=())
    if wrong := [difference for difference in found if not difference.harmless]:
        raise _failed(wrong[0].sentence)


def _migrated_database_needs_nothing(disk: Disk, bench: Bench) -> None:
    bench.rewind_to_end()
    ran: list[Key] = []
    bench.run(disk, ran.append)
    if ran:
        raise _failed(f"a migrated database would run {'.'.join(ran[0])}")


def _failed(what: str) -> OpinionatedError:
    return OpinionatedError(f"The proof failed: {what}.", "Nothing was changed.")


def _changes(draft: Draft) -> Iterator[Change]:
    for path in draft.deleted:
        yield Delete(path, path.read_bytes())
    for path, source in draft.created.items():
        yield Create(path, source)
    for path, source in draft.edited.items():
        yield Replace(path, path.read_bytes(), source)
    yield from corrected(draft.history, draft.disk, {squash.key[0] for squash in draft.squashes})
