"""Scratch databases: that they are there, that nothing else is touched, and that they are gone afterwards."""

import logging
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import ModuleType

import pytest
from django.db import NotSupportedError, connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.utils import load_backend

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.squash.scratch import ScratchDatabases, Snapshot, scratch
from django_opinionated_startapp.squash.scratch.names import PREFIX
from django_opinionated_startapp.squash.scratch.place import server_settings
from django_opinionated_startapp.squash.scratch.servers import PostgresqlServer, server_for
from tests.squash.databases import VENDORS, configured, empty_database, project_database, server

NAMES = {
    "postgresql": "SELECT datname FROM pg_database",
    "mariadb": "SELECT schema_name FROM information_schema.schemata",
}
OUT_OF_REACH = "Something reached for the real database '{}' during a run on scratch databases."


def execute(sql: str, alias: str = "default") -> list[tuple[object, ...]]:
    with connections[alias].cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []


def tables(alias: str = "default") -> list[str]:
    return sorted(connections[alias].introspection.table_names())


def standing(vendor: str, process: int = os.getpid()) -> set[object]:
    """Return the names of the databases on the server that a process has made, this one; SQLite has none."""
    if vendor == "sqlite":
        return set()
    entry = server_settings("default", connections.settings, server(vendor))
    connection = load_backend(entry["ENGINE"]).DatabaseWrapper({**entry, "NAME": None}, "no database")
    with closing(connection), connection.cursor() as cursor:
        cursor.execute(NAMES[vendor])
        return {name for (name,) in cursor.fetchall() if str(name).startswith(PREFIX) and f"_{process}_" in name}


@pytest.fixture(params=VENDORS)
def vendor(request: pytest.FixtureRequest) -> str:
    server(request.param)
    return str(request.param)


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Path]:
    """Make a project with a database in a file, in which there is one table."""
    path = tmp_path / "real.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE precious (id integer)")
    with configured(default=project_database("sqlite", str(path))):
        yield path


@contextmanager
def names_kept(vendor: str) -> Iterator[set[object]]:
    """Note the name of the scratch database, and check that it is gone afterwards."""
    names: set[object] = set()
    yield names
    assert names
    assert not names & standing(vendor)
    assert not any(Path(str(name)).exists() for name in names)


def test_the_database_is_empty_and_then_gone(vendor: str) -> None:
    settings, wrapper = connections.settings["default"], connections["default"]
    with names_kept(vendor) as names, empty_database(vendor) as databases:
        assert databases.aliases == ("default",)
        assert tables() == []
        execute("CREATE TABLE t (id integer)")
        assert tables() == ["t"]
        names.add(connections["default"].settings_dict["NAME"])
        assert connections["default"].vendor == ("mysql" if vendor == "mariadb" else vendor)
    assert connections.settings["default"] is settings
    assert connections["default"] is wrapper


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()])
def test_it_is_gone_whatever_happens(vendor: str, error: BaseException) -> None:
    wrapper = connections["default"]

    def fail(names: set[object]) -> None:
        with empty_database(vendor):
            execute("CREATE TABLE t (id integer)")
            names.add(connections["default"].settings_dict["NAME"])
            raise error

    with names_kept(vendor) as names, pytest.raises(type(error)):
        fail(names)
    assert connections["default"] is wrapper


def test_it_is_gone_although_somebody_is_connected(vendor: str) -> None:
    with names_kept(vendor) as names, empty_database(vendor):
        names.add(connections["default"].settings_dict["NAME"])
        other = connections["default"].copy()
        other.ensure_connection()
    other.close()


def test_it_can_be_emptied(vendor: str) -> None:
    with empty_database(vendor) as databases:
        execute("CREATE TABLE t (id integer)")
        databases.empty()
        assert tables() == []


def kept(databases: ScratchDatabases) -> Snapshot:
    snapshot = databases.reserved()
    databases.keep(snapshot)
    return snapshot


@pytest.mark.parametrize("copying", ["sqlite", "postgresql"])
def test_what_it_held_can_be_brought_back_often(copying: str) -> None:
    with names_kept(copying) as names, empty_database(copying) as databases:
        assert databases.can_snapshot
        execute("CREATE TABLE t (id integer)")
        one = kept(databases)
        names.update(copy for _, copy in one.copies)
        execute("CREATE TABLE u (id integer)")
        two = kept(databases)
        for snapshot, expected in ((one, ["t"]), (two, ["t", "u"]), (one, ["t"])):
            databases.restore(snapshot)
            assert tables() == expected
            assert execute("SELECT * FROM t") == []
            execute("INSERT INTO t VALUES (1)")


def test_what_is_in_the_log_of_sqlite_is_brought_back_too() -> None:
    with empty_database("sqlite") as databases:
        execute("PRAGMA journal_mode = WAL")
        execute("CREATE TABLE t (id integer)")
        snapshot = kept(databases)
        execute("PRAGMA journal_mode = WAL")
        execute("DROP TABLE t")
        databases.restore(snapshot)
        assert tables() == ["t"]


def test_mariadb_has_no_way_to_copy() -> None:
    with empty_database("mariadb") as databases:
        assert not databases.can_snapshot
        with pytest.raises(NotSupportedError):
            kept(databases)


