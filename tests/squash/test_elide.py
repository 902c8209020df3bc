"""Which data operations are left out, and where they never are."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connections

from django_opinionated_startapp.squash import span

from .databases import VENDORS, configured, server
from .projects import SQLITE, contents, copied, new_files, squashall
from .test_until import migrated, opened

HEAD = "from django.db import migrations\n\n\n"
FRAME = 'class Migration(migrations.Migration):\n    dependencies = [("shop", "{}")]\n    operations = [{}]\n'


def add(folder: Path, name: str, after: str, operations: str, code: str = "") -> None:
    text = f"{HEAD}{code}{FRAME.format(after, operations)}"
    (folder / "shop" / "migrations" / f"{name}.py").write_text(text, encoding="utf-8")


def new_source(folder: Path, name: str) -> str:
    return (folder / "shop" / "migrations" / f"{name}.py").read_text(encoding="utf-8")


def test_what_does_nothing_is_left_out_where_every_database_has_it_behind_it(tmp_path: Path) -> None:
    migrated(copied("function_without_effect", tmp_path))
    with opened(tmp_path):
        out, _ = squashall("--elide-noop")
    assert (
        "RunPython(upper) of shop.0002_upper is left out, because it does nothing on an empty database, "
        "and every other one has it behind it.\n" in out
    )
    assert out.count("Proved: ") == 6
    assert "RunPython" not in new_source(tmp_path, "0001_squashed_0003_price")


def test_it_stays_where_a_database_has_yet_to_run_it(tmp_path: Path) -> None:
    migrated(copied("function_without_effect", tmp_path), "shop", "0001")
    with opened(tmp_path):
        out, _ = squashall("--elide-noop")
    assert "left out, because" not in out
    assert "RunPython" in new_source(tmp_path, "0001_squashed_0003_price")


def test_it_stays_without_the_option(tmp_path: Path) -> None:
    migrated(copied("function_without_effect", tmp_path))
    with opened(tmp_path):
        out, _ = squashall("--until", "shop.0003")
    assert "left out, because" not in out
    assert "RunPython" in new_source(tmp_path, "0001_squashed_0003_price")


def test_new_databases_do_not_speak_against_it_but_show_nothing(tmp_path: Path) -> None:
    migrated(copied("function_without_effect", tmp_path))
    (tmp_path / "new.sqlite3").touch()
    with opened(tmp_path):
        real = dict(connections["default"].settings_dict)
        new = {**SQLITE, "NAME": str(tmp_path / "new.sqlite3")}
        with configured(default=new), pytest.raises(CommandError) as error:
            squashall("--elide-noop")
        assert str(error.value) == (
            "No database has recorded a migration, so nothing shows which data operations are done with.\n"
            "Say it with --until, or run --elide-noop with the settings of a deployment."
        )
        with configured(default=real, new=new):
            out, _ = squashall("--elide-noop", "--dry-run")
        with configured(default=new):
            assert "left out, because" in squashall("--elide-noop", "--until", "shop.0003", "--dry-run")[0]
    assert "left out, because" in out


def test_a_database_with_other_rows_and_nothing_of_the_range_is_refused(tmp_path: Path) -> None:
    copied("apps_in_a_cycle", tmp_path)
    migrated(copied("function_without_effect", tmp_path), "hen", "0001")
    with opened(tmp_path), pytest.raises(CommandError) as error:
        squashall("shop", "--until", "shop.0003", "--elide-noop")
    assert str(error.value) == (
        "The database 'default' has nothing of the range, and yet other migrations, such as hen.0001_initial: "
        "data operations of shop that are left out could have had something to do there.\n"
        "Run manage.py migrate --database default, or name the databases that matter with --database ALIAS."
    )


def test_what_says_so_itself_is_left_out_always(tmp_path: Path) -> None:
    copied("one_app", tmp_path)
    add(tmp_path, "0004_clean", "0003_name", 'migrations.RunSQL("DELETE FROM shop_item", elidable=True)')
    with opened(tmp_path):
        out, _ = squashall("--json", verbosity=0)
    assert json.loads(out)["left_out"] == [
        {"migration": "shop.0004_clean", "operation": "RunSQL", "reason": "it is declared elidable"}
    ]
    assert "RunSQL" not in new_source(tmp_path, "0001_squashed_0004_clean")


def test_what_changes_rows_or_the_schema_or_the_state_stays(tmp_path: Path) -> None:
    copied("one_app", tmp_path)
    add(tmp_path, "0004_view", "0003_name", 'migrations.RunSQL("CREATE VIEW v AS SELECT 1 AS one", "DROP VIEW v")')
    state = 'migrations.AlterModelOptions("item", {})'
    both = f'migrations.RunSQL("UPDATE shop_item SET price = 1", state_operations=[{state}])'  # noqa: S608 - a test
    add(tmp_path, "0005_state", "0004_view", both)
    add(tmp_path, "0006_idle", "0005_state", 'migrations.RunSQL("UPDATE shop_item SET price = 2")')
    migrated(tmp_path)
    with opened(tmp_path):
        out, _ = squashall("--elide-noop")
    source = new_source(tmp_path, "0001_squashed_0006_idle")
    assert out.count("is left out, because") == 1
    assert ("CREATE VIEW" in source, "price = 1" in source, "price = 2" in source) == (True, True, False)


def test_a_migration_by_itself_keeps_what_it_has(tmp_path: Path) -> None:
    migrated(copied("function_without_effect", tmp_path))
    with opened(tmp_path):
        out, _ = squashall("shop", "0002", "0002", "--elide-noop")
    assert "left out, because" not in out
    assert new_files(tmp_path, "function_without_effect") == set()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--elide-noop", "--no-verify"],
            "--elide-noop and --no-verify can't go together.\nWhat is left out is only safe once it is proved.",
        ),
        (
            ["--mode", "rebuild", "--no-verify"],
            "--mode rebuild and --no-verify can't go together.\nWhat is left out is only safe once it is proved.",
        ),
        (["--status", "--until", "v1"], "--status and --until can't go together.\nLeave one of them out."),
        (["--prune", "--elide-noop"], "--prune and --elide-noop can't go together.\nLeave one of them out."),
        (
            ["--check", "0", "--mode", "rebuild"],
            "--check and --mode rebuild can't go together.\nLeave one of them out.",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(arguments: list[str], message: str, tmp_path: Path) -> None:
    before = contents(copied("one_app", tmp_path))
    with opened(tmp_path), pytest.raises(CommandError) as error:
        squashall(*arguments)
    assert str(error.value) == message
    assert contents(tmp_path) == before


@pytest.mark.parametrize("vendor", [vendor for vendor in VENDORS if vendor != "sqlite"])
def test_another_vendor_says_nothing_about_a_database(vendor: str, tmp_path: Path) -> None:
    migrated(copied("function_without_effect", tmp_path))
    kind = {"postgresql": "postgresql", "mariadb": "mysql"}[vendor]
    with opened(tmp_path), pytest.raises(CommandError) as error:
        squashall("--elide-noop", "--verify-with", server(vendor))
    assert str(error.value) == (
        f"What data operations do on {kind} says nothing about the database 'default', which is sqlite.\n"
        "Name a server of the same kind with --verify-with, or leave --elide-noop out."
    )


def test_the_vendors_are_compared_alias_by_alias(tmp_path: Path) -> None:
    with opened(tmp_path):
        span.refuse_other_vendors({"default": "sqlite"}, "--elide-noop")
        with pytest.raises(Exception, match="which is oracle"):
            span.refuse_other_vendors({"default": "oracle"}, "--elide-noop")
