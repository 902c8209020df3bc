"""Apps in archives are named among what is not looked at, and nothing else there is."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from django_opinionated_startapp.audit.cache import FactStore
from django_opinionated_startapp.audit.discover import discover
from django_opinionated_startapp.audit.discover.registry import Registered
from django_opinionated_startapp.conf import AuditConfig
from tests.audit.trees import write_tree

from .test_apps import MANAGE, app, names, project, settings


def zipped(path: Path, *members: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(path, "w") as archive:
        for each in members:
            archive.writestr(each, "")
    return path


TREE = {"manage.py": MANAGE, **app("orders"), **settings("orders", "bills.apps.BillsConfig", "django.contrib.auth")}
WHY = "is an archive with bills.apps.BillsConfig, and archives are not looked into"


@pytest.mark.parametrize("name", ["lib.zip", "lib/eggs/bills.egg"])
def test_an_archive_with_what_is_installed_is_named(name: str, tmp_path: Path) -> None:
    zipped(tmp_path / name, "bills/__init__.py", "bills/apps.py")
    found = project(tmp_path, TREE)
    assert names(found) == {"orders": "orders"}
    assert [(each.place.path, each.reason) for each in found.unseen] == [(name, WHY)]


@pytest.mark.parametrize(
    ("name", "members"),
    [("lib.zip", ("orders/__init__.py", "README")), ("lib.whl", ("bills/__init__.py",)), ("lib.zip", ("bills.txt",))],
)
def test_other_archives_are_not(name: str, members: tuple[str, ...], tmp_path: Path) -> None:
    zipped(tmp_path / name, *members)
    assert project(tmp_path, TREE).unseen == ()


def test_what_is_no_archive_is_none(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\3\4 bills/__init__.py")
    (tmp_path / "folder.zip").mkdir()
    (tmp_path / "loop.zip").symlink_to("loop.zip")
    assert project(tmp_path, TREE).unseen == ()


def test_a_booted_django_knows_what_comes_from_where(tmp_path: Path) -> None:
    root = write_tree(tmp_path.resolve(), TREE)
    zipped(root / "lib.zip", "bills/__init__.py", "orders/__init__.py")
    registered = tuple(
        Registered(name, name, place, "", explicit_label=False)
        for name, place in {"orders": root / "orders", "bills": root / "lib.zip/bills"}.items()
    )
    config = AuditConfig()
    store = FactStore(root, None)
    found = discover(root, config, store, lambda _label, _name: frozenset({"default"}), registered=registered)
    assert [each.reason for each in found.unseen] == ["is an archive with bills, and archives are not looked into"]
