from pathlib import Path

import pytest

from django_opinionated_startapp.changes import ChangeSet
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.scaffold.foreign import build_from_django_template


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a template in Django's format, as the current directory."""
    root = tmp_path / "project"
    (root / "own").mkdir(parents=True)
    (root / "own" / "apps.py-tpl").write_text("NAME = '{{ app_name }}'\n")
    (root / "own" / "run.sh").write_text("#!/bin/sh\n")
    (root / "own" / "run.sh").chmod(0o755)
    monkeypatch.chdir(root)
    monkeypatch.setenv("PATH", "")  # no black: it has a test in test_startpatternapp.py
    return root


def build(root: Path, name: str = "orders", directory: str | None = None, template: str = "own") -> ChangeSet:
    return build_from_django_template(
        name, directory, root, template=template, extensions=["py"], files=[], exclude=[]
    )


def test_files_are_planned_and_not_written(root: Path) -> None:
    changes = build(root)
    assert [(each.path, each.content, each.executable) for each in changes.changes] == [
        (root / "orders" / "apps.py", b"NAME = 'orders'\n", False),
        (root / "orders" / "run.sh", b"#!/bin/sh\n", True),
    ]
    assert not (root / "orders").exists()


def test_a_directory_is_what_becomes_the_app(root: Path) -> None:
    first = build(root, directory="apps/buying").changes[0]
    assert (first.path, first.content) == (root / "apps" / "buying" / "apps.py", b"NAME = 'orders'\n")


@pytest.mark.parametrize(
    ("name", "directory"), [("../evil", None), ("/evil", None), ("a/b", None), ("a-b", None), ("orders", "bad-one")]
)
def test_names_that_lead_elsewhere_are_refused(root: Path, name: str, directory: str | None) -> None:
    with pytest.raises(OpinionatedError, match=r"can't name an app\.\n"):
        build(root, name, directory)
    assert [path.name for path in root.parent.iterdir()] == ["project"]


def test_django_refuses(root: Path) -> None:
    with pytest.raises(OpinionatedError, match="conflicts with the name of an existing Python module"):
        build(root, "json")
    with pytest.raises(OpinionatedError, match="couldn't handle app template missing"):
        build(root, template="missing")


@pytest.mark.parametrize("content", [b"{% if %}", b"\xff\xfe"])
def test_a_template_that_is_none(root: Path, content: bytes) -> None:
    (root / "own" / "broken.py").write_bytes(content)
    with pytest.raises(OpinionatedError, match=r"\.\nThe options mean what they mean to startapp\."):
        build(root)


def test_a_target_outside_is_a_conflict(root: Path) -> None:
    assert {each.reason for each in build(root, directory="../orders").conflicts()} == {f"lies outside {root}"}
