"""The exchange of the configured databases for throw-away ones, and the way back."""

from __future__ import annotations

import logging
import shutil
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.signals import connection_created

from ...errors import OpinionatedError, nearest
from .names import PREFIX, is_left_over, new_name
from .place import server_settings
from .servers import server_for, vendor_of
from .signals import signals_raise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper

    from .servers import Server, Settings

_DUMMY = "django.db.backends.dummy"
# Options of the drivers that say where a database is.
_PLACES = ("service", "host", "port", "dbname", "database", "db", "unix_socket", "read_default_file")
_LOGGERS = ("django.db.backends", "django.db.backends.schema")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What all scratch databases held at one moment: for each alias the name of the copy. Good within its block."""

    copies: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Database:
    """One scratch database; ``aliases`` are all that lead to it, the one to migrate first."""

    aliases: tuple[str, ...]
    server: Server
    name: str

    @property
    def settings(self) -> Settings:
        """The entry of ``DATABASES`` that leads to it."""
        return self.server.settings_of(self.name)


@dataclass(frozen=True, slots=True)
class ScratchDatabases:
    """The databases of one ``scratch()`` block, which end with it."""

    _databases: tuple[_Database, ...]
    _stack: ExitStack = field(repr=False)

    @property
    def aliases(self) -> tuple[str, ...]:
        """One alias for each database, the default one first: what to migrate. Replicas are not among them."""
        return tuple(database.aliases[0] for database in self._databases)

    @property
    def all_aliases(self) -> tuple[str, ...]:
        """Every alias that leads to one of the databases, replicas too."""
        return tuple(alias for database in self._databases for alias in database.aliases)

    @property
    def can_snapshot(self) -> bool:
        """Whether ``keep()`` works, which is cheap then; MariaDB and MySQL have no way but to run it all again."""
        return all(database.server.can_copy for database in self._databases)

    def reserved(self) -> Snapshot:
        """Return the names of copies that may be made, by ``keep()``; they are dropped with the databases."""
        copies = tuple((database.aliases[0], new_name()) for database in self._databases)
        for database, (_, copy) in zip(self._databases, copies, strict=True):
            self._stack.callback(database.server.drop, copy)
        return Snapshot(copies)

    def keep(self, snapshot: Snapshot) -> None:
        """Keep what all the databases hold now; raise ``NotSupportedError`` unless ``can_snapshot``."""
        for database, (_, copy) in zip(self._databases, snapshot.copies, strict=True):
            _close(database.aliases)
            database.server.copy(database.name, copy)

    def restore(self, snapshot: Snapshot) -> None:
        """Make all the databases hold again what they held then, as often as needed."""
        copies = dict(snapshot.copies)
        for database in self._databases:
            _close(database.aliases)
            database.server.drop(database.name)
            database.server.copy(copies[database.aliases[0]], database.name)

    def empty(self) -> None:
        """Make all the databases empty again."""
        for database in self._databases:
            _close(database.aliases)
            database.server.drop(database.name)
            database.server.create(database.name)

    def disconnect(self) -> None:
        """Close the connections to all the databases; the next query makes a new one."""
        for database in self._databases:
            _close(database.aliases)

    @contextmanager
    def elsewhere(self) -> Iterator[ScratchDatabases]:
        """Let the aliases lead to other empty databases on the same servers until the block is left.

        Snapshots of these databases can be restored there. It is for a process that is to leave these ones alone.
        """
        with ExitStack() as stack:
            databases = tuple(replace(database, name=new_name()) for database in self._databases)
            for database in databases:
                stack.enter_context(_standing(database))
            stack.enter_context(_exchanged(databases))
            yield ScratchDatabases(databases, stack)


@contextmanager
def scratch(aliases: Iterable[str] | None = None, verify_with: str = "") -> Iterator[ScratchDatabases]:
    """Let ``aliases``, all of the project if None, lead to empty databases until the block is left.

    They are made on the server of each alias, or on the one that ``verify_with`` names by alias or URL. Aliases that
    are the same database, or a ``TEST`` ``MIRROR`` of one, share one. The connections that were there before refuse
    every query meanwhile; they are put back, and the databases dropped, however the block ends: SIGTERM and SIGHUP
    raise ``SystemExit`` within it. Blocks can be nested. What runs on this machine that were killed have left on the
    same servers is dropped. Their statements are not logged: they tell nothing of the project's own databases.

    Raise ``OpinionatedError`` for an unknown alias or a bad URL, for a vendor on which nothing can be verified, and
    where no database can be made.
    """
    groups = _groups(_known(aliases))
    with ExitStack() as stack:
        stack.enter_context(signals_raise())
        stack.enter_context(_unlogged())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"{new_name()}_")))
        databases = tuple(_plan(group, verify_with, folder) for group in groups)
        for database in databases:
            stack.enter_context(_standing(database))
        _clear_up(databases)
        for wrapper in connections.all(initialized_only=True):
            stack.enter_context(wrapper.execute_wrapper(lambda *_call, alias=wrapper.alias: _refuse(alias)))
        stack.enter_context(_exchanged(databases))
        with ExitStack() as copies:
            yield ScratchDatabases(databases, copies)


@contextmanager
def _unlogged() -> Iterator[None]:
    """Let Django log no statement, whatever the project's ``LOGGING`` says: a proof has many thousands of them."""
    loggers = [logger for logger in map(logging.getLogger, _LOGGERS) if not logger.disabled]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger in loggers:
            logger.disabled = False


