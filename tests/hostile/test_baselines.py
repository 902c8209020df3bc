"""Baselines from somebody else's hand, through whole commands: nothing outside is read, written or deleted."""

from collections.abc import Callable
from pathlib import Path

import pytest

from django_opinionated_startapp.__main__ import main
from tests.audit.trees import write_tree
from tests.changes.trees import files, snapshot

HIDDEN = "hunter2\n"
FILE = ".audit-baseline/orders.txt"
TREE = {"orders/__init__.py": "", "orders/apps.py": "x = 1\n", "orders/models.py": "import bills.models\n"}
OPTIONS = ((), ("--write-baseline",), ("--prune-baseline",), ("--format", "json"), ("--format", "html"))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = write_tree(tmp_path.resolve() / "project", TREE)
    write_tree(tmp_path / "outside", {"orders.txt": HIDDEN})
    (root / ".audit-baseline").mkdir()
    monkeypatch.chdir(root)
    return root


def linked(folder: Path) -> None:
    (folder / FILE).symlink_to("../../outside/orders.txt")


def linked_folder(folder: Path) -> None:
    (folder / ".audit-baseline").rmdir()
    (folder / ".audit-baseline").symlink_to("../outside")


def looped(folder: Path) -> None:
    (folder / FILE).symlink_to("orders.txt")


def a_folder(folder: Path) -> None:
    (folder / FILE).mkdir()


def huge(folder: Path) -> None:
    with (folder / FILE).open("wb") as stream:
        stream.truncate(50_000_000_000)


def many(folder: Path) -> None:
    for name in ("bills", "orders"):
        (folder / f".audit-baseline/{name}.txt").write_text("direct-fk-import a.py\n" * 250_000)


def merged(folder: Path) -> None:
    (folder / FILE).write_text("<<<<<<< ours\n")


REFUSED: dict[Callable[[Path], None], str] = {
    linked: f"{FILE} is a link that leads out of the project.\nPut a file in its place.\n",
    linked_folder: f"{FILE} is a link that leads out of the project.\nPut a file in its place.\n",
    looped: f"{FILE} can't be read: Too many levels of symbolic links.\n",
    a_folder: f"{FILE} can't be read: Is a directory.\n",
    huge: f"{FILE} is too large: baselines may have 10 MB together.\n"
    "Delete it, and write it again with --write-baseline.\n",
    many: f"{FILE} is too large: baselines may have 10 MB together.\n"
    "Delete it, and write it again with --write-baseline.\n",
    merged: f"{FILE}, line 1: a merge was left unfinished.\nKeep the lines of both.\n",
}


@pytest.mark.parametrize("options", OPTIONS, ids=" ".join)
@pytest.mark.parametrize("forge", REFUSED, ids=lambda each: each.__name__)
def test_what_can_be_no_baseline_is_refused(
    forge: Callable[[Path], None], options: tuple[str, ...], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forge(project)
    before = snapshot(project.parent) if forge is not huge else {}
    assert main(["auditapps", "--no-cache", *options]) == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", REFUSED[forge])
    assert forge is huge or snapshot(project.parent) == before


LINES = {
    "paths outside": b"direct-fk-import ../../outside/orders.txt x\ndirect-fk-import /etc/hostname x\n",
    "the same again": b"direct-fk-import orders/models.py\n" * 100_000,
    "a long line": b"direct-fk-import " + b"x" * 1_000_000 + b"\n",
    "deep": b"direct-fk-import " + b"a/" * 100_000 + b"x.py\n",
    "for a terminal": "direct-fk-import %1B[2J.py \u202e\x1b[31m\n".encode(),
}


@pytest.mark.parametrize("name", LINES)
def test_lines_that_match_nothing_are_stale_and_nothing_else(
    name: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    beside = files(project.parent / "outside")
    main(["auditapps", "--no-cache"])
    found = capsys.readouterr().out
    (project / FILE).write_bytes(LINES[name])
    for options in (*OPTIONS[3:], ()):
        assert main(["auditapps", "--no-cache", *options]) == 1
        out, err = capsys.readouterr()
        assert "hunter2" not in out
        assert "\x1b" not in out + err
    assert "Stale lines of baselines, which --prune-baseline takes out:\n" in out
    assert main(["auditapps", "--no-cache", "--prune-baseline"]) in {0, 1}
    assert not (project / FILE).exists()
    capsys.readouterr()
    main(["auditapps", "--no-cache"])
    assert capsys.readouterr().out == found
    assert files(project.parent / "outside") == beside


def test_a_link_inside_of_the_project_is_followed(project: Path) -> None:
    (project / "kept.txt").write_text("direct-fk-import orders/models.py\n")
    (project / FILE).symlink_to("../kept.txt")
    assert main(["auditapps", "--no-cache"]) == 1
