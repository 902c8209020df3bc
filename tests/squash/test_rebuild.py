"""``--mode rebuild``: the schema from the state, the old migrations gone, databases with a part of them stopped."""

import json
import py_compile
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace as replace_parts
from pathlib import Path
from textwrap import dedent

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.exceptions import NodeNotFoundError
from django.db.migrations.recorder import MigrationRecorder

from django_opinionated_startapp.squash.choose import Choice
from django_opinionated_startapp.squash.difference import Kind
from django_opinionated_startapp.squash.history import read_history
from django_opinionated_startapp.squash.plan import Refusal
from django_opinionated_startapp.squash.rebuild.run import VerifiedRebuild
from django_opinionated_startapp.squash.schema import differences, read_schema
from django_opinionated_startapp.squash.scratch.servers import server_for
from django_opinionated_startapp.squash.squashall import SquashRequest, left_over

from .databases import VENDORS, configured, project_database
from .projects import apps_in, contents, copied, files, loaded, runs_once, squashall
from .test_rebuild_parts import hens
from .test_until import migrated, opened

PROVED = 6
# The files of the apps afterwards; what is not named here is left as it is.
SITUATIONS = {
    "apps_in_a_cycle": {
        *("egg/0001_squashed_0002_size", "egg/0003_all_or_nothing"),
        *("hen/0001_squashed_0003_name", "hen/0002_squashed_0003_name"),
    },
    "effect_on_a_foreign_table": {
        *("shop/0001_squashed_0003_price", "shop/0002_squashed_0003_price", "shop/0004_all_or_nothing"),
    },
    "function_with_effect": {
        *("shop/0001_squashed_0005_weight", "shop/0002_squashed_0005_weight", "shop/0006_all_or_nothing"),
    },
    "function_without_effect": {"shop/0001_squashed_0003_price", "shop/0004_all_or_nothing"},
    "index_that_no_model_has": {"shop/0001_squashed_0003_forgotten", "shop/0004_all_or_nothing"},
    "model_made_in_a_function": {"shop/0001_squashed_0003_price", "shop/0004_all_or_nothing"},
    "model_renamed_under_a_reference": {
        *("ark/0001_squashed_0002_size", "ark/0003_all_or_nothing", "zoo/0001_squashed_0003_more"),
    },
    "models_deleted_and_tables_renamed": {"shop/0001_squashed_0004_gone", "shop/0005_all_or_nothing"},
    "old_squash": {"shop/0001_squashed_0004_weight", "shop/0005_all_or_nothing"},
    "old_squash_without_originals": {"shop/0001_squashed_0004_weight", "shop/0005_all_or_nothing"},
    "one_app": {"shop/0001_squashed_0003_name", "shop/0004_all_or_nothing"},
    "order_that_nobody_declared": {
        *("ant/0001_squashed_0002_legs", "ant/0003_all_or_nothing"),
        *("bee/0001_squashed_0003_wings", "cow/0001_squashed_0002_name_ants"),
    },
    "reference_with_on_delete_set": {"shop/0001_squashed_0002_parent", "shop/0003_all_or_nothing"},
    "run_before": {"ark/0001_squashed_0002_count", "ark/0003_all_or_nothing", "zoo/0001_squashed_0002_bars"},
    "state_and_database_apart": {"shop/0001_squashed_0004_tried_and_dropped", "shop/0005_all_or_nothing"},
    "storage_that_cannot_be_written": {"shop/0001_squashed_0003_text", "shop/0004_all_or_nothing"},
    "two_branches_merged": {"shop/0001_squashed_0003_merge", "shop/0004_all_or_nothing"},
}


def rebuilt(folder: Path, *arguments: str, **options: object) -> tuple[str, str]:
    with loaded(folder):
        return squashall("--mode", "rebuild", *arguments, **options)


def migrate(folder: Path, *targets: str) -> None:
    with loaded(folder):
        call_command("migrate", *targets, verbosity=0)


@contextmanager
def real_database(vendor: str, folder: Path) -> Iterator[None]:
    """Let the project have an empty database of its own on a server."""
    name = f"dos_test_{secrets.token_hex(8)}"
    with configured(default=project_database(vendor, name)):
        place = server_for(connections.settings["default"], folder)
        place.create(name)
        try:
            yield
        finally:
            connections["default"].close()
            place.drop(name)


