"""The reference run: what each data operation of the history really does on an empty database."""

from __future__ import annotations

import re
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.migrations.operations import RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.state import StateApps

from .migrate import migrate, unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.backends.utils import CursorWrapper
    from django.db.migrations.migration import Migration
    from django.db.migrations.operations.base import Operation
    from django.db.migrations.state import ProjectState
    from django.db.models import Model

    from .disk import Disk, Key
    from .migrate import Step
    from .scratch import ScratchDatabases

_DJANGO = ("django.db.migrations.operations.", "django.contrib.postgres.operations")
_WORD = re.compile(r"\w+")
_CHANGES_ROWS = re.compile(r"\s*(?:WITH\b.*)?(?:INSERT|UPDATE|DELETE|REPLACE|MERGE)\b", re.IGNORECASE | re.DOTALL)
_READS = re.compile(r"\s*(?:SELECT|PRAGMA|SHOW|EXPLAIN)\b", re.IGNORECASE)
_OF_THE_TRANSACTION = re.compile(r"\s*(?:SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT)\b", re.IGNORECASE)
_ROWS_SO_FAR = {
    "postgresql": "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables",
    "mysql": "SELECT sum(variable_value) FROM information_schema.session_status "
    "WHERE variable_name IN ('HANDLER_WRITE', 'HANDLER_UPDATE', 'HANDLER_DELETE')",
}


@dataclass(frozen=True, slots=True)
class Effect:
    """What the operation ``index`` of the migration ``key`` did.

    ``reads`` and ``writes`` are tables that it named in a query or in another statement; ``models`` those that it
    asked the project state for; ``rows`` tells whether it changed rows, ``other`` whether it ran a statement that
    neither queries nor changes rows.
    """

    key: Key
    index: int
    reads: frozenset[str]
    writes: frozenset[str]
    models: frozenset[Key]
    rows: bool
    other: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """What the data operations of a history did, in the order in which they ran, on all databases taken together.

    ``seconds`` are how long each migration took, all databases taken together too.
    """

    effects: tuple[Effect, ...]
    seconds: tuple[tuple[Key, float], ...] = ()

    def of(self, key: Key) -> tuple[Effect, ...]:
        """Return the effects of the operations of the migration ``key``."""
        return tuple(effect for effect in self.effects if effect.key == key)


def runs_code(operation: Operation) -> bool:
    """Tell whether ``operation`` does what only a run can show: SQL, a function, or a class of somebody's own."""
    if isinstance(operation, SeparateDatabaseAndState):
        return any(runs_code(nested) for nested in operation.database_operations)
    if type(operation) in (RunPython, RunSQL):
        return True
    return not type(operation).__module__.startswith(_DJANGO)


def run_reference(
    disk: Disk, databases: ScratchDatabases, watch: Callable[[Migration], None], step: Step = unseen
) -> Trace:
    """Migrate the empty ``databases`` and return what was traced.

    ``watch`` sees each migration first, ``step`` hears how many are done of how many. No other database is looked
    at. Raises whatever the project's own ``migrate`` raises.
    """
    notes: dict[tuple[Key, int], _Notes] = {}
    tables: set[str] = set()
    clock = Clock()

    def prepare(migration: Migration) -> None:
        clock.stop()
        watch(migration)
        key = (migration.app_label, migration.name)
        if any(map(runs_code, migration.operations)):
            # Later migrations may rename or drop the tables of the moment. Not asked within the transaction of the
            # migration: SQLite would lock the file, and what goes through another connection to it could not write.
            tables.update(*(_tables(connections[alias]) for alias in databases.aliases))
        operations: list[Any] = list(migration.operations)
        for index, operation in enumerate(operations):
            if runs_code(operation):
                operations[index] = _Traced(operation, notes.setdefault((key, index), _Notes()), databases.all_aliases)
        vars(migration)["operations"] = operations
        clock.start(key)

    for alias in databases.aliases:
        migrate(disk, alias, prepare, step)
        clock.stop()
        tables.update(_tables(connections[alias]))
    return Trace(tuple(note.effect(key, index, tables) for (key, index), note in notes.items()), clock.seconds)


