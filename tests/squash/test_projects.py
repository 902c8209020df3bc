"""What a project may be besides its migrations: where they live, who owns them, which databases there are."""

import os
import py_compile
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError
from django.db import connection, migrations
from django.db.migrations.operations.base import Operation

from django_opinionated_startapp.squash import scratch, trace
from django_opinionated_startapp.squash.disk import Disk

from .projects import CONTRIB, contents, copied, loaded, new_files, squashall


def test_migrations_may_live_elsewhere(tmp_path: Path) -> None:
    copied("one_app", tmp_path)
    (tmp_path / "kept").mkdir()
    shutil.move(tmp_path / "shop" / "migrations", tmp_path / "kept" / "of_shop")
    with loaded(tmp_path, INSTALLED_APPS=[*CONTRIB, "shop"], MIGRATION_MODULES={"shop": "kept.of_shop"}):
        squashall(verbosity=0)
    assert (tmp_path / "kept" / "of_shop" / "0001_squashed_0003_name.py").exists()


def test_apps_of_packages_are_left_alone_and_named(tmp_path: Path) -> None:
    packages = tmp_path / "venv" / "lib" / "site-packages"
    copied("one_app", packages)
    before = contents(tmp_path)
    sys.path.insert(0, str(packages))
    try:
        with loaded(tmp_path, INSTALLED_APPS=[*CONTRIB, "shop"]):
            out, err = squashall()
    finally:
        sys.path.remove(str(packages))
    assert "Left alone, because they are not the project's own: auth, contenttypes, shop." in out
    assert out.endswith("No app of the project has migrations.\n")
    assert "There is nothing to squash." in err
    assert contents(tmp_path) == before


def test_apps_of_packages_may_have_no_source(tmp_path: Path) -> None:
    packages = tmp_path / "venv" / "lib" / "site-packages"
    copied("function_without_effect", packages)
    (packages / "shop").rename(packages / "till")
    for path in list((packages / "till").rglob("*.py")):
        path.write_text(path.read_text(encoding="utf-8").replace('"shop"', '"till"'), encoding="utf-8")
        py_compile.compile(str(path), cfile=str(path.with_suffix(".pyc")))
        path.unlink()
    copied("one_app", tmp_path)
    sys.path.insert(0, str(packages))
    try:
        with loaded(tmp_path, INSTALLED_APPS=["shop", "till"]):
            out, _ = squashall("--no-verify")
    finally:
        sys.path.remove(str(packages))
    assert "Left alone, because they are not the project's own: till." in out
    assert new_files(tmp_path, "one_app") == {"shop/0001_squashed_0003_name"}


def test_a_project_without_foreign_apps_has_none_to_name(tmp_path: Path) -> None:
    with loaded(copied("one_app", tmp_path), INSTALLED_APPS=["shop"]):
        assert "Left alone" not in squashall()[0]


def test_a_folder_that_cannot_be_written_to_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "access", lambda path, _mode: "hen" not in str(path))
    with loaded(copied("apps_in_a_cycle", tmp_path)):
        out, _ = squashall(verbosity=2)
    assert f"hen is left as it is, because {tmp_path.resolve()}/hen/migrations can't be written to." in out
    assert "hen: as it is (3 migrations)" in out
    assert new_files(tmp_path, "apps_in_a_cycle") == {"egg/0001_squashed_0002_size"}


def test_an_app_in_an_archive_is_refused_by_name(tmp_path: Path) -> None:
    source = copied("one_app", tmp_path / "source")
    archive = tmp_path.resolve() / "project" / "lib.zip"
    archive.parent.mkdir()
    with ZipFile(archive, "w") as file:
        for path in source.rglob("*.py"):
            file.write(path, path.relative_to(source))
    sys.path.insert(0, str(archive))
    try:
        with loaded(archive.parent, INSTALLED_APPS=["shop"]):
            out, _ = squashall("--no-verify", "--before", "2024-01-01")
    finally:
        sys.path.remove(str(archive))
    assert f"shop is left as it is, because {archive}/shop/migrations is in an archive. Unpack the app, or" in out


def test_where_no_app_has_migrations_there_is_none_to_choose(tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "__init__.py").touch()
    with loaded(tmp_path, INSTALLED_APPS=["bare"]), pytest.raises(CommandError) as caught:
        squashall("bare")
    assert str(caught.value) == "There is no app 'bare' with migrations.\nThere is none to choose from."


def test_apps_without_migrations_may_be_referred_to(tmp_path: Path) -> None:
    installed = [*CONTRIB, "django.contrib.sessions", "shop"]
    with loaded(copied("one_app", tmp_path), INSTALLED_APPS=installed, MIGRATION_MODULES={"sessions": None}):
        squashall(verbosity=0)
    assert new_files(tmp_path, "one_app") == {"shop/0001_squashed_0003_name"}


def test_without_copies_of_databases_the_history_is_run_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(scratch.ScratchDatabases, "can_snapshot", False)
    with loaded(copied("function_with_effect", tmp_path)):
        out, _ = squashall()
    assert out.count("Proved: ") == 6


def test_a_migration_that_the_code_of_another_one_names_keeps_its_name(tmp_path: Path) -> None:
    folder = copied("one_app", tmp_path)
    (folder / "shop" / "migrations" / "0004_check.py").write_text(
        "from django.db import migrations\n\n\ndef check(apps, schema_editor):\n"
        '    apps.named = ("shop", "0002_price")\n\n\nclass Migration(migrations.Migration):\n'
        '    dependencies = [("shop", "0003_name")]\n    operations = [migrations.RunPython(check)]\n',
        encoding="utf-8",
    )
    with loaded(folder):
        out, _ = squashall()
    assert "shop.0002_price stays alone, because the code of shop.0004_check names it." in out
    assert "shop.0004_check stays alone, because its code names shop.0002_price." in out
    assert new_files(tmp_path, "one_app") == {"shop/0004_check"}


