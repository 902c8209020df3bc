"""What the reference run notes of statements, in whatever form they are given to the driver."""

from pathlib import Path

import pytest

from django_opinionated_startapp.squash import trace

from .databases import server
from .projects import copied, loaded, squashall

COMPOSED = """from django.db import migrations


def update(apps, schema_editor):
    try:
        from psycopg import sql
    except ImportError:
        from psycopg2 import sql
    statement = sql.SQL("UPDATE {} SET {} = 3").format(sql.Identifier("shop_item"), sql.Identifier("price"))
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("INSERT INTO shop_item (name, price) VALUES ('a', 1)")
        cursor.execute(statement)
        cursor.execute(b"UPDATE shop_item SET price = 4")


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_name")]
    operations = [migrations.RunPython(update, migrations.RunPython.noop)]
"""


def test_statements_that_are_no_text_are_run_and_noted(tmp_path: Path) -> None:
    path = copied("one_app", tmp_path) / "shop" / "migrations" / "0004_update.py"
    path.write_text(COMPOSED, encoding="utf-8")
    with loaded(tmp_path):
        out, _ = squashall("--verify-with", server("postgresql"))
    assert "shop.0004_update stays alone, because it changes rows on an empty database." in out


class Statement:
    """As of the drivers of PostgreSQL."""

    def as_string(self, cursor: object) -> str:
        assert cursor == "raw"
        return 'UPDATE "item"'


class Cursor:
    """As of Django, around that of the driver."""

    cursor = "raw"
    rowcount = 2


@pytest.mark.parametrize(
    ("sql", "read", "written"),
    [
        (b"SELECT \xff FROM item", {"SELECT", "FROM", "item"}, set()),
        (Statement(), set(), {"UPDATE", "item"}),
        ("UPDATE item", set(), {"UPDATE", "item"}),
    ],
)
def test_what_a_statement_names_is_read_from_any_form(sql: object, read: set[str], written: set[str]) -> None:
    given: list[object] = []
    notes = trace._Notes()
    notes.see(lambda statement, *_: given.append(statement), sql, None, False, {"cursor": Cursor()})
    assert given == [sql]
    assert (notes.read, notes.written) == (read, written)
    assert notes.rows is bool(written)