def _clear_up(databases: Iterable[_Database]) -> None:
    """Drop what killed runs have left; that something can't be dropped is not the affair of this run."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if is_left_over(folder.name):
            shutil.rmtree(folder, ignore_errors=True)
    for database in databases:
        for name in filter(is_left_over, database.server.names()):
            with suppress(OpinionatedError):
                database.server.drop(name)


def _known(aliases: Iterable[str] | None) -> list[str]:
    """Return the aliases in the order in which they are migrated: the default one first, replicas last."""
    configured = {alias: settings for alias, settings in connections.settings.items() if settings["ENGINE"] != _DUMMY}
    chosen = list(configured if aliases is None else dict.fromkeys(aliases))
    for alias in chosen:
        if alias not in configured:
            raise OpinionatedError(f"There is no database '{alias}'.", nearest(alias, configured))
    return sorted(chosen, key=lambda alias: (alias != DEFAULT_DB_ALIAS, bool(configured[alias]["TEST"]["MIRROR"])))


def _groups(aliases: list[str]) -> list[tuple[str, ...]]:
    """Return the aliases that are the same database together."""
    groups: dict[object, list[str]] = {}
    for alias in aliases:
        origin = connections.settings[alias]["TEST"]["MIRROR"] or alias
        vendor_of(connections.settings[origin])  # says what is wrong where the next line would end in a traceback
        groups.setdefault(_identity(connections[origin]), []).append(alias)
    return [tuple(group) for group in groups.values()]


def _identity(connection: BaseDatabaseWrapper) -> Any:  # noqa: ANN401 - whatever compares
    """Return what two connections to the same database have in common.

    Django's test runner would give each connection to a file of SQLite a database in memory for itself.
    """
    creation: Any = connection.creation
    if connection.vendor == "sqlite" and not creation.is_in_memory_db(connection.settings_dict["NAME"]):
        return ("file", str(connection.settings_dict["NAME"]))
    options = connection.settings_dict["OPTIONS"]
    return (*creation.test_db_signature(), *(str(options.get(name, "")) for name in _PLACES))


def _plan(aliases: tuple[str, ...], verify_with: str, folder: Path) -> _Database:
    settings = server_settings(aliases[0], connections.settings, verify_with)
    return _Database(aliases, server_for(settings, folder), new_name())


@contextmanager
def _standing(database: _Database) -> Iterator[None]:
    """Make a database and drop it, also after Ctrl-C in the middle of making it."""
    refused = False
    try:
        try:
            database.server.create(database.name)
        except OpinionatedError:
            refused = True  # there is nothing to drop, and no server perhaps
            raise
        yield
    finally:
        if not refused:
            database.server.drop(database.name)


def _close(aliases: Iterable[str]) -> None:
    for alias in aliases:
        connections[alias].close()


def _refuse(alias: str) -> NoReturn:
    raise OpinionatedError(
        f"Something reached for the real database '{alias}' during a run on scratch databases.",
        "Migrations take their connection from schema_editor, or from connections[alias] at the time they run.",
    )


@contextmanager
def _exchanged(databases: tuple[_Database, ...]) -> Iterator[None]:
    """Put the settings and connections of the scratch databases in the place of the configured ones."""
    watch = _Watch(dict(connections.settings), {alias: each for each in databases for alias in each.aliases})
    before = {wrapper.alias: wrapper for wrapper in connections.all(initialized_only=True)}
    connection_created.connect(watch.look_at)
    try:
        for alias, database in watch.scratch.items():
            connections.settings[alias] = database.settings
            connections[alias] = connections.create_connection(alias)
        yield
    finally:
        connection_created.disconnect(watch.look_at)
        for alias in watch.scratch:
            _close([alias])
            del connections[alias]
            connections.settings[alias] = watch.configured[alias]
        for alias, wrapper in before.items():
            connections[alias] = wrapper


@dataclass(frozen=True)  # without slots: a signal holds its receiver by a weak reference
class _Watch:
    """What is done with connections that are made meanwhile, of whichever thread."""

    configured: Mapping[str, Settings]
    scratch: Mapping[str, _Database]

    def look_at(self, connection: BaseDatabaseWrapper, **_signal: object) -> None:
        """Prepare a connection to a scratch database, and refuse one to a real database."""
        alias, name = connection.alias, connection.settings_dict["NAME"]
        database = self.scratch.get(alias)
        if database is not None and name == database.settings["NAME"]:
            # An engine with a pool of its own may have kept a connection to the real database under this alias.
            real = database.server.prepare(connection) != name
        else:
            real = alias in self.configured and connections.settings[alias] is self.configured[alias]
            real = real or (database is not None and name == self.configured[alias]["NAME"])
        if real:
            connection.close()
            _refuse(alias)