def put(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")


def compiled(folder: Path, name: str, text: str) -> None:
    put(folder, name, text)
    py_compile.compile(str(folder / name), cfile=str((folder / name).with_suffix(".pyc")))
    (folder / name).unlink()


def replace(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_situation_is_rebuilt_and_its_database_needs_nothing(situation: str, tmp_path: Path) -> None:
    migrate(copied(situation, tmp_path))
    out, _ = rebuilt(tmp_path, "--strict-names")
    assert files(tmp_path) == SITUATIONS[situation]
    assert out.count("Proved: ") == PROVED
    with loaded(tmp_path):
        before = read_schema(connection)
        call_command("migrate", verbosity=0)
        assert read_schema(connection) == before
        recorded = {f"{app}/{name}" for app, name in MigrationRecorder(connection).applied_migrations()}
        assert recorded >= SITUATIONS[situation]


def test_an_app_whose_code_runs_only_once_is_left_alone(tmp_path: Path) -> None:
    runs_once(copied("one_app", copied("model_renamed_under_a_reference", tmp_path)))
    path = tmp_path / "shop/migrations/0002_price.py"  # only what has an effect is run again
    text = path.read_text(encoding="utf-8").replace("    pass", '    apps.get_model("shop", "Item").objects.create()')
    path.write_text(text, encoding="utf-8")
    migrate(tmp_path)
    _, err = rebuilt(tmp_path)
    reason = "shop.0002_squashed_0003_name can't be imported: ValueError: count is registered"
    assert f"Once more without shop, because {reason}" in err
    assert files(tmp_path) > {*SITUATIONS["model_renamed_under_a_reference"], "shop/0002_price"}


@pytest.mark.parametrize("situation", ["apps_in_a_cycle", "function_with_effect", "run_before"])
def test_a_new_database_is_made_from_the_new_files_also_after_an_interruption(situation: str, tmp_path: Path) -> None:
    migrate(copied(situation, tmp_path))
    rebuilt(tmp_path, verbosity=0)
    (tmp_path / "db.sqlite3").unlink()
    label = min(SITUATIONS[situation]).partition("/")[0]
    with loaded(tmp_path):
        call_command("migrate", label, "0001", verbosity=0)
    with loaded(tmp_path):
        call_command("migrate", verbosity=0)
        if situation != "function_with_effect":  # which can't be undone
            call_command("migrate", label, "zero", verbosity=0)


@pytest.mark.parametrize("vendor", [vendor for vendor in VENDORS if vendor != "sqlite"])
@pytest.mark.parametrize(
    "situation",
    ["function_with_effect", "model_renamed_under_a_reference", "apps_in_a_cycle", "index_that_no_model_has"],
)
def test_it_is_proved_and_done_on_a_server(situation: str, vendor: str, tmp_path: Path) -> None:
    copied(situation, tmp_path)
    with loaded(tmp_path), real_database(vendor, tmp_path):
        call_command("migrate", verbosity=0)
        before = read_schema(connection)
        out, _ = squashall("--mode", "rebuild")
        assert out.count("Proved: ") == PROVED
        real = dict(connections.settings["default"])
        with loaded(tmp_path), configured(default=real):
            call_command("migrate", verbosity=0)
            assert read_schema(connection) == before
    assert files(tmp_path) == SITUATIONS[situation]


@pytest.mark.parametrize("count", range(1, 5))
def test_a_database_with_a_part_is_stopped_before_anything_runs(count: int, tmp_path: Path) -> None:
    copied("apps_in_a_cycle", tmp_path)
    with opened(tmp_path):
        for number, (label, name) in enumerate(
            [("hen", "0001"), ("egg", "0001"), ("hen", "0002"), ("egg", "0002"), ("hen", "0003")]
        ):
            if number < count:
                call_command("migrate", label, name, verbosity=0)
    (tmp_path / "full.sqlite3").write_bytes(b"")
    with loaded(tmp_path, INSTALLED_APPS=apps_in(tmp_path)):
        real = dict(connections["default"].settings_dict)
        with configured(default={**real, "NAME": str(tmp_path / "full.sqlite3")}):
            squashall("--mode", "rebuild", verbosity=0)
    with opened(tmp_path):
        before = read_schema(connection)
        with pytest.raises(NodeNotFoundError) as error:
            call_command("migrate", verbosity=0)
        assert read_schema(connection) == before
    assert "all_or_nothing depends on nonexistent node" in str(error.value)
    assert "some of the replaced migrations are already applied" in str(error.value)


def test_a_database_with_a_part_is_refused_at_once(tmp_path: Path) -> None:
    migrated(copied("one_app", tmp_path), "shop", "0002")
    before = contents(tmp_path)
    with (
        opened(tmp_path),
        pytest.raises(CommandError, match="'default' has only a part of the range: of shop it lacks"),
    ):
        squashall("--mode", "rebuild")
    assert contents(tmp_path) == before


def test_what_stays_between_two_pieces_names_the_first(tmp_path: Path) -> None:
    migrated(copied("apps_in_a_cycle", tmp_path))
    with opened(tmp_path):
        out, _ = squashall("--mode", "rebuild", "--until", "hen.0003")
    assert files(tmp_path) == {
        *("egg/0001_initial", "egg/0002_size"),
        *("hen/0001_squashed_0003_name", "hen/0002_squashed_0003_name", "hen/0004_all_or_nothing"),
    }
    assert '("hen", "0001_squashed_0003_name")' in (tmp_path / "egg/migrations/0001_initial.py").read_text()
    assert out.count("Proved: ") == PROVED
    migrated(tmp_path)


def test_a_range_that_does_not_begin_with_the_first_migration_is_left(tmp_path: Path) -> None:
    migrated(copied("one_app", tmp_path))
    with opened(tmp_path):
        out, err = squashall("shop", "0002", "0003", "--mode", "rebuild")
    assert (
        "shop is left as it is, because a rebuild begins with the first migration, and that is not in the range. "
        "Name only the last migration, or no range at all.\n" in out
    )
    assert "There is nothing to squash." in err


def test_the_last_ones_can_be_kept(tmp_path: Path) -> None:
    migrated(copied("not_atomic", tmp_path))
    replace(tmp_path, "shop/migrations/0003_index.py", '"CREATE INDEX shop_price ON shop_item (price)"', '"SELECT 1"')
    with opened(tmp_path):
        out, _ = squashall("--mode", "rebuild", "--keep-last", "2", "--squashed-name", "all", verbosity=2)
    assert files(tmp_path) == {"shop/0001_all", "shop/0004_size", "shop/0005_weight", "shop/0006_all_or_nothing"}
    assert '("shop", "0001_all")' in (tmp_path / "shop/migrations/0004_size.py").read_text(encoding="utf-8")
    assert "shop: 5 migrations → 4, 5 operations → 3" in out
    with opened(tmp_path):
        call_command("migrate", verbosity=0)


def test_status_and_prune_go_on_from_there(tmp_path: Path) -> None:
    migrated(copied("apps_in_a_cycle", tmp_path))
    with opened(tmp_path):
        squashall("--mode", "rebuild", verbosity=0)
    with opened(tmp_path):
        out, _ = squashall("--status")
    assert "hen.0002_squashed_0003_name replaces 1 migration, 0 on the disk\n  default: not recorded" in out
    migrated(tmp_path)
    with opened(tmp_path):
        assert "May be pruned: manage.py squashall --prune egg hen" in squashall("--status")[0]
        squashall("--prune", verbosity=0)
    assert not any(b"replaces" in text for text in contents(tmp_path).values())
    guard = (tmp_path / "egg/migrations/0003_all_or_nothing.py").read_text(encoding="utf-8")
    assert '("hen", "0001_squashed_0003_name")' in guard
    with opened(tmp_path):
        assert "There is nothing to squash." in squashall("--exclude", "egg")[1]
        call_command("migrate", verbosity=0)
    (tmp_path / "db.sqlite3").unlink()
    migrated(tmp_path)


def test_it_is_shown_before_and_as_json(tmp_path: Path) -> None:
    migrated(copied("one_app", tmp_path))
    before = contents(tmp_path)
    with opened(tmp_path):
        patch, _ = squashall("--mode", "rebuild", "--diff")
        _, talk = squashall("--mode", "rebuild", "--dry-run")
        data = json.loads(squashall("--mode", "rebuild", "--dry-run", "--json", verbosity=0)[0])
    assert contents(tmp_path) == before
    assert "deleted file mode 100644" in patch
    assert "Nothing was written, since this is a dry run." in talk
    assert data["deleted"] == ["shop.0001_initial", "shop.0002_price", "shop.0003_name"]
    assert data["guard"] == "shop.0004_all_or_nothing"
    assert {each["action"] for each in data["changes"]} == {"create", "delete"}


def test_options_that_wait_make_the_same_schema(tmp_path: Path) -> None:
    migrated(hens(tmp_path))
    with opened(tmp_path):
        before = read_schema(connection)
        out, _ = squashall("--mode", "rebuild")
    assert out.count("Proved: ") == PROVED
    assert "AlterOrderWithRespectTo" in (tmp_path / "hen/migrations/0002_squashed_0003_end.py").read_text("utf-8")
    (tmp_path / "db.sqlite3").unlink()
    migrated(tmp_path)
    with opened(tmp_path):
        found = differences(before, read_schema(connection), strict_names=True, former_columns=frozenset())
    assert [each.kind for each in found] == [Kind.COLUMN_ORDER]


def test_what_is_not_run_again_is_told(tmp_path: Path) -> None:
    migrated(copied("state_and_database_apart", tmp_path))
    with opened(tmp_path):
        out, _ = squashall("--mode", "rebuild", "--dry-run")
    assert (
        "SeparateDatabaseAndState of shop.0004_tried_and_dropped is left out, "
        "because the schema comes out the same without it.\n" in out
    )
    assert out.count("because the schema is made from the state that it leads to, and comes out the same.\n") == 2
    assert out.count("is left out") == 3


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    for folder in (tmp_path / "one", tmp_path / "two"):
        migrated(copied("apps_in_a_cycle", folder))
        with opened(folder):
            squashall("--mode", "rebuild", verbosity=0)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_the_file_of_linear_migrations_names_the_guard(tmp_path: Path) -> None:
    migrated(copied("one_app", tmp_path))
    put(tmp_path, "shop/migrations/max_migration.txt", "0003_name\n")
    with opened(tmp_path):
        squashall("--mode", "rebuild", verbosity=0)
    assert (tmp_path / "shop/migrations/max_migration.txt").read_text() == "0004_all_or_nothing\n"


def circle(folder: Path) -> None:
    """Two apps that refer to each other, of two migrations each: too few for two pieces that Django can tell apart."""
    copied("apps_in_a_cycle", folder)
    (folder / "hen/migrations/0003_name.py").unlink()


Case = tuple[Callable[[Path], object], str, str]
AGAIN = "which runs 0003_first_items again at the end"
LEFT: Mapping[str, Case] = {
    "too few": (circle, "hen", "its 2 migrations are too few to be replaced by 2"),
    "named at run time": (
        lambda folder: put(
            copied("one_app", folder),
            "other/migrations/0001_look.py",
            """
            from django.db import migrations


            def look(apps, schema_editor):
                apps.named = "0002_price"


            class Migration(migrations.Migration):
                dependencies = [("shop", "0002_price")]
                operations = [migrations.RunPython(look)]
            """,
        ),
        "shop",
        "the code of other.0001_look names shop.0002_price",
    ),
    "names put together": (
        lambda folder: put(
            copied("one_app", folder),
            "other/migrations/0001_look.py",
            """
            from django.db import migrations


            class Migration(migrations.Migration):
                dependencies = [("shop", "0002_" + "price")]
            """,
        ),
        "shop",
        "other.0001_look names shop.0002_price in a way that can't be rewritten",
    ),
    "names without a source": (
        lambda folder: compiled(
            copied("one_app", folder),
            "other/migrations/0001_look.py",
            """
            from django.db import migrations


            class Migration(migrations.Migration):
                dependencies = [("shop", "0002_price")]
            """,
        ),
        "shop",
        "other.0001_look, which has no source, names shop.0002_price",
    ),
    "used elsewhere": (
        lambda folder: put(copied("one_app", folder), "user.py", 'CODE = "shop.migrations.0002_price.Migration"\n'),
        "shop",
        "user.py:1 uses shop.0002_price",
    ),
    "nothing left": (
        lambda folder: put(
            copied("one_app", folder),
            "shop/migrations/0004_gone.py",
            """
            from django.db import migrations


            class Migration(migrations.Migration):
                dependencies = [("shop", "0003_name")]
                operations = [migrations.DeleteModel("Item")]
            """,
        ),
        "shop",
        "nothing would be left of it",
    ),
    "replay fails": (
        lambda folder: put(
            copied("function_with_effect", folder),
            "shop/migrations/0006_gone.py",
            """
            from django.db import migrations


            class Migration(migrations.Migration):
                dependencies = [("shop", "0005_weight")]
                operations = [migrations.RenameModel("Item", "Thing")]
            """,
        ),
        "shop",
        f"shop.0002_squashed_0006_gone, {AGAIN}, fails: LookupError: App 'shop' doesn't have a 'Item' model",
    ),
    # What ends a migration on SQLite asks something more of the transaction, which is broken by then.
    "replay writes too few columns": (
        lambda folder: put(
            copied("function_with_effect", folder),
            "shop/migrations/0006_hue.py",
            """
            from django.db import migrations, models


            def fill(apps, schema_editor):
                apps.get_model("shop", "Item").objects.update(hue=1)


            class Migration(migrations.Migration):
                dependencies = [("shop", "0005_weight")]
                operations = [
                    migrations.AddField("item", "hue", models.IntegerField(null=True)),
                    migrations.RunPython(fill),
                    migrations.AlterField("item", "hue", models.IntegerField()),
                ]
            """,
        ),
        "shop",
        f"shop.0002_squashed_0006_hue, {AGAIN}, fails: IntegrityError: NOT NULL constraint failed: shop_item.hue",
    ),
}


@pytest.mark.parametrize("case", LEFT)
def test_what_cannot_be_rebuilt_is_left_alone_with_the_reason(case: str, tmp_path: Path) -> None:
    make, label, reason = LEFT[case]
    make(tmp_path)
    for app in tmp_path.glob("*/migrations"):
        (app / "__init__.py").touch()
        (app.parent / "__init__.py").touch()
    migrated(tmp_path)
    before = {path.name for path in (tmp_path / label / "migrations").glob("0*")}
    with opened(tmp_path):
        out, _ = squashall("--mode", "rebuild")
    assert f"{label} is left as it is, because {reason}." in out
    assert {path.name for path in (tmp_path / label / "migrations").glob("0*")} >= before
    migrated(tmp_path)


def two_of_which_one_fails(folder: Path) -> Path:
    """An app whose data operation doesn't fit the end of the range, and one that can be rebuilt."""
    LEFT["replay fails"][0](folder)
    copied("two_branches_merged", folder / "more")
    (folder / "more/shop").rename(folder / "branch")
    for path in (folder / "branch/migrations").glob("0*.py"):
        path.write_text(path.read_text("utf-8").replace('"shop"', '"branch"'), "utf-8")
    migrated(folder)
    return folder


def test_what_is_left_alone_is_squashed_beside_its_old_files(tmp_path: Path) -> None:
    old = files(two_of_which_one_fails(tmp_path))
    with opened(tmp_path):
        out, err = squashall("--mode", "rebuild", verbosity=1)
    new = {"branch/0001_squashed_0003_merge", "branch/0004_all_or_nothing"}
    new |= {"shop/0001_squashed_0002_price", "shop/0004_squashed_0006_gone"}
    assert files(tmp_path) == {each for each in old if each.startswith("shop")} | new
    assert "Squashing what is left alone beside its old files …" in err
    assert out.count("Proved: ") == 2 * PROVED
    migrated(tmp_path)
    (tmp_path / "db.sqlite3").unlink()
    migrated(tmp_path)


def test_both_ways_are_one_document(tmp_path: Path) -> None:
    with opened(two_of_which_one_fails(tmp_path)):
        data = json.loads(squashall("--mode", "rebuild", json=True)[0])
    assert [len(data["apps"]["branch"]["files"]), len(data["beside"]["apps"]["shop"]["files"])] == [2, 2]
    assert {each["action"] for each in data["changes"]} == {"create", "delete"}
    assert {Path(each["path"]).parts[0] for each in data["changes"]} == {"branch", "shop"}


def test_what_is_said_of_rebuilt_apps_is_not_asked_again(tmp_path: Path) -> None:
    with loaded(copied("apps_in_a_cycle", tmp_path)):
        history = read_history(tmp_path)
        request = SquashRequest(tmp_path, Choice(before=("egg=0002", "hen=0003", "2030-01-01"), exclude=("egg",)))
        left = VerifiedRebuild(history, None, None, (Refusal("hen", "", ""),))
        assert left_over(request, left).choice == Choice(before=("hen=0003", "2030-01-01"), exclude=("egg",))
        assert left_over(request, replace_parts(left, refusals=())) is None


@pytest.mark.parametrize("vendor", [vendor for vendor in VENDORS if vendor == "postgresql"])
def test_an_extension_is_there_before_what_needs_it(vendor: str, tmp_path: Path) -> None:
    put(
        copied("one_app", tmp_path),
        "shop/migrations/0002_price.py",
        """
        from django.contrib.postgres.indexes import GinIndex
        from django.contrib.postgres.operations import TrigramExtension
        from django.db import migrations, models


        class Migration(migrations.Migration):
            dependencies = [("shop", "0001_initial")]
            operations = [
                TrigramExtension(),
                migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gin"),
                migrations.AddField("item", "price", models.IntegerField(default=0)),
                migrations.AddIndex("item", GinIndex(fields=["price"], name="shop_price")),
                migrations.AddIndex("item", GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="shop_name")),
            ]
        """,
    )
    with loaded(tmp_path), real_database(vendor, tmp_path):
        call_command("migrate", verbosity=0)
        out, _ = squashall("--mode", "rebuild")
    assert out.count("Proved: ") == PROVED
    source = (tmp_path / "shop/migrations/0001_squashed_0003_name.py").read_text("utf-8")
    assert source.index("TrigramExtension()") < source.index("CREATE EXTENSION") < source.index("CreateModel")