@pytest.mark.usefixtures("real")
def test_all_aliases_lead_to_scratch_databases(tmp_path: Path) -> None:
    other = project_database("sqlite", str(tmp_path / "other.sqlite3"))
    replica = {**project_database("sqlite", str(tmp_path / "replica.sqlite3")), "TEST": {"MIRROR": "other"}}
    nothing: dict[str, object] = {}
    with configured(replica=replica, other=other, default=dict(connections.settings["default"]), nothing=nothing):
        with scratch() as databases:
            assert databases.aliases == ("default", "other")
            execute("CREATE TABLE t (id integer)", "other")
            assert (tables("default"), tables("other"), tables("replica")) == ([], ["t"], ["t"])
            assert connections.settings["replica"]["NAME"] == connections.settings["other"]["NAME"]
        assert tables() == ["precious"]
    assert not (tmp_path / "other.sqlite3").exists()


@pytest.mark.usefixtures("real")
def test_all_vendors_of_a_project_at_once() -> None:
    vendors = {vendor: project_database(vendor, "nobody_made_it") for vendor in ("postgresql", "mariadb")}
    same = project_database("postgresql", "nobody_made_it")
    with configured(**vendors, same=same), scratch() as databases:
        assert databases.aliases == ("default", "postgresql", "mariadb")
        assert not databases.can_snapshot
        for alias in databases.aliases:
            execute(f"CREATE TABLE {alias}_t (id integer)", alias)
        assert tables("same") == tables("postgresql") == ["postgresql_t"]


