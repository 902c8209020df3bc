"""The databases on which old and new are run, and what they hold afterwards."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from ..errors import OpinionatedError
from . import apart
from .apart import Failed
from .migrate import make_tables, migrate, unseen
from .rows import Rows, read_rows, row_differences, volatile_columns
from .schema import Schema, differences, read_schema
from .trace import Clock, Trace, run_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from django.db.migrations.migration import Migration

    from .difference import Difference
    from .disk import Disk, Key
    from .migrate import Step
    from .scratch import ScratchDatabases, Snapshot

    Result = TypeVar("Result")
    Watch: TypeAlias = Callable[[Key], None]


def unwatched(_key: Key) -> None:
    """Hear which migration runs next, and do nothing about it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the databases hold, one after the other, and how many seconds the run took that ended so."""

    schemas: tuple[Schema, ...]
    rows: tuple[Rows, ...]
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Bench:
    """Throw-away databases, and what the history as it is, ``disk``, came to on them.

    ``stops`` are the migrations before which a run may be interrupted. ``end`` and ``copies`` are what the databases
    held there and before each of ``stops``; None and nothing where the vendor has no copies. ``step`` hears how far
    each run is. Every run has a process of its own where that is possible.
    """

    databases: ScratchDatabases
    disk: Disk
    stops: tuple[Key, ...]
    trace: Trace
    outcome: Outcome
    end: Snapshot | None
    copies: Mapping[Key, Snapshot]
    step: Step = unseen
    _repeated: list[tuple[Rows, ...]] = field(default_factory=list)

    def run(self, disk: Disk, watch: Watch = unwatched) -> Outcome:
        """Migrate with ``disk`` from where the databases are, and return what they hold then.

        ``watch`` hears of each migration before it runs. The time is taken as that of the history is: of the
        migrations, without what Django does before them. Raises Failed where a migration fails.
        """

        def work(watch: Watch, step: Step) -> Outcome:
            clock = Clock()

            def timed(migration: Migration) -> None:
                clock.stop()
                watch((migration.app_label, migration.name))
                clock.start((migration.app_label, migration.name))

            for alias in self.databases.aliases:
                migrate(disk, alias, timed, step)
                clock.stop()
            return read_outcome(self.databases, sum(took for _, took in clock.seconds))

        return _apart(self.databases, work, watch, self.step)

    def rewind_to_end(self) -> None:
        """Make the databases what they are after the history as it is."""
        if self.end:
            self.databases.restore(self.end)
        else:
            self.databases.empty()
            self.run(self.disk)

    def rewind_to(self, stop: Key) -> None:
        """Make the databases what an interruption before the migration ``stop`` leaves."""
        if stop in self.copies:
            self.databases.restore(self.copies[stop])
            return
        self.databases.empty()

        def watch(migration: Migration) -> None:
            if (migration.app_label, migration.name) == stop:
                raise _Interrupted

        def work(step: Step) -> None:
            with suppress(_Interrupted):
                migrate(self.disk, self.databases.aliases[0], watch, step)

        _apart(self.databases, work, self.step)

    def resumed(self, stop: Key) -> Bench | None:
        """Return a bench for what the history comes to that was interrupted before ``stop``; None where it fails."""
        try:
            first, second = (self._resumed(stop) for _ in range(2))
        except Failed:
            return None
        return replace(self, outcome=first, _repeated=[second.rows])

    def _resumed(self, stop: Key) -> Outcome:
        self.rewind_to(stop)
        return self.run(self.disk)

    def schemas_of_models(self) -> tuple[Schema, ...]:
        """Return the schemas of tables that are made straight from the models, without any migration."""
        self.databases.empty()
        for alias in self.databases.aliases:
            make_tables(alias)
        return tuple(read_schema(connections[alias]) for alias in self.databases.aliases)

    def applied(self) -> tuple[Collection[Key], ...]:
        """Return what each database has recorded as applied."""
        return tuple(MigrationRecorder(connections[alias]).applied_migrations() for alias in self.databases.aliases)

    def compare(self, new: Outcome, *, strict_names: bool, former_columns: Collection[str]) -> tuple[Difference, ...]:
        """Return how ``new`` differs from the outcome of the history as it is; what varies by itself is left out."""
        found: list[Difference] = []
        for old_schema, new_schema in zip(self.outcome.schemas, new.schemas, strict=True):
            found += differences(
                old_schema, new_schema, strict_names=strict_names, former_columns=frozenset(former_columns)
            )
        return (*found, *self._row_differences(new.rows))

    def _row_differences(self, new: tuple[Rows, ...]) -> tuple[Difference, ...]:
        pairs = list(zip(self.outcome.rows, new, strict=True))
        if not any(row_differences(old, other) for old, other in pairs):
            return ()
        return tuple(
            difference
            for (old, other), repeated in zip(pairs, self.repeated_rows(), strict=True)
            for difference in _steady_differences(old, repeated, other)
        )

    def repeated_rows(self) -> tuple[Rows, ...]:
        """Return the rows of a second run: times and random values differ between two runs of anything.

        Raises OpinionatedError where the history can't be run again, so that no failure of a run tells anything.
        """
        if not self._repeated:
            self.databases.empty()
            try:
                self._repeated.append(self.run(self.disk).rows)
            except Failed as failed:
                where = "" if apart.possible() else " in a process"
                raise OpinionatedError(
                    f"The project's own migrations can be run only once{where}, so nothing can be compared: "
                    f"{failed.message}",
                    "Use --no-verify, and compare what manage.py migrate makes of two empty databases before you "
                    "commit what it has written.",
                ) from failed
        return self._repeated[0]


def _steady_differences(old: Rows, repeated: Rows, new: Rows) -> Iterator[Difference]:
    """Yield how ``new`` differs from both runs of the history.

    They may have different rows themselves: what a process has done once it may remember, and not do again.
    """
    volatile = volatile_columns(old, repeated)
    again = {difference.table for difference in row_differences(repeated, new, volatile)}
    yield from (each for each in row_differences(old, new, volatile) if each.table in again)


class _Interrupted(Exception):  # noqa: N818 - nothing is wrong
    """Ends a run on purpose."""


def read_outcome(databases: ScratchDatabases, seconds: float) -> Outcome:
    """Return what ``databases`` hold after a run of so many ``seconds``."""
    wrappers = [connections[alias] for alias in databases.aliases]
    return Outcome(tuple(map(read_schema, wrappers)), tuple(map(read_rows, wrappers)), seconds)


def make_bench(databases: ScratchDatabases, disk: Disk, *stops: Key, step: Step = unseen) -> Bench:
    """Run the reference on the empty ``databases`` and return what it takes to compare with it.

    ``stops`` are the migrations before which the databases are copied, in order; ``step`` hears of this run and of all
    that follow. Raises OpinionatedError where the run
    fails.
    """
    try:
        return _reference(databases, disk, tuple(dict.fromkeys(stops)), step)
    except Failed as failed:
        raise OpinionatedError(
            f"The project's own migrations fail on an empty database: {failed.message}", _hint(failed.message)
        ) from failed


def _hint(failure: str) -> str:
    if "database is locked" in failure:
        return (
            "A migration writes through one connection while another one to the same file has begun to: give it a "
            "migration of its own, without other operations, or verify on a server with --verify-with."
        )
    return "Make manage.py migrate work there first; manage.py test needs that too."


def _reference(databases: ScratchDatabases, disk: Disk, stops: tuple[Key, ...], step: Step) -> Bench:
    # Reserved here, since what the process of the run would have to drop at its end would be gone.
    copies = {stop: databases.reserved() for stop in stops} if databases.can_snapshot else {}
    end = databases.reserved() if databases.can_snapshot else None

    def work(step: Step) -> tuple[Trace, Outcome]:
        left = dict(copies)

        def look(migration: Migration) -> None:
            if copy := left.pop((migration.app_label, migration.name), None):
                databases.keep(copy)

        trace = run_reference(disk, databases, look, step)
        outcome = read_outcome(databases, sum(took for _, took in trace.seconds))
        if end:
            databases.keep(end)
        return trace, outcome

    trace, outcome = _apart(databases, work, step)
    return Bench(databases, disk, stops, trace, outcome, end, copies, step)


def _apart(databases: ScratchDatabases, work: Callable[..., Result], *listeners: Callable[..., None]) -> Result:
    """Return what ``work`` with ``databases`` returns, with connections of its own."""

    def connected(*listeners: Callable[..., None]) -> Result:
        try:
            return work(*listeners)
        finally:
            databases.disconnect()

    databases.disconnect()
    return apart.run(connected, *listeners)
