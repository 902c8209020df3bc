"""What tables hold, on every database."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections

from django_opinionated_startapp.squash.rows import Rows, read_rows, row_differences
from django_opinionated_startapp.squash.scratch import ScratchDatabases
from tests.squash.databases import VENDORS, clear, empty_database
from tests.squash.rows.tables import T, insert, rows_after, table


@pytest.fixture(scope="module", params=VENDORS)
def database(request: pytest.FixtureRequest) -> Iterator[ScratchDatabases]:
    with empty_database(request.param) as databases:
        yield databases


def test_rows_are_read_whole(database: ScratchDatabases) -> None:
    rows = rows_after(database, T, "INSERT INTO t VALUES (2, NULL, 'it''s')", "INSERT INTO t VALUES (1, -5, '')")
    found = table(rows, "t")
    assert (found.columns, found.key, found.count, found.digests) == (("a", "b", "id"), ("id",), 2, ())
    shown = [tuple(str(value).strip("'").replace("''", "'") for value in row) for row in found.rows]
    assert sorted(shown) in ([("-5", "", "1"), ("None", "it's", "2")], [("-5", "", "1"), ("NULL", "it's", "2")])


def test_equal_rows_are_equal_in_any_order(database: ScratchDatabases, size: str) -> None:
    one, two = "INSERT INTO t (id, a, b) VALUES (1, 1, 'x')", "INSERT INTO t (id, a, b) VALUES (2, 2, 'y')"
    old = rows_after(database, T, one, two)
    new = rows_after(database, T.replace("a integer, b varchar(90)", "b varchar(90), a integer"), two, one)
    assert old == new
    assert bool(table(old, "t").digests) == (size == "digests")
    assert row_differences(old, new) == ()


def test_bytes_are_compared(database: ScratchDatabases) -> None:
    kind, value = {
        "sqlite": ("blob", "X'00ff'"),
        "postgresql": ("bytea", "'\\x00ff'"),
        "mysql": ("longblob", "X'00ff'"),
    }[connections["default"].vendor]
    rows = rows_after(database, f"CREATE TABLE t (a {kind})", insert("t", value))
    assert "00ff" in str(table(rows, "t").rows[0][0]).lower()


@pytest.mark.usefixtures("size")
def test_strange_names_are_read(database: ScratchDatabases) -> None:
    quote = connections["default"].ops.quote_name
    name = "a {0} %s ;"
    rows = rows_after(
        database,
        f"CREATE TABLE {quote(name)} ({quote(name)} integer)",
        *[insert(quote(name), 1)] * 2,
    )
    assert (table(rows, name).columns, table(rows, name).count) == ((name,), 2)


def test_ids_that_depend_on_the_order_of_migrations_are_left_out(database: ScratchDatabases) -> None:
    read = []
    for first in ("zebra", "ant"):
        clear(database)
        call_command("migrate", "contenttypes", verbosity=0)
        ContentType.objects.clear_cache()
        ContentType.objects.create(app_label="early", model=first)
        ContentType.objects.get_or_create(app_label="early", model="ant")
        ContentType.objects.get_or_create(app_label="early", model="zebra")
        call_command("migrate", verbosity=0)
        group = Group.objects.create(name="all")
        group.permissions.set(Permission.objects.all())
        read.append(read_rows(connections["default"]))
    ContentType.objects.clear_cache()
    old, new = read
    assert row_differences(old, new) == ()
    assert "django_migrations" not in {each.table for each in old.tables}
    assert table(old, "auth_group_permissions").columns == ("group_id", "permission_id")
    assert table(old, "auth_permission").columns == ("codename", "content_type_id", "name")
    group.permissions.remove(Permission.objects.first())
    (found,) = row_differences(old, read_rows(connections["default"]))
    assert found.table == "auth_group_permissions"


def test_ids_of_rows_that_say_more_are_kept(database: ScratchDatabases) -> None:
    def rows(*ids: int) -> Rows:
        return rows_after(
            database,
            "CREATE TABLE django_content_type (id integer PRIMARY KEY, app_label varchar(9), model varchar(9))",
            "INSERT INTO django_content_type VALUES (7, 'shop', 'order')",
            "CREATE TABLE linked (id integer PRIMARY KEY, type_id integer, "
            "FOREIGN KEY (type_id) REFERENCES django_content_type (id))",
            "CREATE TABLE telling (id integer PRIMARY KEY, note varchar(9), type_id integer, "
            "FOREIGN KEY (type_id) REFERENCES django_content_type (id))",
            "CREATE TABLE telling_part (id integer PRIMARY KEY, FOREIGN KEY (id) REFERENCES django_content_type (id))",
            "CREATE TABLE owner (id integer PRIMARY KEY, owned_id integer, "
            "FOREIGN KEY (owned_id) REFERENCES owned (id))".replace("owned (id)", "linked (id)"),
            *(insert("linked", number, 7) for number in ids),
            *(insert("telling", number, "'x'", 7) for number in ids),
        )

    found = rows(1)
    assert table(found, "linked").columns == ("id", "type_id")
    assert table(found, "telling").columns == ("id", "note", "type_id")
    assert table(found, "telling_part").columns == ("id",)
    assert "shop" in str(table(found, "telling").rows[0][2])
    assert {each.table for each in row_differences(found, rows(2))} == {"linked", "telling"}
