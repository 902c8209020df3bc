"""The obligations that need databases: what comes out of running the new migrations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.migrations.operations import RenameField

from ..apart import Failed
from ..build import Setback
from .gain import Gain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..bench import Bench, Outcome
    from ..build import SquashedMigration
    from ..difference import Difference
    from ..disk import Key
    from .case import Case


def outcome_is_equal(case: Case, bench: Bench, *, strict_names: bool) -> tuple[tuple[Difference, ...], Gain]:
    """Migrate an empty database; return the differences from the history that have no meaning, and the times."""
    bench.databases.empty()
    run = _run(case, bench)
    found = _compared(case, bench, run, strict_names=strict_names)
    seconds = run.outcome.seconds if run.outcome else 0.0
    return found, Gain(sum(took for _, took in bench.trace.seconds), seconds, measured=True)


def migrated_database_needs_nothing(case: Case, bench: Bench) -> None:
    """Migrate a database that the history has migrated: nothing is run, the new names are recorded."""
    bench.rewind_to_end()
    ran: list[Key] = []
    bench.run(case.disk, ran.append)
    names = {each.key for each in case.migrations}
    if ran or any(not names <= set(applied) for applied in bench.applied()):
        raise case.retreat("a migrated database would not take the squashed migrations over", case.migrations)


def resumed_runs(case: Case, bench: Bench) -> tuple[Run, ...]:
    """Go on with the new migrations where the old ones were interrupted, the latest place first."""
    runs: list[Run] = []
    for stop in reversed(bench.stops):
        bench.rewind_to(stop)
        runs.append(_run(case, bench))
        if runs[-1].failure:
            break
    return tuple(runs)


def interrupted_run_resumes(case: Case, bench: Bench, runs: Iterable[Run], *, strict_names: bool) -> None:
    """Compare what the ``runs`` that were resumed came to.

    What code remembers in its process it has forgotten then. Where that tells, the old migrations would not come to
    what they do in one run either: then it is compared with what they come to in two.
    """
    for stop, run in zip(reversed(bench.stops), runs):  # noqa: B905 - none after one that fails
        try:
            _compared(case, bench, run, strict_names=strict_names)
        except Setback:  # noqa: PERF203 - at most two
            if (resumed := bench.resumed(stop)) is None:
                raise
            _compared(case, resumed, run, strict_names=strict_names)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run: an outcome, or a failure in words and the migration that was running, if any was."""

    outcome: Outcome | None
    failure: str = ""
    last: Key | None = None


def _run(case: Case, bench: Bench) -> Run:
    started: list[Key] = []
    try:
        return Run(bench.run(case.disk, started.append))
    except Failed as failed:
        last = started[-1] if started else None
        return Run(None, f"{'.'.join(last or ('migrate',))} fails: {failed.message}", last)


def _compared(case: Case, bench: Bench, run: Run, *, strict_names: bool) -> tuple[Difference, ...]:
    """Return the differences that have no meaning."""
    if run.outcome is None:
        bench.repeated_rows()  # what fails without a squash too is not the fault of one
        raise case.retreat(run.failure, [each for each in case.migrations if each.key == run.last] or case.migrations)
    found = bench.compare(run.outcome, strict_names=strict_names, former_columns=_former_columns(case))
    if wrong := [difference for difference in found if not difference.harmless]:
        tables = {difference.table for difference in wrong}
        raise case.retreat(wrong[0].sentence, _concerned(case, tables) or case.migrations, tables)
    return tuple(found)


def _former_columns(case: Case) -> frozenset[str]:
    operations = (operation for node in case.plan.history.nodes for operation in node.migration.operations)
    return frozenset(operation.old_name for operation in operations if isinstance(operation, RenameField))


def _concerned(case: Case, tables: Iterable[str]) -> list[SquashedMigration]:
    """Return the new migrations of the apps whose ``tables`` differ."""
    return [each for each in case.migrations if any(table.startswith(f"{each.piece.app_label}_") for table in tables)]
