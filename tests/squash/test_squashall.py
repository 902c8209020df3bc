"""What the command makes of each situation: which files it adds, and that they are proved before."""

import json
from functools import cache
from pathlib import Path

import django
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from django_opinionated_startapp.squash.build import Builder, Setback, SquashedMigration
from django_opinionated_startapp.squash.plan import SquashPlan

from .databases import VENDORS, configured, server
from .projects import HISTORIES, SQLITE, contents, copied, loaded, new_files, squashall

NESTED = django.VERSION >= (6, 0)
SITUATIONS = {
    "one_app": {"shop/0001_squashed_0003_name"},
    "apps_in_a_cycle": {"egg/0001_squashed_0002_size", "hen/0002_squashed_0003_name"},
    "old_squash": {"shop/0001_squashed_0004_weight"},
    "old_squash_without_originals": {"shop/0001_squashed_0004_weight"}
    if NESTED
    else {"shop/0002_price", "shop/0001_squashed_0004_weight"},
    "old_squash_with_an_original_left": {"shop/0001_squashed_0003_weight"}
    if NESTED
    else {"shop/0003_size", "shop/0001_squashed_0003_weight"},
    "old_squashes_in_a_row": {"shop/0001_squashed_0005_name", "till/0001_squashed_0002_size"},
    "first_migration_with_a_late_name": {"shop/0001_users_squashed_0002_name"},
    "function_without_effect": {"shop/0001_squashed_0003_price"},
    "index_that_no_model_has": {"shop/0001_squashed_0003_forgotten"},
    "function_with_effect": {"shop/0001_squashed_0002_price", "shop/0004_squashed_0005_weight"},
    "order_that_nobody_declared": {"ant/0001_squashed_0002_legs", "bee/0001_squashed_0003_wings"},
    "not_atomic": {"shop/0001_squashed_0002_price", "shop/0004_squashed_0005_weight"},
    "run_before": {"zoo/0001_squashed_0002_bars", "ark/0001_squashed_0002_count"},
    "state_and_database_apart": {"shop/0001_squashed_0004_tried_and_dropped"},
    "two_branches_merged": {"shop/0001_squashed_0003_merge"},
    "two_branches_apart": {"other/0001_squashed_0003_name"},
    "model_renamed_under_a_reference": {"ark/0001_squashed_0002_size", "zoo/0002_squashed_0003_more"},
    "reference_with_on_delete_set": {"shop/0001_squashed_0002_parent"},
    "effect_on_a_foreign_table": {"shop/0002_squashed_0002_groups"},
    "model_beside_a_function": {"shop/0003_squashed_0004_weight"},
    "model_made_in_a_function": {"shop/0001_squashed_0003_price"},
    "models_deleted_and_tables_renamed": {"shop/0001_squashed_0004_gone"},
    "app_without_init": {"shop/0001_squashed_0002_price"},
    "migrations_without_init": {"shop/0001_squashed_0002_price"},
    "app_renamed": {"shop/0001_squashed_0004_weight" if NESTED else "shop/0003_squashed_0004_weight"},
    "app_removed": {"shop/0001_squashed_0003_price"},
    "swappable_by_default_of_the_package": {"shop/0003_squashed_0004_renamed"},
    "storage_that_cannot_be_written": {"shop/0001_squashed_0003_text"},
}


def recorded() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


def test_every_situation_has_an_expectation() -> None:
    assert {path.name for path in HISTORIES.iterdir() if not path.name.startswith("_")} == set(SITUATIONS)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_situation_is_squashed_with_the_whole_proof(situation: str, tmp_path: Path) -> None:
    with loaded(copied(situation, tmp_path)):
        out, _ = squashall("--strict-names")
    assert new_files(tmp_path, situation) == SITUATIONS[situation]
    assert out.count("Proved: ") == 6


