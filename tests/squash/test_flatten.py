"""Old squashes become part of new ones where Django can't nest them; every database goes on from where it stands."""

import os
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from django_opinionated_startapp.squash import flatten
from django_opinionated_startapp.squash.flatten import OldSquash, old_squashes
from django_opinionated_startapp.squash.history import read_history
from django_opinionated_startapp.squash.verify import graphs

from .projects import HISTORIES, apps_in, contents, copied, files, loaded, new_files, squashall

OLD = "0001_squashed_0002_price"
ORIGINALS = {"shop/0001_initial", "shop/0002_price"}
LATER = {"shop/0003_name", "shop/0004_weight"}


IMPORTING = '\n\nfrom importlib import import_module\n\nOLD = import_module("shop.migrations.0001_initial")\n\n\nclass'


@pytest.fixture(autouse=True)
def _django_that_cannot_nest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flatten, "_NESTED", (99, 0))
    monkeypatch.setattr(graphs, "_NESTED_BY_ORDER", (99, 0))


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    with loaded(folder, INSTALLED_APPS=apps_in(folder)):
        yield


def edit(folder: Path, name: str, old: str, new: str) -> None:
    app, _, migration = name.partition("/")
    path = folder / app / "migrations" / f"{migration}.py"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_old_squash_goes_and_what_depends_on_it_names_what_it_replaced(tmp_path: Path) -> None:
    with opened(copied("old_squash", tmp_path)):
        out, _ = squashall()
    assert out.count("Proved: ") == 6
    assert f"shop.{OLD} goes, and what depends on it names shop.0002_price instead." in out
    assert files(tmp_path) == {*ORIGINALS, *LATER, "shop/0001_squashed_0004_weight"}
    before, after = contents(HISTORIES / "old_squash"), contents(tmp_path)
    changed = {name for name in before if after.get(name) not in {None, before[name]}}
    assert changed == {"shop/migrations/0003_name.py"}
    assert b'dependencies = [("shop", "0002_price")]' in after["shop/migrations/0003_name.py"]


@pytest.mark.parametrize(
    ("situation", "old", "end"),
    [
        ("old_squash_without_originals", OLD, "0002_price"),
        ("old_squash_with_an_original_left", "0001_squashed_0003_size", "0003_size"),
    ],
)
def test_without_its_originals_it_takes_the_name_of_the_last_one(
    situation: str, old: str, end: str, tmp_path: Path
) -> None:
    with opened(copied(situation, tmp_path)):
        out, _ = squashall()
    assert out.count("Proved: ") == 6
    assert f"shop.{old} goes, and shop.{end} comes back with what it does." in out
    assert {f"shop/{old}", "shop/0001_initial"}.isdisjoint(files(tmp_path))
    revived = (tmp_path / "shop" / "migrations" / f"{end}.py").read_text(encoding="utf-8")
    original = (HISTORIES / situation / "shop" / "migrations" / f"{old}.py").read_text(encoding="utf-8")
    assert revived == "".join(line for line in original.splitlines(keepends=True) if "replaces" not in line)


def test_an_original_that_the_old_squash_imports_stays_with_it(tmp_path: Path) -> None:
    # What came back of the old squash imported a file that was deleted, and nothing could be run any more.
    name = "0001_squashed_0003_size"
    folder = copied("old_squash_with_an_original_left", tmp_path)
    edit(folder, f"shop/{name}", "\n\n\nclass", IMPORTING)
    with opened(folder):
        out, _ = squashall()
        assert f"shop.{name} stays alone, because Django can't nest" in out
        assert f"{name}.py:5 uses it" in out
    with opened(folder):
        call_command("migrate", verbosity=0)
    assert {f"shop/{name}", "shop/0001_initial"} < files(folder)


def test_originals_that_import_each_other_go(tmp_path: Path) -> None:
    folder = copied("old_squash_with_an_original_left", tmp_path)
    edit(folder, "shop/0001_initial", "\n\n\nclass", IMPORTING)
    with opened(folder):
        assert [each.obstacle for each in old_squashes(read_history(folder), folder)] == [""]


