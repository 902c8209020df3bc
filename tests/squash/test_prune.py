"""The second phase: replaced migrations go, and nothing else changes."""

import json
import os
import py_compile
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from django_opinionated_startapp.squash import bench, prune
from django_opinionated_startapp.squash.difference import Difference, Kind

from .databases import VENDORS, configured, server
from .projects import SQLITE, apps_in, contents, copied, files, loaded, squashall


def put(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    """Load the apps in ``folder``, with nothing of Django's beside them, which makes it quick."""
    with loaded(folder, INSTALLED_APPS=apps_in(folder)):
        yield


def squashed(situation: str, folder: Path, *, migrated: bool = True) -> Path:
    """Squash a situation, and let its database record that."""
    copied(situation, folder)
    with opened(folder):
        squashall("--no-verify", verbosity=0)
    if migrated:
        with opened(folder):
            call_command("migrate", verbosity=0)
    return folder


def source(folder: Path, name: str) -> str:
    app, _, migration = name.partition("/")
    return (folder / app / "migrations" / f"{migration}.py").read_text(encoding="utf-8")


class Project:
    """A project in a folder of its own, and its manage.py."""

    def __init__(self, folder: Path, situation: str) -> None:
        self.folder = copied(situation, folder)
        put(folder, "manage.py", "import sys\nfrom django.core.management import execute_from_command_line\n")
        with (folder / "manage.py").open("a", encoding="utf-8") as file:
            file.write("execute_from_command_line(sys.argv)\n")
        put(
            folder,
            "project_settings.py",
            f"""
            import os

            SECRET_KEY = "x"
            USE_TZ = True
            INSTALLED_APPS = ["django_opinionated_startapp", *{apps_in(folder)!r}]
            DATABASES = {{
                "default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ.get("NAME", "db.sqlite3")}},
                "other": {{"ENGINE": "django.db.backends.sqlite3", "NAME": "other.sqlite3"}},
            }}
            """,
        )

    def manage(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.folder,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "project_settings", **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    def run(self, *arguments: str, **environment: str) -> str:
        result = self.manage(*arguments, **environment)
        assert result.returncode == 0, result.stderr
        return result.stdout


def test_the_whole_life_of_a_squash(tmp_path: Path) -> None:
    project = Project(tmp_path, "apps_in_a_cycle")
    for alias in ("default", "other"):
        project.run("migrate", "--database", alias)
    project.run("squashall")
    # The old databases don't know yet.
    before = contents(tmp_path)
    refused = project.manage("squashall", "--prune")
    assert refused.returncode == 1
    assert "the database 'default' lacks egg.0001_squashed_0002_size, hen.0002_squashed_0003_name; " in refused.stderr
    assert "Run manage.py migrate --database default, manage.py migrate --database other first." in refused.stderr
    assert "No migrations to apply." in project.run("migrate")
    # One of them lags.
    refused = project.manage("squashall", "--prune")
    assert "recorded what was squashed: the database 'other' lacks egg.0001_squashed_0002_size, " in refused.stderr
    assert contents(tmp_path) == before
    project.run("migrate", "--database", "other")
    assert "May be pruned: manage.py squashall --prune egg hen" in project.run("squashall", "--status")
    # All is well.
    out = project.run("squashall", "--prune")
    assert "egg: deletes 2 migrations; no longer a replacement: 0001_squashed_0002_size" in out
    assert "  manage.py migrate hen --prune --database other" in out
    assert out.count("Proved: ") == 4
    assert files(tmp_path) == {"egg/0001_squashed_0002_size", "hen/0001_initial", "hen/0002_squashed_0003_name"}
    assert "No migrations to apply." in project.run("migrate")
    assert "Pruning hen.0003_name OK" in project.run("migrate", "hen", "--prune")
    assert "No migrations to apply." in project.run("migrate")
    assert "Applying egg.0001_squashed_0002_size... OK" in project.run("migrate", NAME="new.sqlite3")


def test_dependencies_take_the_squashed_names_and_the_rest_of_a_file_stays(tmp_path: Path) -> None:
    squashed("apps_in_a_cycle", tmp_path)
    put(
        tmp_path,
        "late/migrations/0001_initial.py",
        """
        # A remark.
        from django.db import migrations


        class Migration(migrations.Migration):
            dependencies = [
                ("hen", "0002_egg"),  # the first
                ("hen", '0003_name'),  # the second
                ("egg", "__latest__"),
                ("hen", "0001_initial"),
            ]
            operations = []
        """,
    )
    put(tmp_path, "late/migrations/__init__.py", "")
    put(tmp_path, "late/__init__.py", "")
    with opened(tmp_path):
        call_command("migrate", verbosity=0)
        squashall("--prune")
    assert source(tmp_path, "late/0001_initial") == dedent(
        """
        # A remark.
        from django.db import migrations


        class Migration(migrations.Migration):
            dependencies = [
                ("hen", "0002_squashed_0003_name"),  # the first
                ("egg", "__latest__"),
                ("hen", "0001_initial"),
            ]
            operations = []
        """
    )
    assert files(tmp_path) == {
        "egg/0001_squashed_0002_size",
        "hen/0001_initial",
        "hen/0002_squashed_0003_name",
        "late/0001_initial",
    }


@pytest.mark.parametrize(
    "situation",
    [
        "one_app",
        "old_squash",
        "old_squash_without_originals",
        "function_with_effect",
        "order_that_nobody_declared",
        "run_before",
    ],
)
def test_a_situation_is_pruned_with_the_whole_proof(situation: str, tmp_path: Path) -> None:
    squashed(situation, tmp_path)
    with opened(tmp_path):
        out, _ = squashall("--prune")
    assert out.count("Proved: ") == 4
    with opened(tmp_path):
        status, _ = squashall("--status")
        assert status == "No app of the project has squashed migrations that replace others.\n"
        assert not any("replaces =" in text.decode() for text in contents(tmp_path).values())


@pytest.mark.parametrize("vendor", [vendor for vendor in VENDORS if vendor != "sqlite"])
def test_the_proof_runs_on_a_server(vendor: str, tmp_path: Path) -> None:
    squashed("function_with_effect", tmp_path)
    with opened(tmp_path):
        out, _ = squashall("--prune", "--verify-with", server(vendor))
    assert out.count("Proved: ") == 4


def test_one_piece_of_an_app_can_be_pruned_alone(tmp_path: Path) -> None:
    squashed("function_with_effect", tmp_path)
    with opened(tmp_path):
        squashall("--prune", "shop", "0004_squashed_0005_weight", "0004_squashed_0005_weight", verbosity=0)
    assert files(tmp_path) == {
        "shop/0001_initial",
        "shop/0002_price",
        "shop/0001_squashed_0002_price",
        "shop/0003_first_items",
        "shop/0004_squashed_0005_weight",
    }
    assert "replaces =" in source(tmp_path, "shop/0001_squashed_0002_price")


def test_an_app_can_be_left_out(tmp_path: Path) -> None:
    squashed("apps_in_a_cycle", tmp_path)
    with opened(tmp_path):
        squashall("--prune", "--exclude", "hen", verbosity=0)
    assert files(tmp_path) == {
        "egg/0001_squashed_0002_size",
        "hen/0001_initial",
        "hen/0002_egg",
        "hen/0003_name",
        "hen/0002_squashed_0003_name",
    }
    # Replaced files that stay have to find what they depend on, too.
    assert '("egg", "0001_squashed_0002_size")' in source(tmp_path, "hen/0002_egg")
    with opened(tmp_path):
        call_command("migrate", verbosity=0)
        squashall("--prune", verbosity=0)
    assert files(tmp_path) == {"egg/0001_squashed_0002_size", "hen/0001_initial", "hen/0002_squashed_0003_name"}


@pytest.mark.parametrize("option", ["--dry-run", "--diff"])
def test_it_can_be_looked_at_first(option: str, tmp_path: Path) -> None:
    squashed("one_app", tmp_path)
    before = contents(tmp_path)
    with opened(tmp_path):
        out, err = squashall("--prune", option, "--no-verify")
    assert contents(tmp_path) == before
    assert "NOT PROVED, because of --no-verify" in err
    if option == "--diff":
        assert "-    replaces = [" in out
        assert "--- a/shop/migrations/0003_name.py\n+++ /dev/null\n" in out
    else:
        assert "shop: deletes 3 migrations; no longer a replacement: 0001_squashed_0003_name" in out
        assert "since this is a dry run" in err


def test_the_result_can_be_had_as_json(tmp_path: Path) -> None:
    squashed("one_app", tmp_path)
    with opened(tmp_path):
        data = json.loads(squashall("--prune", "--json", verbosity=0)[0])
    assert data.pop("proved")[-1] == "a migrated database has nothing to run"
    assert data == {
        "pruned": {"shop": ["0001_squashed_0003_name"]},
        "deleted": ["shop.0001_initial", "shop.0002_price", "shop.0003_name"],
        "refused": [],
        "commands": ["manage.py migrate shop --prune --database default"],
        "dry_run": False,
        "uncommitted": [],
        "changes": [
            {"action": "delete", "path": "shop/migrations/0001_initial.py"},
            {"action": "replace", "path": "shop/migrations/0001_squashed_0003_name.py"},
            {"action": "delete", "path": "shop/migrations/0002_price.py"},
            {"action": "delete", "path": "shop/migrations/0003_name.py"},
        ],
    }


def test_without_squashed_migrations_there_is_nothing_to_do(tmp_path: Path) -> None:
    before = contents(copied("one_app", tmp_path))
    with opened(tmp_path):
        out, _ = squashall("--prune")
    assert out == "There is nothing to prune.\n"
    assert contents(tmp_path) == before


def test_a_database_that_cannot_be_read_is_in_the_way_unless_it_is_left_out(tmp_path: Path) -> None:
    squashed("one_app", tmp_path)
    with (
        loaded(tmp_path),
        configured(
            default=dict(connections["default"].settings_dict), away={**SQLITE, "NAME": str(tmp_path / "no" / "db")}
        ),
    ):
        with pytest.raises(CommandError, match=r"the database 'away' can't be read \(there is no file"):
            squashall("--prune")
        squashall("--prune", "--database", "default", "--no-verify", verbosity=0)
    assert files(tmp_path) == {"shop/0001_squashed_0003_name"}


def test_the_file_of_linear_migrations_names_the_last_one(tmp_path: Path) -> None:
    squashed("apps_in_a_cycle", tmp_path)
    for app in ("egg", "hen"):
        put(tmp_path, f"{app}/migrations/max_migration.txt", "0000_old\n")
    with opened(tmp_path):
        squashall("--prune", "egg", verbosity=0)
    assert (tmp_path / "egg/migrations/max_migration.txt").read_bytes() == b"0001_squashed_0002_size\n"
    assert (tmp_path / "hen/migrations/max_migration.txt").read_bytes() == b"0000_old\n"


def test_migrations_may_live_elsewhere(tmp_path: Path) -> None:
    copied("one_app", tmp_path)
    (tmp_path / "company" / "history").mkdir(parents=True)
    (tmp_path / "shop" / "migrations").rename(tmp_path / "company" / "history" / "shop")
    settings = {"INSTALLED_APPS": ["shop"], "MIGRATION_MODULES": {"shop": "company.history.shop"}}
    for arguments in (["--no-verify"], ["--prune"]):
        with loaded(tmp_path, **settings):
            squashall(*arguments, verbosity=0)
        with loaded(tmp_path, **settings):
            call_command("migrate", verbosity=0)
    assert [path.name for path in sorted((tmp_path / "company/history/shop").glob("0*.py"))] == [
        "0001_squashed_0003_name.py"
    ]


@pytest.mark.parametrize(
    "text",
    [
        'import importlib\n\nold = importlib.import_module("egg.migrations.0002_size")\n',
        'from importlib import import_module\n\nold = import_module(".0002_size", "egg.migrations")\n',
        'HANDLER = "egg.migrations.0002_size.function"\n',
    ],
)
def test_an_app_is_left_while_others_use_what_would_be_deleted(text: str, tmp_path: Path) -> None:
    squashed("apps_in_a_cycle", tmp_path)
    put(tmp_path, "needy.py", text)
    with opened(tmp_path):
        out, _ = squashall("--prune")
    line = text.count("\n")
    assert f"egg is left as it is, because needy.py:{line} uses egg.0002_size. Move what it uses" in out
    assert "egg/0002_size" in files(tmp_path)
    assert "hen/0003_name" not in files(tmp_path)
    with (
        loaded(tmp_path),
        pytest.raises(CommandError, match=r"egg can't be pruned, because needy\.py:\d uses egg\.0002"),
    ):
        squashall("--prune")


def test_a_replaced_migration_may_use_another_one_that_goes_too(tmp_path: Path) -> None:
    copied("one_app", tmp_path)
    with (tmp_path / "shop/migrations/0003_name.py").open("a", encoding="utf-8") as file:
        file.write('\nassert __import__("shop.migrations.0002_price")\n')
    with opened(tmp_path):
        squashall("--no-verify", verbosity=0)
    with opened(tmp_path):
        call_command("migrate", verbosity=0)
        squashall("--prune", verbosity=0)
    assert files(tmp_path) == {"shop/0001_squashed_0003_name"}


def test_an_app_is_left_while_a_foreign_migration_depends_on_what_would_be_deleted(tmp_path: Path) -> None:
    squashed("apps_in_a_cycle", tmp_path / "project")
    put(
        tmp_path,
        "installed/plugin/migrations/0001_initial.py",
        """
        from django.db import migrations


        class Migration(migrations.Migration):
            dependencies = [("egg", "0002_size")]
            operations = []
        """,
    )
    put(tmp_path, "installed/plugin/migrations/__init__.py", "")
    put(tmp_path, "installed/plugin/__init__.py", "")
    sys.path.append(str(tmp_path / "installed"))
    try:
        with loaded(tmp_path / "project", INSTALLED_APPS=["egg", "hen", "plugin"]):
            call_command("migrate", verbosity=0)
            out, _ = squashall("--prune")
    finally:
        sys.path.remove(str(tmp_path / "installed"))
    assert (
        "egg is left as it is, because plugin.0001_initial, which is not the project's own, names egg.0002_size."
        in out
    )
    assert "egg/0002_size" in files(tmp_path / "project")
    assert "hen/0003_name" not in files(tmp_path / "project")


def test_an_app_is_left_whose_migrations_are_named_by_computing(tmp_path: Path) -> None:
    squashed("apps_in_a_cycle", tmp_path)
    put(
        tmp_path,
        "late/migrations/0001_initial.py",
        """
        from django.db import migrations


        class Migration(migrations.Migration):
            dependencies = [("egg", "_".join(["0002", "size"])), ("hen", "0003_name")]
            operations = []
        """,
    )
    put(tmp_path, "late/migrations/__init__.py", "")
    put(tmp_path, "late/__init__.py", "")
    with opened(tmp_path):
        call_command("migrate", verbosity=0)
        out, _ = squashall("--prune")
    assert (
        "egg is left as it is, because late.0001_initial names egg.0002_size in a way that can't be rewritten. "
        "Write the name out as a pair of texts." in out
    )
    assert '("hen", "0002_squashed_0003_name")]' in source(tmp_path, "late/0001_initial")


def test_an_app_is_left_whose_replaces_is_computed(tmp_path: Path) -> None:
    squashed("one_app", tmp_path)
    path = tmp_path / "shop/migrations/0001_squashed_0003_name.py"
    text = path.read_text(encoding="utf-8").replace("    replaces = [", "    locals()['replaces'] = [")
    path.write_text(text, encoding="utf-8")
    with opened(tmp_path), pytest.raises(CommandError, match="has `replaces` in a way that can't be taken out"):
        squashall("--prune")


def test_an_app_is_left_with_an_order_that_only_a_replaced_migration_declares(tmp_path: Path) -> None:
    squashed("apps_in_a_cycle", tmp_path)
    path = tmp_path / "egg/migrations/0001_squashed_0002_size.py"
    text = path.read_text(encoding="utf-8").replace('        ("hen", "0001_initial"),\n', "")
    path.write_text(text, encoding="utf-8")
    with opened(tmp_path):
        out, _ = squashall("--prune")
    assert (
        "egg is left as it is, because nothing but what would be deleted says that hen.0001_initial runs before "
        "egg.0001_squashed_0002_size." in out
    )
    assert "egg/0001_initial" in files(tmp_path)


def test_an_app_is_left_while_it_has_two_last_migrations(tmp_path: Path) -> None:
    squashed("apps_in_a_cycle", tmp_path)
    for name in ("0003_one", "0003_two"):
        put(
            tmp_path,
            f"egg/migrations/{name}.py",
            """
            from django.db import migrations


            class Migration(migrations.Migration):
                dependencies = [("egg", "0001_squashed_0002_size")]
            """,
        )
    with opened(tmp_path):
        out, _ = squashall("--prune", "--no-verify")
    assert "egg is left as it is, because it has several last migrations (0003_one, 0003_two)." in out


def test_an_app_is_left_that_replaces_what_a_package_brings(tmp_path: Path) -> None:
    squashed("one_app", tmp_path)
    path = tmp_path / "shop/migrations/0001_squashed_0003_name.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("replaces = [", 'replaces = [("contenttypes", "0001_initial"), '), encoding="utf-8")
    with loaded(tmp_path, INSTALLED_APPS=["django.contrib.contenttypes", "shop"]):
        call_command("migrate", verbosity=0)
        with pytest.raises(CommandError, match=r"replaces contenttypes\.0001_initial, which is not the project's own"):
            squashall("--prune")


def test_a_migration_without_a_source_is_left_as_it_is(tmp_path: Path) -> None:
    squashed("one_app", tmp_path)
    folder = tmp_path / "shop" / "migrations"
    compiled = folder / "0001_squashed_0003_name.pyc"
    py_compile.compile(str(compiled.with_suffix(".py")), cfile=str(compiled))
    compiled.with_suffix(".py").unlink()
    with opened(tmp_path), pytest.raises(CommandError, match="has `replaces` in a way that can't be taken out"):
        squashall("--prune")


def test_an_app_in_an_archive_that_names_what_goes_is_told(tmp_path: Path) -> None:
    squashed("one_app", tmp_path, migrated=False)
    text = (
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
        '    dependencies = [("shop", "0002_price")]\n'
    )
    with ZipFile(tmp_path / "lib.zip", "w") as file:
        for name, content in {"__init__": "", "migrations/__init__": "", "migrations/0001_a": text}.items():
            file.writestr(f"zipped/{name}.py", content)
    sys.path.insert(0, str(tmp_path / "lib.zip"))
    try:
        with loaded(tmp_path, INSTALLED_APPS=["shop", "zipped"]):
            call_command("migrate", verbosity=0)
            with pytest.raises(
                CommandError, match=r"zipped\.0001_a names shop\.0002_price in a way that can't be rewri"
            ):
                squashall("--prune")
    finally:
        sys.path.remove(str(tmp_path / "lib.zip"))


@pytest.mark.parametrize(
    ("name", "wrong", "message"),
    [
        (
            "_left",
            lambda disk, _applied: {("shop", str(id(disk)))},
            "'default' would have other migrations to run: shop",
        ),
        ("_migrated", None, "a migrated database would run shop.0001_squashed_0003_name"),
        ("_compare", None, "shop_item: the column price is missing (integer → )"),
    ],
)
def test_what_is_not_proved_is_not_done(
    name: str, wrong: object, message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    squashed("one_app", tmp_path)
    missing = Difference(Kind.MISSING, "column", "shop_item", "price", "integer", "")
    if name == "_left":
        monkeypatch.setattr(prune, "_left", wrong)
    elif name == "_migrated":
        monkeypatch.setattr(bench.Bench, "rewind_to_end", lambda self: self.databases.empty())
    else:
        monkeypatch.setattr(bench.Bench, "compare", lambda *_arguments, **_options: (missing,))
    before = contents(tmp_path)
    with opened(tmp_path), pytest.raises(CommandError) as error:
        squashall("--prune")
    assert f"The proof failed: {message}" in str(error.value)
    assert contents(tmp_path) == before


def test_migrations_that_fail_on_an_empty_database_are_reported(tmp_path: Path) -> None:
    squashed("one_app", tmp_path)
    with (tmp_path / "shop/migrations/0001_squashed_0003_name.py").open("a", encoding="utf-8") as file:
        file.write("Migration.operations.append(migrations.RunSQL('SELECT * FROM nowhere'))\n")
    with opened(tmp_path), pytest.raises(CommandError, match="The project's own migrations fail on an empty database"):
        squashall("--prune")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--prune", "--check", "0"], "--prune and --check can't go together."),
        (["--prune", "--squashed-name", "x"], "--prune and --squashed-name can't go together."),
        (["--prune", "--strict-names"], "--prune and --strict-names can't go together."),
        (["--prune", "--status"], "--status and --prune can't go together."),
        (["--status", "--dry-run"], "--status and --dry-run can't go together."),
        (["--status", "--diff"], "--status and --diff can't go together."),
        (["--status", "--allow-dirty"], "--status and --allow-dirty can't go together."),
        (["--status", "--no-verify"], "--status and --no-verify can't go together."),
        (["--status", "--verify-with", "other"], "--status and --verify-with can't go together."),
        (["--prune", "shpo"], "There is no app 'shpo' with migrations.\nDid you mean shop?"),
        (["--prune", "--database", "defualt"], "There is no database 'defualt'.\nDid you mean default?"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(arguments: list[str], message: str, tmp_path: Path) -> None:
    before = contents(copied("one_app", tmp_path))
    with opened(tmp_path), pytest.raises(CommandError) as error:
        squashall(*arguments)
    assert message in str(error.value)
    assert contents(tmp_path) == before


def test_few_of_many_names_are_enough(tmp_path: Path) -> None:
    squashed("function_with_effect", tmp_path, migrated=False)
    (tmp_path / "db.sqlite3").touch()
    with opened(tmp_path), pytest.raises(CommandError) as error:
        squashall("--prune")
    assert str(error.value) == (
        "Not every database has recorded what was squashed: the database 'default' lacks "
        "shop.0001_squashed_0002_price, shop.0001_initial, shop.0002_price and 3 more.\n"
        "Run manage.py migrate --database default first."
    )


MOVABLE = """
    from django.db import migrations, models


    RATE = 2


    def double(apps, schema_editor):
        return RATE * 2


    class Migration(migrations.Migration):
        dependencies = [("egg", "0001_initial")]
        operations = [migrations.AddField("egg", "size", models.IntegerField(default=0))]
"""
USERS = {
    'import importlib\n\nold = importlib.import_module("egg.migrations.{}")\nassert old.double(0, 0)\n': (
        "0002_size",
        'import importlib\n\nold = importlib.import_module("egg.migrations._0002_size")\nassert old.double(0, 0)\n',
    ),
    'from importlib import import_module\n\nold = import_module(".{}", "egg.migrations")\nold.RATE\n': (
        "0002_size",
        'from importlib import import_module\n\nold = import_module("._0002_size", "egg.migrations")\nold.RATE\n',
    ),
    "from egg.migrations.{} import double\n\nassert double(0, 0) == 4\n": (
        "sizes",
        "from egg.migrations._sizes import double\n\nassert double(0, 0) == 4\n",
    ),
    "from egg.migrations import {}\n\nassert sizes.RATE\n": (
        "sizes",
        "from egg.migrations import _sizes as sizes\n\nassert sizes.RATE\n",
    ),
    "import egg.migrations.{} as old\n\nassert old.RATE\n": (
        "sizes",
        "import egg.migrations._sizes as old\n\nassert old.RATE\n",
    ),
}


def with_code(folder: Path, name: str, user: str) -> None:
    """Make a project of which a migration has code that the module ``needy`` uses, and squash it."""
    copied("apps_in_a_cycle", folder)
    (folder / "egg/migrations/0002_size.py").unlink()
    put(folder, f"egg/migrations/{name}.py", MOVABLE)
    put(folder, "needy.py", user)
    with opened(folder):
        squashall("--no-verify", verbosity=0)
    with opened(folder):
        call_command("migrate", verbosity=0)


@pytest.mark.parametrize("user", USERS)
def test_code_that_is_still_needed_moves_out_of_the_way(user: str, tmp_path: Path) -> None:
    name, expected = USERS[user]
    with_code(tmp_path, name, user.format(name))
    with opened(tmp_path):
        out, _ = squashall("--prune")
    assert "egg: deletes 2 migrations" in out
    assert (tmp_path / "needy.py").read_text(encoding="utf-8") == expected
    moved = (tmp_path / f"egg/migrations/_{name}.py").read_text(encoding="utf-8")
    assert moved == "RATE = 2\n\n\ndef double(apps, schema_editor):\n    return RATE * 2\n"
    subprocess.run([sys.executable, "needy.py"], cwd=tmp_path, check=True)
    with opened(tmp_path):
        call_command("migrate", verbosity=0)


@pytest.mark.parametrize(
    "user",
    [
        "import egg.migrations.sizes\n\negg.migrations.sizes.double(0, 0)\n",
        "from egg.migrations.sizes import Migration, double\n",
        "from egg.migrations import sizes\n\nprint(sizes.Migration, sizes.double)\n",
        'CODE = "egg.migrations.sizes.Migration"\n',
    ],
)
def test_code_that_cannot_move_holds_the_app(user: str, tmp_path: Path) -> None:
    with_code(tmp_path, "sizes", user)
    before = contents(tmp_path)
    with (
        opened(tmp_path),
        pytest.raises(CommandError, match=r"egg can't be pruned, because needy\.py:1 uses egg\.sizes"),
    ):
        squashall("--prune", "egg")
    assert contents(tmp_path) == before


def test_code_stays_where_another_file_has_the_name_that_it_would_get(tmp_path: Path) -> None:
    with_code(tmp_path, "sizes", "from egg.migrations.sizes import double\n")
    put(tmp_path, "egg/migrations/_sizes.py", "")
    with opened(tmp_path), pytest.raises(CommandError, match=r"because needy\.py:1 uses egg\.sizes\."):
        squashall("--prune", "egg")
