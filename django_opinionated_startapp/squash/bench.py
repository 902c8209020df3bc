"""The databases on which old and new are run, and what they hold afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from ..errors import OpinionatedError
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
    each run is.
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

    def run(self, disk: Disk, watch: Callable[[Migration], None] | None = None) -> Outcome:
        """Migrate with ``disk`` from where the databases are, and return what they hold then.

        The time is taken as that of the history is: of the migrations, without what Django does before them.
        """
        clock = Clock()

        def timed(migration: Migration) -> None:
            clock.stop()
            if watch is not None:
                watch(migration)
            clock.start((migration.app_label, migration.name))

        for alias in self.databases.aliases:
            migrate(disk, alias, timed, self.step)
            clock.stop()
        return read_outcome(self.databases, sum(took for _, took in clock.seconds))

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

        try:
            migrate(self.disk, self.databases.aliases[0], watch, self.step)
        except _Interrupted:
            return

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
            except Exception as error:  # a migration raises what it likes
                raise OpinionatedError(
                    "The project's own migrations can be run only once in a process, so nothing can be compared: "
                    f"{type(error).__name__}: {error}",
                    "Use --no-verify, and compare what manage.py migrate makes of two empty databases before you "
                    "commit what it has written.",
                ) from error
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
    except OpinionatedError:
        raise
    except Exception as error:  # a migration raises what it likes
        raise OpinionatedError(
            f"The project's own migrations fail on an empty database: {type(error).__name__}: {error}", _hint(error)
        ) from error


def _hint(error: Exception) -> str:
    if "database is locked" in str(error):
        return (
            "A migration writes through one connection while another one to the same file has begun to: give it a "
            "migration of its own, without other operations, or verify on a server with --verify-with."
        )
    return "Make manage.py migrate work there first; manage.py test needs that too."


def _reference(databases: ScratchDatabases, disk: Disk, stops: tuple[Key, ...], step: Step) -> Bench:
    copies: dict[Key, Snapshot] = {}

    def look(migration: Migration) -> None:
        key = (migration.app_label, migration.name)
        if databases.can_snapshot and key in stops and key not in copies:
            copies[key] = databases.snapshot()

    trace = run_reference(disk, databases, look, step)
    outcome = read_outcome(databases, sum(took for _, took in trace.seconds))
    end = databases.snapshot() if databases.can_snapshot else None
    return Bench(databases, disk, stops, trace, outcome, end, copies, step)
