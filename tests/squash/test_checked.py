"""Data operations that were in transactions of their own: PostgreSQL checks what they did before it alters tables."""

import importlib
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.squash import checked as module
from django_opinionated_startapp.squash.checked import Migration, check_references, checked, puts_off
from django_opinionated_startapp.squash.scratch import scratch
from django_opinionated_startapp.squash.step import Step

from .databases import server
from .projects import loaded, squashall

HISTORY = {
    "0001_initial": """
    initial = True
    operations = [
        migrations.CreateModel("Item", [("id", models.AutoField(primary_key=True))]),
        migrations.CreateModel(
            "Part",
            [
                ("id", models.AutoField(primary_key=True)),
                ("item", models.ForeignKey("shop.Item", models.CASCADE)),
                ("size", models.IntegerField(null=True)),
            ],
        ),
    ]
""",
    "0002_parts": """
    dependencies = [("shop", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
""",
    "0003_size": """
    dependencies = [("shop", "0002_parts")]
    operations = [migrations.AlterField("part", "size", models.IntegerField())]
""",
}
HEAD = """from django.db import migrations, models


def add(apps, schema_editor):
    for item in apps.get_model("shop", "Item").objects.all():
        apps.get_model("shop", "Part").objects.create(item=item, size=1)


def remove(apps, schema_editor):
    apps.get_model("shop", "Part").objects.all().delete()


class Migration(migrations.Migration):
"""


def shop(folder: Path) -> Path:
    place = folder / "shop" / "migrations"
    place.mkdir(parents=True)
    for package in (place, place.parent):
        (package / "__init__.py").touch()
    for name, text in HISTORY.items():
        (place / f"{name}.py").write_text(HEAD + text.lstrip("\n"), encoding="utf-8")
    return folder


def anew() -> None:
    """Have the migrations read once more."""
    for name in [name for name in sys.modules if name.startswith("shop.migrations.")]:
        del sys.modules[name]
    importlib.invalidate_caches()


def test_a_database_with_rows_that_stands_where_a_squash_begins_can_go_on(tmp_path: Path) -> None:
    url = server("postgresql")
    with loaded(shop(tmp_path), INSTALLED_APPS=["shop"]), scratch(verify_with=url):
        call_command("migrate", "shop", "0001", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO shop_item DEFAULT VALUES")
            assert squashall("shop", "0002", "0003")[0].count("Proved: ") == 6
            anew()
            call_command("migrate", "shop", verbosity=0)
            cursor.execute("SELECT size FROM shop_part")
            assert cursor.fetchall() == [(1,)]
        call_command("migrate", "shop", "0001", verbosity=0)
    source = (tmp_path / "shop/migrations/0002_squashed_0003_size.py").read_text(encoding="utf-8")
    assert source.count("migrations.RunPython(") == 2
    assert "# From django_opinionated_startapp.squash.checked:" in source
    assert "import django_opinionated" not in source


def test_other_projects_do_without(tmp_path: Path) -> None:
    with loaded(shop(tmp_path), INSTALLED_APPS=["shop"]):
        squashall("shop", "0002", "0003", "--no-verify")
    source = (tmp_path / "shop/migrations/0002_squashed_0003_size.py").read_text(encoding="utf-8")
    assert "check_references" not in source


ONE, TWO, THREE = (ModuleType(name) for name in ("one", "two", "three"))
DATA = migrations.RunPython(migrations.RunPython.noop)
SQL = migrations.RunSQL("UPDATE item SET size = 1")
ALTER = migrations.AlterField("item", "size", models.IntegerField())


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([(DATA, ONE), (ALTER, TWO)], "d+a"),
        ([(DATA, ONE), (DATA, TWO), (ALTER, THREE), (ALTER, THREE)], "dd+aa"),
        ([(DATA, ONE), (DATA, TWO), (ALTER, TWO)], "dd+a"),
        ([(DATA, ONE), (ALTER, None)], "d+a"),
        ([(DATA, ONE), (ALTER, ONE), (ALTER, TWO)], "da+a"),
        ([(ALTER, ONE), (DATA, TWO)], "ad"),
        ([(SQL, ONE), (SQL, TWO), (ALTER, THREE)], "s+s+a"),
    ],
)
def test_it_is_checked_where_a_transaction_ended(
    steps: list[tuple[Operation, ModuleType | None]], expected: str
) -> None:
    letters = {DATA: "d", SQL: "s", ALTER: "a", Migration.operations[0]: "+"}
    found = checked(Step(operation, module) for operation, module in steps)
    assert "".join(letters[step.operation] for step in found) == expected


def test_a_project_is_asked_for_its_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    def vendor_of(settings: dict[str, str]) -> str:
        if settings["ENGINE"] == "lost":
            raise OpinionatedError("It is not there.")
        return settings["ENGINE"]

    monkeypatch.setattr(module, "vendor_of", vendor_of)
    entries = {"default": {"ENGINE": "sqlite"}, "other": {"ENGINE": "postgresql"}, "third": {"ENGINE": "lost"}}
    monkeypatch.setattr(module, "connections", SimpleNamespace(settings=entries))
    asked: list[tuple[str, ...]] = [(), ("default",), ("default", "other"), ("third",)]
    assert list(map(puts_off, asked)) == [True, False, True, False]


@pytest.mark.parametrize(("vendor", "expected"), [("postgresql", ["checked"]), ("sqlite", [])])
def test_only_postgresql_is_asked_to_check(vendor: str, expected: list[str]) -> None:
    done: list[str] = []
    editor = SimpleNamespace(
        connection=SimpleNamespace(vendor=vendor, check_constraints=lambda: done.append("checked"))
    )
    check_references(None, editor)
    assert done == expected