def test_nothing_is_written_in_a_dry_run(tmp_path: Path) -> None:
    before = contents(copied("old_squash_without_originals", tmp_path))
    with opened(tmp_path):
        out, _ = squashall("--diff", "--no-verify")
    assert contents(tmp_path) == before
    assert "+++ b/shop/migrations/0001_squashed_0004_weight.py" in out
    assert f"--- a/shop/migrations/{OLD}.py" in out


# The databases that there may be: what was run, and whether the old squash was recorded, which happens at the end.
AGES = {
    "old_squash": ([], ["0001_initial"], ["0002_price"], ["0003_name"], ["0004_weight"]),
    "old_squash_without_originals": ([], ["0002_price"], ["0003_name"], ["0004_weight"]),
}


@pytest.mark.parametrize("squash_recorded", [True, False])
@pytest.mark.parametrize("situation", AGES)
def test_databases_of_every_age_go_on(situation: str, squash_recorded: bool, tmp_path: Path) -> None:
    new = tmp_path / "new"
    with opened(copied(situation, new)):
        squashall("--no-verify", verbosity=0)
    (squashed,) = {name for name in files(new) if "squashed" in name}
    old = shutil.copytree(new, tmp_path / "old", ignore=shutil.ignore_patterns("*squashed*", "*.sqlite3"))
    label, name = squashed.split("/")
    for target in AGES[situation]:
        (old / "db.sqlite3").unlink(missing_ok=True)
        with opened(old):
            call_command("migrate", "shop", *target or ["zero"], verbosity=0)
            recorder = MigrationRecorder(connection)
            if "0002_price" in {name for _, name in recorder.applied_migrations()}:
                recorder.record_applied("shop", "0001_initial")
                if squash_recorded:
                    recorder.record_applied("shop", OLD)
        shutil.copy(old / "db.sqlite3", new)
        with opened(new):
            call_command("migrate", verbosity=0)
            executor = MigrationExecutor(connection)
            assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
            assert (label, name) in MigrationRecorder(connection).applied_migrations()
            with connection.cursor() as cursor:
                columns = connection.introspection.get_table_description(cursor, "shop_item")
            assert {column.name for column in columns} == {"id", "price", "size", "weight"}


