"""The chain of obligations, and the loop that tries less where one fails."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from ...errors import OpinionatedError
from ..beside import beside
from ..build import Builder, Setback, SquashedMigration
from ..plan import Limits, Planner, SquashPlan
from .case import Case, case_of
from .drift import Drift, drift_of
from .files import files_say_what_was_meant, nothing_more_is_pending, states_are_equal, way_back_is_left
from .gain import Gain, estimate
from .graphs import graph_loads_everywhere
from .runs import interrupted_run_resumes, migrated_database_needs_nothing, outcome_is_equal, resumed_runs

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..bench import Bench
    from ..difference import Difference

    Tell: TypeAlias = Callable[[str], None]

_WITHOUT_DATABASE = (
    "every file imports by itself, says what was meant, and can be undone if what it replaces can",
    "every squashed migration leads to the same project state, and makemigrations finds no more to do than before",
    "the graph loads, and nothing is left out or run twice, on empty, full and partly migrated databases",
)
_PUT_OFF = "it alters what an earlier one makes, and Django puts some of that off to the end of a migration"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was shown in words, and the differences that were found and have no meaning.

    ``gain`` says what it is good for, ``drift`` what was amiss before.
    """

    shown: tuple[str, ...]
    harmless: tuple[Difference, ...] = ()
    gain: Gain | None = None
    drift: Drift = field(default_factory=Drift)


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
            proof = _prove(planner, case_of(plan, migrations), bench, tell, strict_names=strict_names)
            return VerifiedSquash(plan, migrations, proof)
        except Setback as setback:
            if setback.reason:
                tell(f"Once more, because {setback.reason}")
            renewed = _narrowed(limits, setback)
            if renewed == limits:
                raise OpinionatedError(
                    f"The squash can't be proved: {setback.reason}.", "Nothing was written. Try --exclude APP."
                ) from setback
            limits = renewed


def _narrowed(limits: Limits, setback: Setback) -> Limits:
    return replace(
        limits,
        alone={**limits.alone, **dict.fromkeys(setback.alone, setback.reason)},
        cuts={**limits.cuts, **dict.fromkeys(setback.cuts, setback.reason or _PUT_OFF)},
        plain=limits.plain | setback.plain,
        pinned=limits.pinned | setback.pinned,
    )


def _prove(planner: Planner, case: Case, bench: Bench | None, tell: Tell, *, strict_names: bool) -> Proof:
    if not case.migrations:
        return Proof(())
    tell("Importing what was written …")
    files_say_what_was_meant(case)
    way_back_is_left(case)
    states_are_equal(case)
    nothing_more_is_pending(case)
    tell("Loading the graph for empty, full and partly migrated databases …")
    graph_loads_everywhere(case)
    if bench is None:
        return Proof(_WITHOUT_DATABASE, gain=estimate(case.plan, case.migrations, planner.trace))
    return _proved_by_runs(case, bench, tell, strict_names=strict_names)


def _proved_by_runs(case: Case, bench: Bench, tell: Tell, *, strict_names: bool) -> Proof:
    with beside(bench, lambda other: resumed_runs(case, other)) as resumed:
        tell("Migrating an empty database with the squashed migrations …")
        harmless, gain = outcome_is_equal(case, bench, strict_names=strict_names)
        tell("Taking a migrated database over …")
        migrated_database_needs_nothing(case, bench)
        tell("Resuming interrupted runs …")
        interrupted_run_resumes(case, bench, resumed(), strict_names=strict_names)
    shown = (
        *_WITHOUT_DATABASE,
        "an empty database gets the same schema and the same rows",
        "a migrated database has nothing to run, and records the squashed migrations",
        "databases on which the old migrations were interrupted part of the way end in the same schema and rows",
    )
    tell("Comparing with the models …")
    return Proof(shown, harmless, gain, drift_of(case.plan.history.disk, bench))
