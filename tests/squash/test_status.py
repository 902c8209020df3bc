"""What is said about squashed migrations and databases, and that saying it changes neither."""

import json
import sqlite3
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations import Migration

from django_opinionated_startapp.squash.choose import Choice
from django_opinionated_startapp.squash.disk import Disk
from django_opinionated_startapp.squash.history import App, History, Node, read_history
from django_opinionated_startapp.squash.status import read_status

from .databases import configured, empty_database
from .projects import SQLITE, apps_in, contents, copied, loaded, squashall


def squashed(folder: Path, situation: str = "one_app") -> Path:
    copied(situation, folder)
    with loaded(folder, INSTALLED_APPS=apps_in(folder)):
        squashall("--no-verify", verbosity=0)
    return folder


def status(folder: Path, *arguments: str, **databases: dict[str, object]) -> str:
    with loaded(folder, INSTALLED_APPS=apps_in(folder)):
        default = databases.pop("default", {**SQLITE, "NAME": str(folder / "db.sqlite3")})
        with configured(default=default, **databases):
            return squashall("--status", *arguments)[0]


def migrated(folder: Path, *arguments: str) -> None:
    with loaded(folder, INSTALLED_APPS=apps_in(folder)):
        call_command("migrate", *arguments, verbosity=0)


def test_a_database_that_has_recorded_all_may_be_pruned(tmp_path: Path) -> None:
    migrated(squashed(tmp_path))
    assert status(tmp_path) == (
        "shop.0001_squashed_0003_name replaces 3 migrations, 3 on the disk\n"
        "  default: recorded\n"
        "May be pruned: manage.py squashall --prune shop\n"
    )


def test_a_database_that_lags_is_named_with_the_command(tmp_path: Path) -> None:
    copied("one_app", tmp_path)
    migrated(tmp_path, "shop", "0002")
    assert status(squashed(tmp_path)) == (
        "shop.0001_squashed_0003_name replaces 3 migrations, 3 on the disk\n"
        "  default: not recorded, and 2 of 3 replaced ones; run manage.py migrate --database default\n"
        "No app may be pruned yet.\n"
    )


def test_a_squash_that_is_recorded_without_all_that_it_replaces_is_not_enough(tmp_path: Path) -> None:
    migrated(squashed(tmp_path))
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        database.execute("DELETE FROM django_migrations WHERE name = '0002_price'")
    database.close()
    assert "  default: recorded, and 2 of 3 replaced ones; run manage.py migrate" in status(tmp_path)


def test_a_database_without_a_table_of_migrations_does_not_get_one(tmp_path: Path) -> None:
    squashed(tmp_path)
    (tmp_path / "db.sqlite3").touch()
    assert "  default: not recorded, and 0 of 3 replaced ones; run" in status(tmp_path)
    assert (tmp_path / "db.sqlite3").read_bytes() == b""


@pytest.mark.parametrize(
    ("settings", "trouble"),
    [
        ({**SQLITE, "NAME": "nowhere.sqlite3"}, "there is no file nowhere.sqlite3"),
        ({**SQLITE, "NAME": "file:nowhere.sqlite3?mode=ro", "OPTIONS": {"uri": True}}, "unable to open database file"),
        ({**SQLITE, "NAME": ""}, "settings.DATABASES is improperly configured. Please supply the NAME value"),
        ({"ENGINE": "nowhere.backend", "NAME": "x"}, "'nowhere.backend' isn't an available database backend"),
    ],
)
def test_a_database_that_cannot_be_read_is_named_and_not_made(
    settings: dict[str, object], trouble: str, tmp_path: Path
) -> None:
    migrated(squashed(tmp_path))
    before = sorted(path.name for path in tmp_path.iterdir())
    out = status(tmp_path, away=settings)
    assert "  default: recorded\n" in out
    assert f"The database 'away' can't be read: {trouble}" in out
    assert "No app may be pruned yet.\n" in out
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert "May be pruned" in status(tmp_path, "--database", "default", away=settings)


def test_databases_in_memory_and_none_at_all_are_no_trouble(tmp_path: Path) -> None:
    squashed(tmp_path)
    out = status(tmp_path, away={**SQLITE, "NAME": ":memory:"}, default={})
    assert "  away: not recorded" in out
    assert "default" not in out


def test_connections_that_were_not_open_are_not_left_open(tmp_path: Path) -> None:
    squashed(tmp_path)
    (tmp_path / "db.sqlite3").touch()
    with (
        loaded(tmp_path, INSTALLED_APPS=["shop"]),
        configured(default={**SQLITE, "NAME": str(tmp_path / "db.sqlite3")}, other={**SQLITE, "NAME": ":memory:"}),
    ):
        connections["default"].ensure_connection()
        read_status(read_history(tmp_path), Choice(), ())
        assert [wrapper.alias for wrapper in connections.all(initialized_only=True)] == ["default"]
        assert connections["default"].connection is not None


def test_apps_can_be_chosen(tmp_path: Path) -> None:
    squashed(tmp_path, "apps_in_a_cycle")
    assert "hen" not in status(tmp_path, "egg")
    assert "hen" not in status(tmp_path, "--exclude", "hen")


def test_a_squash_of_squashes_counts_with_all_that_is_below_it(tmp_path: Path) -> None:
    replaces = {
        "0001_initial": [],
        "0001_inner": ["0001_initial", "0002_price"],
        "0001_outer": ["0001_inner", "0002_price", "0000_gone"],
        "0002_price": [],
    }
    found = {("shop", name): Migration(name, "shop") for name in replaces}
    for (_, name), migration in found.items():
        migration.replaces = [("shop", other) for other in replaces[name]]
    disk = Disk(found, frozenset({"shop"}), frozenset())
    nodes = tuple(Node(key, migration, sys, ()) for key, migration in found.items())
    history = History(disk, nodes, (App("shop", "shop.migrations", tmp_path),), ())
    (squash,) = read_status(history, Choice(), ()).squashes
    assert squash.key == ("shop", "0001_outer")
    assert [name for _, name in squash.replaces] == ["0001_inner", "0002_price", "0000_gone", "0001_initial"]
    assert [name for _, name in squash.on_disk] == ["0001_inner", "0002_price", "0001_initial"]


def test_the_status_can_be_had_as_json(tmp_path: Path) -> None:
    migrated(squashed(tmp_path))
    names = ["shop.0001_initial", "shop.0002_price", "shop.0003_name"]
    assert json.loads(status(tmp_path, "--json", away={**SQLITE, "NAME": "gone"})) == {
        "apps": {
            "shop": [
                {
                    "name": "0001_squashed_0003_name",
                    "replaces": names,
                    "files": names,
                    "databases": {"default": {"recorded": True, "replaced_recorded": 3, "lacks": [], "command": ""}},
                    "prunable": False,
                }
            ]
        },
        "unreadable": {"away": "there is no file gone"},
    }


def test_a_status_changes_no_file(tmp_path: Path) -> None:
    before = contents(squashed(tmp_path))
    status(tmp_path)
    assert contents(tmp_path) == before
    assert not (tmp_path / "db.sqlite3").exists()


@pytest.mark.parametrize("vendor", ["postgresql", "mariadb"])
def test_a_server_is_asked_without_a_table_being_made(vendor: str, tmp_path: Path) -> None:
    squashed(tmp_path)
    with loaded(tmp_path, INSTALLED_APPS=["shop"]), empty_database(vendor):
        assert "  default: not recorded, and 0 of 3" in squashall("--status")[0]
        assert connections["default"].introspection.table_names() == []
        call_command("migrate", verbosity=0)
        assert "  default: recorded\n" in squashall("--status")[0]