@pytest.mark.usefixtures("real")
def test_other_aliases_are_out_of_reach(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    with configured(default=dict(connections.settings["default"]), other=project_database("sqlite", str(path))):
        with scratch(["default"]) as databases:
            assert databases.aliases == ("default",)
            for _ in range(2):
                with pytest.raises(OpinionatedError, match=OUT_OF_REACH.format("other")):
                    execute("CREATE TABLE t (id integer)", "other")
        execute("CREATE TABLE t (id integer)", "other")
        with scratch(["default"]), pytest.raises(OpinionatedError, match=OUT_OF_REACH.format("other")):
            execute("CREATE TABLE u (id integer)", "other")
        assert tables("other") == ["t"]


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("connected", [True, False])
def test_a_connection_that_somebody_kept_refuses(connected: bool) -> None:
    kept = connections["default"]
    if connected:
        kept.ensure_connection()
    with scratch():
        with pytest.raises(OpinionatedError) as caught, kept.cursor() as cursor:
            cursor.execute("DROP TABLE precious")
        assert caught.value.message == OUT_OF_REACH.format("default")
        assert "schema_editor" in caught.value.hint
    assert tables() == ["precious"]


def test_an_engine_with_connections_of_its_own_is_found_out(real: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    params = DatabaseWrapper.get_connection_params
    monkeypatch.setattr(DatabaseWrapper, "get_connection_params", lambda self: {**params(self), "database": str(real)})
    with pytest.raises(OpinionatedError, match=OUT_OF_REACH.format("default")), scratch():
        execute("DROP TABLE precious")
    assert tables() == ["precious"]


@pytest.mark.usefixtures("real")
def test_threads_are_led_to_the_scratch_database_too() -> None:
    seen: list[list[str]] = []

    def look() -> None:
        seen.append(tables())
        connections.close_all()

    with scratch():
        execute("CREATE TABLE t (id integer)")
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == [["t"]]


@pytest.mark.usefixtures("real")
def test_blocks_can_be_nested(vendor: str) -> None:
    other = project_database("sqlite", "other.sqlite3")
    with configured(default=dict(connections.settings["default"]), other=other):
        with scratch(["default"]):
            execute("CREATE TABLE outer_table (id integer)")
            with scratch(verify_with=server(vendor)) as inner:
                assert inner.aliases == ("default", "other")
                execute("CREATE TABLE inner_table (id integer)")
                assert (tables(), tables("other")) == (["inner_table"], [])
            assert tables() == ["outer_table"]
            execute("DROP TABLE outer_table")
        assert tables() == ["precious"]


@pytest.mark.usefixtures("real")
def test_statements_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with scratch(), connections["default"].schema_editor() as editor:
        editor.execute("CREATE TABLE thing (id integer)")
    assert caplog.records == []
    logger = logging.getLogger("django.db.backends.schema")
    with scratch():
        with scratch():
            assert logger.disabled
        assert logger.disabled
    assert not logger.disabled


@pytest.mark.usefixtures("real")
def test_the_server_of_another_alias_can_be_used(vendor: str) -> None:
    spare = project_database(vendor, "nobody_made_it")
    with configured(default=dict(connections.settings["default"]), spare=spare), scratch(["default"], "spare"):
        assert connections["default"].settings_dict["ENGINE"] == spare["ENGINE"]
        assert tables() == []


def test_an_alias_that_is_not_there_is_named() -> None:
    with pytest.raises(OpinionatedError) as caught, scratch(["defualt"]):
        pass
    assert str(caught.value) == "There is no database 'defualt'.\nDid you mean default?"


def test_a_vendor_that_cannot_be_verified_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    base = ModuleType("far.base")
    base.DatabaseWrapper = type(  # type: ignore[attr-defined]
        "DatabaseWrapper",
        (DatabaseWrapper,),
        {"vendor": "oracle"},
    )
    monkeypatch.setitem(sys.modules, "far", ModuleType("far"))
    monkeypatch.setitem(sys.modules, "far.base", base)
    with configured(default={"ENGINE": "far", "NAME": "x"}):
        with pytest.raises(OpinionatedError) as caught, scratch():
            pass
        assert caught.value.message == (
            "Migrations cannot be verified on oracle, only on SQLite, PostgreSQL, MariaDB and MySQL."
        )
        assert caught.value.hint.startswith("Name a server on which databases may be made: --verify-with postgres://")
        with scratch(verify_with="sqlite://"):
            assert tables() == []


def test_an_engine_that_cannot_be_loaded_is_named() -> None:
    with configured(default={"ENGINE": "nowhere", "NAME": "x"}), pytest.raises(OpinionatedError) as caught, scratch():
        pass
    assert caught.value.message.startswith("The database engine nowhere cannot be loaded: 'nowhere' isn't")


@pytest.mark.parametrize("vendor", ["postgresql", "mariadb"])
def test_a_server_that_is_not_there_is_named(vendor: str) -> None:
    entry = {**project_database(vendor, "x"), "HOST": "127.0.0.1", "PORT": "1"}
    with configured(default=entry), pytest.raises(OpinionatedError) as caught, scratch():
        pass
    assert caught.value.message.startswith("No scratch database can be made on 127.0.0.1: ")
    assert "--verify-with" in caught.value.hint
    with pytest.raises(OpinionatedError) as caught:
        server_for({**connections.settings["default"], **entry}, Path()).drop("some_name")
    assert caught.value.message.startswith("The scratch database some_name could not be dropped: ")
    assert caught.value.hint == "Drop it by hand."


def test_ctrl_c_in_the_middle_of_making_one_leaves_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with names_kept("postgresql") as names:

        def interrupted(server: PostgresqlServer, name: str) -> None:
            names.add(name)
            server.copy("template0", name)
            raise KeyboardInterrupt

        monkeypatch.setattr(PostgresqlServer, "create", interrupted)
        with pytest.raises(KeyboardInterrupt), empty_database("postgresql"):
            pass
        monkeypatch.undo()


def test_who_may_not_make_databases_is_told_what_to_do() -> None:
    with empty_database("postgresql"):
        execute("CREATE ROLE dos_limited LOGIN PASSWORD 'limited'")
        try:
            entry = {**project_database("postgresql", "x"), "USER": "dos_limited", "PASSWORD": "limited"}
            with configured(default=entry), pytest.raises(OpinionatedError) as caught, scratch():
                pass
        finally:
            execute("DROP ROLE dos_limited")
    assert caught.value.message.startswith("No scratch database can be made on ")
    assert caught.value.message.endswith("permission denied to create database")
    assert "--verify-with" in caught.value.hint


def test_settings_for_tests_are_honoured_by_postgresql() -> None:
    entry = {**project_database("postgresql", "x"), "TEST": {"CHARSET": "SQL_ASCII", "TEMPLATE": "template0"}}
    with configured(default=entry), scratch():
        assert execute("SHOW server_encoding") == [("SQL_ASCII",)]
    with (
        configured(default={**entry, "TEST": {"COLLATION": "C"}}),
        pytest.raises(OpinionatedError) as caught,
        scratch(),
    ):
        pass
    assert "does not support collation" in caught.value.message


def test_settings_for_tests_are_honoured_by_mariadb() -> None:
    entry = {**project_database("mariadb", "x"), "TEST": {"CHARSET": "latin1", "COLLATION": "latin1_bin"}}
    with configured(default=entry), scratch():
        assert execute("SELECT @@collation_database") == [("latin1_bin",)]


@pytest.mark.parametrize("number", [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)])
def test_a_signal_that_ends_the_process_leaves_nothing_standing(number: int, vendor: str) -> None:
    before, handler = standing(vendor), signal.getsignal(number)
    assert handler is signal.SIG_DFL
    folders: list[Path] = []

    def run() -> None:
        with scratch(["default"], server(vendor)) as databases:
            execute("CREATE TABLE t (id integer)")
            if databases.can_snapshot:
                kept(databases)
            folders.append(Path(str(connections["default"].settings_dict["NAME"])).parent)
            try:
                signal.raise_signal(number)
            finally:
                signal.raise_signal(number)  # somebody is impatient

    with pytest.raises(SystemExit) as error:
        run()
    assert error.value.code == 128 + number
    assert signal.getsignal(number) is handler
    assert not standing(vendor) - before
    assert vendor != "sqlite" or not folders[0].exists()


def test_a_handler_of_somebodys_own_is_left_to_its_work() -> None:
    seen: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: seen.append(number))
    try:
        with scratch(["default"], "sqlite://"):
            signal.raise_signal(signal.SIGTERM)
            assert seen == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGTERM, before)