class Clock:
    """Takes the time of one migration after the other, and not of what Django does before the first one.

    It is the CPU time of this process: others may share the machine, one of them that proves other things meanwhile.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self._taken: dict[Key, float] = {}
        self._running: tuple[Key, float] | None = None

    def start(self, key: Key) -> None:
        """Go on with this migration."""
        self._running = (key, time.process_time())

    def stop(self) -> None:
        """End the migration that is running, if one is."""
        if self._running is not None:
            key, since = self._running
            self._taken[key] = self._taken.get(key, 0.0) + time.process_time() - since
        self._running = None

    @property
    def seconds(self) -> tuple[tuple[Key, float], ...]:
        """What each took, on all databases together."""
        return tuple(self._taken.items())


@dataclass(slots=True)
class _Notes:
    """What has been seen of an operation so far."""

    read: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    models: set[Key] = field(default_factory=set)
    rows: bool = False
    other: bool = False

    def effect(self, key: Key, index: int, tables: set[str]) -> Effect:
        read, written = self.read & tables, self.written & tables
        return Effect(key, index, frozenset(read), frozenset(written), frozenset(self.models), self.rows, self.other)

    def see(self, execute: Callable[..., Any], given: Any, *rest: Any) -> Any:  # noqa: ANN401 - Django's protocol
        result, context = execute(given, *rest), rest[-1]
        sql = _text(given, context["cursor"])
        (self.read if _READS.match(sql) else self.written).update(_WORD.findall(sql))
        if _CHANGES_ROWS.match(sql):
            self.rows |= context["cursor"].rowcount > 0
        else:
            self.other |= not (_READS.match(sql) or _OF_THE_TRANSACTION.match(sql))
        return result


def _text(statement: Any, cursor: CursorWrapper) -> str:  # noqa: ANN401 - what the driver takes
    """Return a statement that may be bytes, or an object of ``psycopg.sql``."""
    if isinstance(statement, bytes):
        return statement.decode(errors="replace")
    return str(statement.as_string(cursor.cursor) if hasattr(statement, "as_string") else statement)


class _Traced:
    """Stands for an operation and notes what it does on the databases ``aliases`` when it runs."""

    def __init__(self, operation: Operation, notes: _Notes, aliases: Sequence[str]) -> None:
        self._operation = operation
        self._notes = notes
        self._aliases = aliases

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the operation has
        return getattr(self._operation, name)

    def database_forwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, before: ProjectState, after: ProjectState
    ) -> None:
        wrappers = [connections[alias] for alias in self._aliases]
        counters = [_Counter(wrapper) for wrapper in wrappers]
        with _watched(self._notes, wrappers):
            self._operation.database_forwards(app_label, editor, before, after)
        self._notes.rows |= any(counter.moved() for counter in counters)


class _Counter:
    """How many rows a connection has changed, by the database's own account: triggers and functions count too."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._before = self._count()

    def moved(self) -> bool:
        return self._count() != self._before

    def _count(self) -> int:
        if self._connection.vendor == "sqlite":
            self._connection.ensure_connection()
            return int(self._connection.connection.total_changes)
        with self._connection.cursor() as cursor:
            cursor.execute(_ROWS_SO_FAR[self._connection.vendor])
            return int(cursor.fetchone()[0])


@contextmanager
def _watched(notes: _Notes, wrappers: Iterable[BaseDatabaseWrapper]) -> Iterator[None]:
    """Note every statement on these connections, and every model that is asked for."""
    original = StateApps.get_model

    def get_model(
        self: StateApps,
        app_label: str,
        model_name: str | None = None,
        require_ready: bool = True,  # noqa: FBT001, FBT002 - as Django has it
    ) -> type[Model]:
        model = original(self, app_label, model_name, require_ready)
        # Django asks for models of its own accord, when it renders the state.
        if not str(sys._getframe(1).f_globals["__name__"]).startswith("django.db."):  # noqa: SLF001 - as logging does
            notes.models.add((model._meta.app_label, str(model._meta.model_name)))
        return model

    with ExitStack() as stack:
        for wrapper in wrappers:
            stack.enter_context(wrapper.execute_wrapper(notes.see))
        setattr(StateApps, "get_model", get_model)  # noqa: B010 - an assignment to a method is an error to mypy
        stack.callback(setattr, StateApps, "get_model", original)
        yield


def _tables(connection: BaseDatabaseWrapper) -> Iterable[str]:
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor, include_views=True)