def test_a_swappable_model_whose_setting_only_its_package_knows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As in django-oauth-toolkit: Django's autodetector asks the project's settings for the model."""
    named = {"shop.item": "SHOP_ITEM_MODEL"}
    monkeypatch.setattr(apps, "get_swappable_settings_name", cache(lambda to: named.get(to.lower())))
    situation = "swappable_by_default_of_the_package"
    with loaded(copied(situation, tmp_path)):
        out, _ = squashall()
    assert "shop.0004_renamed stays alone" in out
    assert "AttributeError: 'Settings' object has no attribute 'SHOP_ITEM_MODEL'" in out


@pytest.mark.parametrize("situation", SITUATIONS)
def test_an_old_database_needs_nothing_but_migrate(situation: str, tmp_path: Path) -> None:
    with loaded(copied(situation, tmp_path)):
        if situation != "two_branches_apart":
            call_command("migrate", verbosity=0)
    with loaded(tmp_path):
        squashall(verbosity=0)
    with loaded(tmp_path):
        if situation == "two_branches_apart":
            return
        before = recorded()
        call_command("migrate", verbosity=0)
        # What an old squash leaves behind has a name that the database knows.
        expected = {name for name in SITUATIONS[situation] if "squashed" in name}
        assert {f"{app}/{name}" for app, name in recorded() - before} == expected


@pytest.mark.parametrize("vendor", [vendor for vendor in VENDORS if vendor != "sqlite"])
@pytest.mark.parametrize("situation", ["function_with_effect", "model_renamed_under_a_reference", "apps_in_a_cycle"])
def test_the_proof_runs_on_a_server(situation: str, vendor: str, tmp_path: Path) -> None:
    with loaded(copied(situation, tmp_path)):
        out, _ = squashall("--verify-with", server(vendor))
    assert new_files(tmp_path, situation) == SITUATIONS[situation]
    assert out.count("Proved: ") == 6


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    for folder in (tmp_path / "one", tmp_path / "two"):
        with loaded(copied("model_renamed_under_a_reference", folder)):
            squashall(verbosity=0)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_second_run_finds_nothing_to_do(tmp_path: Path) -> None:
    with loaded(copied("apps_in_a_cycle", tmp_path)):
        squashall(verbosity=0)
    before = contents(tmp_path)
    with loaded(tmp_path):
        out, err = squashall()
    assert contents(tmp_path) == before
    assert "There is nothing to squash." in err
    assert "Proved" not in out


def test_a_new_database_is_made_from_the_squashed_migrations(tmp_path: Path) -> None:
    with loaded(copied("apps_in_a_cycle", tmp_path)):
        squashall(verbosity=0)
    with loaded(tmp_path):
        loader = MigrationLoader(connection)
        own = {key for key in loader.graph.nodes if key[0] in {"hen", "egg"}}
        assert own == {("hen", "0001_initial"), ("hen", "0002_squashed_0003_name"), ("egg", "0001_squashed_0002_size")}
        call_command("migrate", verbosity=0)


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(tmp_path: Path) -> None:
    with loaded(copied("function_with_effect", tmp_path)):
        out, err = squashall("--dry-run", verbosity=2)
    assert new_files(tmp_path, "function_with_effect") == set()
    assert "shop: 5 migrations → 3, 5 operations → 4\n  + 0001_squashed_0002_price.py\n" in out
    assert "shop.0003_first_items stays alone, because it changes rows on an empty database." in out
    assert "Together: 5 migrations → 3 (no choice leaves fewer than 3)." in out
    assert "Left alone, because they are not the project's own: auth, contenttypes." in out
    assert "Nothing was written, since this is a dry run." in err


def test_a_diff_can_be_printed_instead(tmp_path: Path) -> None:
    with loaded(copied("one_app", tmp_path)):
        out, _ = squashall("--diff")
    assert "+++ b/shop/migrations/0001_squashed_0003_name.py" in out
    assert new_files(tmp_path, "one_app") == set()


def test_the_result_can_be_had_as_json(tmp_path: Path) -> None:
    with loaded(copied("order_that_nobody_declared", tmp_path)):
        out, _ = squashall("--json", "--dry-run")
    data = json.loads(out)
    assert data["apps"]["bee"]["migrations_after"] == 1
    assert [(each["before"], each["after"], each["declared"]) for each in data["orderings"]] == [
        ("ant.0002_legs", "bee.0002_count_ants", True),
        ("bee.0002_count_ants", "cow.0002_name_ants", True),
    ]
    assert data["dry_run"] is True
    assert len(data["changes"]) == 2


def test_without_the_proof_it_says_what_was_given_up(tmp_path: Path) -> None:
    with loaded(copied("one_app", tmp_path)):
        out, err = squashall("--no-verify")
    assert "NOT PROVED, because of --no-verify" in err
    assert out.count("Proved: ") == 3
    assert new_files(tmp_path, "one_app") == SITUATIONS["one_app"]


def test_where_nothing_changes_there_is_nothing_to_prove_or_to_patch(tmp_path: Path) -> None:
    with loaded(copied("one_app", tmp_path)):
        assert "NOT PROVED" not in squashall("--no-verify", "--keep-last", "9")[1]
        out, err = squashall("--diff", "--keep-last", "9")
    assert out == ""
    assert err.endswith("There is nothing to change.\n")


def test_an_app_with_two_last_migrations_is_left_and_spoils_no_other(tmp_path: Path) -> None:
    with loaded(copied("two_branches_apart", tmp_path)):
        out, _ = squashall()
    assert (
        "shop is left as it is, because it has several last migrations (0002_price, 0002_size). "
        "Run manage.py makemigrations --merge shop first." in out
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["shop"], {"shop/0001_squashed_0005_weight"}),
        (["shop", "0003"], {"shop/0001_squashed_0003_index"}),
        (["shop", "0003_index", "0005"], {"shop/0003_squashed_0005_weight"}),
        (["--exclude", "shop"], set()),
        (["--keep-last", "3"], {"shop/0001_squashed_0002_price"}),
        (["--keep-last", "9"], set()),
        (["--before", "shop=0003"], {"shop/0001_squashed_0002_price"}),
        (["--before", "2024-03-01"], {"shop/0001_squashed_0003_index"}),
        (["--before", "2030-01-01", "--squashed-name", "all"], {"shop/0001_all"}),
        (["--before", "auth=0003"], {"shop/0001_squashed_0005_weight"}),
    ],
)
def test_a_part_of_the_history_can_be_chosen(arguments: list[str], expected: set[str], tmp_path: Path) -> None:
    copied("not_atomic", tmp_path)
    for month, path in enumerate(sorted((tmp_path / "shop" / "migrations").glob("0*.py"))):
        text = path.read_text(encoding="utf-8").replace("    atomic = False\n", "")
        # The third one has no date of its own, the fifth one none that there is.
        day = {2: "", 4: "2024-05-32"}.get(month, f"2024-0{month + 1}-10")
        header = f"# Generated by Django 5.0 on {day} 12:00\n\n" if day else ""
        path.write_text(header + text, encoding="utf-8")
    with loaded(tmp_path):
        squashall(*arguments, verbosity=0)
    assert new_files(tmp_path, "not_atomic") == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["shpo"], "There is no app 'shpo' with migrations.\nDid you mean shop?"),
        (["auth"], "The app 'auth' is not the project's own."),
        (["0001"], "There is no app '0001' with migrations."),
        (["shop", ""], "There is no app '' with migrations."),
        (["shop", "0009"], "No migration of 'shop' in use begins with '0009'."),
        (["shop", "000"], "Several migrations of 'shop' in use begin with '000'."),
        (["shop", "0003", "0001"], "shop.0003 comes after 0001."),
        (["shop", "0001", "0002", "0003"], "Too many names follow 'shop'."),
        (["--before", "yesterday"], "'yesterday' is neither a date nor a migration."),
        (["--keep-last", "-1"], "--keep-last can't be less than 0.\nWrite --keep-last 0 for none."),
        (["--check", "-1"], "--check can't be less than 0."),
        (["--check", "0", "--diff"], "--check and --diff can't go together.\nLeave one of them out."),
        (["--check", "0", "--dry-run"], "--check and --dry-run can't go together.\nLeave one of them out."),
        (["--check", "0", "--allow-dirty"], "--check and --allow-dirty can't go together."),
        (["--check", "0", "--no-verify"], "--check and --no-verify can't go together."),
        (["--check", "0", "--verify-with", "other"], "--check and --verify-with can't go together."),
        (["--check", "0", "--database", "default"], "--check and --database can't go together."),
        (["--check", "0", "--squashed-name", "x"], "--check and --squashed-name can't go together."),
        (["--check", "0", "--strict-names"], "--check and --strict-names can't go together."),
        (["--strict-names", "--no-verify"], "--strict-names and --no-verify can't go together."),
        (["--squashed-name", "a b"], "'a b' can't be part of the name of a module."),
        (["--diff", "--json"], "--diff and --json can't go together."),
        (["--database", "defualt"], "There is no database 'defualt'.\nDid you mean default?"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(arguments: list[str], message: str, tmp_path: Path) -> None:
    before = contents(copied("one_app", tmp_path))
    with loaded(tmp_path), pytest.raises(CommandError) as error:
        squashall(*arguments)
    assert message in str(error.value)
    assert contents(tmp_path) == before


def test_check_fails_where_there_is_more_to_squash_than_allowed(tmp_path: Path) -> None:
    with loaded(copied("one_app", tmp_path)):
        assert squashall("--check", "2") == ("No app has more than 2 migrations that could be squashed away.\n", "")
        assert squashall("--check", "2", verbosity=0) == ("", "")
        assert json.loads(squashall("--check", "2", "--json")[0]) == {"shop": 2}
        with pytest.raises(CommandError, match=r"More than 1 migration could be squashed away: shop \(2\)\."):
            squashall("--check", "1")


def test_a_name_that_is_taken_is_not_used_again(tmp_path: Path) -> None:
    folder = copied("one_app", tmp_path) / "shop" / "migrations"
    (folder / "0002_price.py").rename(folder / "0001_all.py")
    third = folder / "0003_name.py"
    third.write_text(third.read_text(encoding="utf-8").replace("0002_price", "0001_all"), encoding="utf-8")
    with loaded(tmp_path):
        squashall("--squashed-name", "all", verbosity=0)
    assert (folder / "0001_all_2.py").exists()


def test_migrations_that_cannot_be_read_are_reported(tmp_path: Path) -> None:
    folder = copied("one_app", tmp_path) / "shop" / "migrations"
    (folder / "0001_initial.py").unlink()
    with loaded(tmp_path), pytest.raises(CommandError, match="Django can't read the migrations"):
        squashall()


def test_migrations_that_django_does_not_see_are_named(tmp_path: Path) -> None:
    with loaded(copied("migrations_without_init", tmp_path)):
        call_command("migrate", verbosity=0)
    for mode in ("coexist", "rebuild"):
        with loaded(tmp_path):
            out, _ = squashall("--mode", mode, "--dry-run")
        assert (
            f"ghost is left as it is, because {tmp_path.resolve()}/ghost/migrations has no __init__.py, and so Django "
            "takes the app to have no migrations. Add the file if they are to be used.\n" in out
        )


def test_an_empty_folder_is_not_taken_for_migrations(tmp_path: Path) -> None:
    ghost = copied("migrations_without_init", tmp_path) / "ghost" / "migrations"
    for path in ghost.glob("*.py"):
        path.unlink()
    with loaded(tmp_path):
        out, _ = squashall("--dry-run", "--no-verify")
    assert "ghost" not in out


def test_a_dependency_on_an_app_that_was_removed_is_refused(tmp_path: Path) -> None:
    path = copied("one_app", tmp_path) / "shop" / "migrations" / "0002_price.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('("shop", "0001_initial")', '("shop", "0001_initial"), ("gone", "0001")'), "utf-8")
    with loaded(tmp_path), pytest.raises(CommandError) as error:
        squashall()
    assert "Django can't read the migrations: " in str(error.value)
    assert "('gone', '0001')" in str(error.value)


def test_the_bound_counts_no_choice_that_might_have_been_better(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    built = Builder.build

    def fail(self: Builder, plan: SquashPlan) -> tuple[SquashedMigration, ...]:
        if long := [piece for piece in plan.written if len(piece.keys) > 2]:
            raise Setback("it is so", cuts={long[0].keys[2]})
        return built(self, plan)

    monkeypatch.setattr(Builder, "build", fail)
    with loaded(copied("one_app", tmp_path)):
        out, _ = squashall("--no-verify")
    assert "Together: 3 migrations → 2 (no choice leaves fewer than 1)." in out


def test_one_migration_is_one(tmp_path: Path) -> None:
    for path in (copied("one_app", tmp_path) / "shop" / "migrations").glob("000[23]*"):
        path.unlink()
    with loaded(tmp_path, INSTALLED_APPS=["shop"]):
        out, err = squashall(verbosity=2)
    assert "shop: as it is (1 migration)\n" in out
    assert "Together: 1 migration → 1 (no choice leaves fewer than 1)." in out
    assert "Running the history once: 1 migration …\n" in err


def test_the_version_is_that_of_the_package() -> None:
    from django_opinionated_startapp import __version__  # noqa: PLC0415 - for this test only
    from django_opinionated_startapp.management.commands.squashall import Command  # noqa: PLC0415

    assert Command().get_version() == __version__


def test_real_databases_stay_out_of_it_even_where_they_are_open(tmp_path: Path) -> None:
    path = copied("function_with_effect", tmp_path) / "shop" / "migrations" / "0003_first_items.py"
    text = path.read_text(encoding="utf-8")
    alias = "schema_editor.connection.alias"
    path.write_text(text.replace(".objects.create", f".objects.using({alias}).create"), encoding="utf-8")
    with loaded(tmp_path):
        real = dict(connections["default"].settings_dict)
        other = {**SQLITE, "NAME": str(tmp_path / "other.sqlite3")}
        with configured(default=real, other=other, third={**other, "NAME": str(tmp_path / "third.sqlite3")}):
            assert connections["default"].connection is None  # made, and not opened
            with connections["third"].cursor() as cursor:
                cursor.execute("SELECT 1")
            out, _ = squashall("--database", "other")
            assert connections["default"].connection is None
    assert out.count("Proved: ") == 6
    assert [path.name for path in tmp_path.glob("*.sqlite3") if path.stat().st_size] == []
    assert not (tmp_path / "db.sqlite3").exists()


def test_a_migration_that_reaches_for_a_real_database_is_told_so(tmp_path: Path) -> None:
    with loaded(copied("function_with_effect", tmp_path)):
        real = dict(connections["default"].settings_dict)
        with (
            configured(default=real, other={**SQLITE, "NAME": str(tmp_path / "other.sqlite3")}),
            pytest.raises(CommandError, match=r"\ASomething reached for the real database 'default'"),
        ):
            squashall("--database", "other")


# SQLite locks the whole file for one of the two.
@pytest.mark.parametrize("vendor", [vendor for vendor in VENDORS if vendor != "sqlite"])
def test_what_a_migration_writes_by_way_of_a_second_alias_is_seen(vendor: str, tmp_path: Path) -> None:
    path = copied("function_with_effect", tmp_path) / "shop" / "migrations" / "0003_first_items.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(".objects.create", '.objects.using("twin").create'), encoding="utf-8")
    with loaded(tmp_path):
        real = dict(connections["default"].settings_dict)
        with configured(default=real, twin={**real, "TEST": {"MIRROR": "default"}}):
            squashall("--verify-with", server(vendor), verbosity=0)
    assert new_files(tmp_path, "function_with_effect") == SITUATIONS["function_with_effect"]


def test_the_file_of_linear_migrations_goes_on_to_name_the_last_one(tmp_path: Path) -> None:
    folder = copied("not_atomic", tmp_path) / "shop" / "migrations"
    note = folder / "max_migration.txt"
    note.write_text("0005_weight\n", encoding="utf-8")
    with loaded(tmp_path):
        out, _ = squashall("--json", "--no-verify", "--keep-last", "1", verbosity=0)
    assert note.read_bytes() == b"0005_weight\n"
    assert {each["action"] for each in json.loads(out)["changes"]} == {"create"}
    for path in folder.glob("*_squashed_*.py"):
        path.unlink()
    with loaded(tmp_path):
        squashall("--no-verify", verbosity=0)
    assert note.read_bytes() == b"0004_squashed_0005_weight\n"
