"""Tables for the tests of rows."""

from django.db import connections

from django_opinionated_startapp.squash.rows import Rows, TableRows, read_rows
from django_opinionated_startapp.squash.scratch import ScratchDatabases
from tests.squash.databases import clear

T = "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer, b varchar(90))"


def rows_after(databases: ScratchDatabases, *statements: str) -> Rows:
    clear(databases)
    with connections["default"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return read_rows(connections["default"])


def insert(table: str, *values: object) -> str:
    return " ".join(("INSERT INTO", table, "VALUES", f"({', '.join(map(str, values))})"))


def table(rows: Rows, name: str) -> TableRows:
    return next(each for each in rows.tables if each.table == name)