MANAGE = """import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""
SETTINGS = """
SECRET_KEY = "x"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}}}
INSTALLED_APPS = {}
"""


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_order_of_the_files_does_not_matter(seed: str, tmp_path: Path) -> None:
    with opened(copied("old_squashes_in_a_row", tmp_path)):
        call_command("migrate", "till", "0001", verbosity=0)
    with opened(tmp_path):
        squashall("--no-verify", verbosity=0)
    (tmp_path / "manage.py").write_text(MANAGE, encoding="utf-8")
    (tmp_path / "settings.py").write_text(SETTINGS.format(apps_in(tmp_path)), encoding="utf-8")
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "1"]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    for applied in ("till.0002_size... OK", "till.0001_squashed_0002_size... OK"):
        result = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
        assert result.returncode == 0, result.stderr
        assert applied in result.stdout
        (tmp_path / "db.sqlite3").unlink()


def foreign(folder: Path) -> None:
    """Put an app of somebody else beside the project, which depends on the old squash."""
    package = folder / "site-packages" / "other" / "migrations"
    package.mkdir(parents=True)
    for path in (package / "__init__.py", package.parent / "__init__.py"):
        path.touch()
    (package / "0001_initial.py").write_text(
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
        f'    dependencies = [("shop", "{OLD}")]\n',
        encoding="utf-8",
    )
    (folder / "other").symlink_to(package.parent)


def two_ends_elsewhere(folder: Path) -> None:
    path = folder / "till" / "migrations" / "0002_size.py"
    (path.with_name("0002_other.py")).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")


def compiled(folder: Path) -> None:
    path = folder / "shop" / "migrations" / "0003_name.py"
    py_compile.compile(str(path), str(path.with_suffix(".pyc")))
    path.unlink()


def held(name: str, old: str, new: str) -> Callable[[Path], None]:
    return lambda folder: edit(folder, name, old, new)


def imported(folder: Path) -> None:
    (folder / "shop" / "views.py").write_text(
        f'from importlib import import_module\n\nOLD = import_module("shop.migrations.{OLD}")\n', encoding="utf-8"
    )


DEPENDS = f'dependencies = [("shop", "{OLD}")]'
OBSTACLES: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "another app": (
        "old_squash",
        held(f"shop/{OLD}", '[("shop", "0001_initial")', '[("gone", "0001_initial")'),
        "it replaces migrations of another app",
    ),
    "an overlap": (
        "old_squash",
        held("shop/0004_weight", "    dep", '    replaces = [("shop", "0002_price")]\n    dep'),
        "shop.0004_weight replaces some of the same",
    ),
    "two ends": (
        "old_squash",
        held("shop/0002_price", '("shop", "0001_initial")', ""),
        "what it replaces has not one last migration",
    ),
    "its own run_before": (
        "old_squash",
        held(f"shop/{OLD}", "    dependencies", '    run_before = [("shop", "0003_name")]\n    dependencies'),
        "it has to run before others, and what it replaces doesn't say so",
    ),
    "the run_before of another": (
        "old_squashes_in_a_row",
        held("till/0001_initial", DEPENDS, f'run_before = [("shop", "{OLD}")]'),
        "till.0001_initial has to run before it",
    ),
    "a name that is not written out": (
        "old_squash",
        held("shop/0003_name", DEPENDS, f'dependencies = [("shop", "0001_squashed_" + "{OLD[14:]}")]'),
        "shop.0003_name depends on it in a way that can't be rewritten",
    ),
    "replaces that is not taken out": (
        "old_squash_without_originals",
        held(f"shop/{OLD}", "    replaces = ", "    exec(\"replaces = [('shop', '0002_price')]\")\n    x = "),
        "it has `replaces` in a way that can't be taken out",
    ),
    "somebody else": (
        "old_squash",
        foreign,
        "other.0001_initial, which is not the project's own, depends on it",
    ),
    "an app in which nothing can be written": (
        "old_squashes_in_a_row",
        two_ends_elsewhere,
        "till.0001_initial depends on it, and it has several last migrations (0002_other, 0002_size)",
    ),
    "a file without source": ("old_squash", compiled, "shop.0003_name has no source"),
    "a file that can be imported once": (
        "old_squash",
        held("shop/0003_name", "\n\n\nclass", '\n\nimport sys\n\nsys.path.remove("once")\n\n\nclass'),
        "a file that would change can't be imported once more: ValueError: list.remove(x): x not in list",
    ),
    "an import": ("old_squash", imported, "shop/views.py:3 uses it"),
}


def found(folder: Path) -> OldSquash:
    return next(each for each in old_squashes(read_history(folder), folder) if each.key[1] == OLD)


@pytest.mark.parametrize("what", OBSTACLES)
def test_what_holds_an_old_squash_is_named(what: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    situation, change, reason = OBSTACLES[what]
    change(copied(situation, tmp_path))
    monkeypatch.setattr(sys, "path", [*sys.path, "once"])
    with opened(tmp_path):
        assert found(tmp_path).obstacle == reason


def test_nothing_holds_it_by_itself(tmp_path: Path) -> None:
    with opened(copied("old_squash", tmp_path)):
        assert found(tmp_path) == OldSquash(
            ("shop", OLD), (("shop", "0001_initial"), ("shop", "0002_price")), end=("shop", "0002_price")
        )


def test_where_django_nests_squashed_migrations_none_has_to_go(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(flatten, "_NESTED", django.VERSION)
    with opened(copied("old_squash", tmp_path)):
        assert old_squashes(read_history(tmp_path), tmp_path) == ()


def test_one_that_is_held_stays_alone(tmp_path: Path) -> None:
    imported(copied("old_squash", tmp_path))
    with opened(tmp_path):
        out, _ = squashall("--no-verify")
    assert (
        f"shop.{OLD} stays alone, because Django can't nest squashed migrations before 6.0, and shop/views.py:3 uses "
        "it; --prune makes it a plain one." in out
    )
    assert new_files(tmp_path, "old_squash") == {"shop/0003_squashed_0004_weight"}