def test_a_foreign_migration_that_comes_too_early_is_reported(tmp_path: Path) -> None:
    # Nothing can declare that a migration of one package comes before one of another.
    for label, text in (
        ("ant", 'migrations.CreateModel("Ant", [("id", models.AutoField(primary_key=True))])'),
        ("bee", 'migrations.RunSQL("SELECT * FROM ant_ant", migrations.RunSQL.noop)'),
    ):
        folder = tmp_path / "site-packages" / label / "migrations"
        folder.mkdir(parents=True)
        for path in (folder / "__init__.py", folder.parent / "__init__.py"):
            path.touch()
        (folder / "0001_initial.py").write_text(
            "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n"
            f"    operations = [{text}]\n",
            encoding="utf-8",
        )
    copied("one_app", tmp_path)
    sys.path.insert(0, str(tmp_path / "site-packages"))
    try:
        with loaded(tmp_path, INSTALLED_APPS=["ant", "bee", "shop"]):
            out, _ = squashall()
    finally:
        sys.path.remove(str(tmp_path / "site-packages"))
    assert "ant.0001_initial has to run before bee.0001_initial (table ant_ant), which can't be declared." in out


class Custom(Operation):
    """Somebody's own operation."""


def test_what_only_a_run_can_show_is_known() -> None:
    sql = migrations.RunSQL("SELECT 1")
    assert trace.runs_code(Custom())
    assert trace.runs_code(migrations.SeparateDatabaseAndState([sql]))
    assert not trace.runs_code(migrations.SeparateDatabaseAndState(state_operations=[sql]))
    assert not trace.runs_code(migrations.DeleteModel("x"))


def test_rows_are_counted_by_the_account_of_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    class Cursor:
        counts = iter([(3,), (5,)])

        def __enter__(self) -> "Cursor":  # noqa: PYI034 - Self is new in 3.11
            return self

        def __exit__(self, *_error: object) -> None:
            pass

        def execute(self, sql: str) -> None:
            assert "pg_stat_xact_user_tables" in sql

        def fetchone(self) -> tuple[int]:
            return next(self.counts)

    monkeypatch.setattr(connection, "vendor", "postgresql")
    monkeypatch.setattr(connection, "cursor", Cursor)
    assert trace._Counter(connection).moved()


def test_a_disk_can_be_read_backwards() -> None:
    one, two = ("a", "1"), ("a", "2")
    disk = Disk({one: migrations.Migration("1", "a"), two: migrations.Migration("2", "a")}, frozenset(), frozenset())
    assert list(disk.reversed().migrations) == [two, one]


MANAGE = """import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""
SETTINGS = """
USE_TZ = True
SECRET_KEY = "x"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
DATABASES = {name: {"ENGINE": "django.db.backends.sqlite3", "NAME": name} for name in ("default", "other")}
SILENCED_SYSTEM_CHECKS = ["admin.E403", "admin.E406", "admin.E408", "admin.E409", "admin.E410"]
DATABASE_ROUTERS = ["settings.Router"]
AUTH_USER_MODEL = "people.Person"
INSTALLED_APPS = [
    "django.contrib.contenttypes", "django.contrib.auth", "django.contrib.admin", "people", "shop",
    "django_opinionated_startapp",
]


class Router:
    def allow_migrate(self, db, app_label, **hints):
        return (app_label == "shop") == (db == "other")

    def db_for_write(self, model, **hints):
        return "other" if model._meta.app_label == "shop" else None
"""
PERSON = """from django.contrib.auth.models import AbstractBaseUser
from django.db import models


class Person(AbstractBaseUser):
    name = models.CharField(max_length=9, unique=True)
    age = models.IntegerField(default=0)
    boss = models.ForeignKey("self", null=True, on_delete=models.CASCADE)
    USERNAME_FIELD = "name"
"""


def manage(folder: Path, *arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_a_project_with_its_own_user_and_two_databases(tmp_path: Path) -> None:
    copied("function_with_effect", tmp_path)
    for name, text in (("manage.py", MANAGE), ("settings.py", SETTINGS), ("people/models.py", PERSON)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "people" / "__init__.py").touch()
    models = tmp_path / "people" / "models.py"
    full = models.read_text(encoding="utf-8")
    for left_out in (("age", "boss"), ("boss",), ()):
        lines = [line for line in full.splitlines() if not line.strip().startswith(left_out or ("-",))]
        models.write_text("\n".join(lines), encoding="utf-8")
        manage(tmp_path, "makemigrations", "people", "-v0")
    manage(tmp_path, "migrate", "-v0")
    manage(tmp_path, "migrate", "-v0", "--database", "other")
    out = manage(tmp_path, "squashall")
    assert "people: 3 migrations → 1, 3 operations → 1" in out
    assert "shop: 5 migrations → 3" in out
    for database in ("default", "other"):
        assert "No migrations to apply" in manage(tmp_path, "migrate", "--database", database)
        (tmp_path / database).unlink()
        manage(tmp_path, "migrate", "-v0", "--database", database)
    assert "No changes" in manage(tmp_path, "makemigrations", "--check", "--dry-run", "people")
