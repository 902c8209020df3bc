"""A plan compared with the disk: what is left to do, what is done, what overwriting would mean."""

import os
from pathlib import Path

import pytest

from django_opinionated_startapp.changes import ChangeSet, Create, Delete, Replace
from tests.changes.trees import plan, plant, snapshot


@pytest.fixture
def mixed(root: Path) -> ChangeSet:
    """For each kind of change one that is to be made and, where that can be, one that is made already."""
    plant(root, {"same.py": b"same", "old.py": b"old", "done.py": b"new", "kept.py": b"kept", "gone.py": b"gone"})
    return plan(
        root,
        Create(root / "same.py", b"same"),
        Create(root / "sub/fresh.py", b"fresh"),
        Replace(root / "old.py", b"old", b"new"),
        Replace(root / "done.py", b"old", b"new"),
        Replace(root / "kept.py", b"kept", b"kept"),
        Delete(root / "gone.py", b"gone"),
    )


def test_pending_leaves_out_what_is_so_already(root: Path, mixed: ChangeSet) -> None:
    assert mixed.pending() == plan(
        root,
        Create(root / "sub/fresh.py", b"fresh"),
        Replace(root / "old.py", b"old", b"new"),
        Delete(root / "gone.py", b"gone"),
    )


def test_skipped_names_what_pending_leaves_out(root: Path, mixed: ChangeSet) -> None:
    assert mixed.skipped() == (root / "same.py", root / "done.py", root / "kept.py")


def test_as_dicts_is_ordered_by_path(mixed: ChangeSet) -> None:
    assert mixed.as_dicts() == [
        {"action": "skip", "path": "done.py"},
        {"action": "delete", "path": "gone.py"},
        {"action": "skip", "path": "kept.py"},
        {"action": "replace", "path": "old.py"},
        {"action": "skip", "path": "same.py"},
        {"action": "create", "path": "sub/fresh.py"},
    ]


def test_as_dicts_names_the_file_that_a_link_leads_to(root: Path) -> None:
    plant(root, {"real/settings.py": b"old"})
    (root / "link").symlink_to("real")
    change = Replace(root / "link/settings.py", b"old", b"new")
    assert plan(root, change).as_dicts() == [{"action": "replace", "path": "real/settings.py"}]


def test_as_dicts_gives_the_whole_path_of_what_lies_outside(root: Path) -> None:
    outside = root.parent / "outside.py"
    assert plan(root, Create(outside, b"")).as_dicts() == [{"action": "create", "path": outside.as_posix()}]


def test_a_root_that_is_reached_by_a_link_is_the_same_root(root: Path) -> None:
    (root.parent / "alias").symlink_to(root)
    changes = plan(root.parent / "alias", Create(root / "a.py", b"a"), Create(root.parent / "alias/b.py", b"b"))
    assert changes.conflicts() == ()
    assert [entry["path"] for entry in changes.as_dicts()] == ["a.py", "b.py"]


def test_the_mode_alone_is_no_reason_to_write(root: Path) -> None:
    plant(root, {"run.sh": b"#!/bin/sh\n"})
    assert plan(root, Create(root / "run.sh", b"#!/bin/sh\n", executable=True)).skipped() == (root / "run.sh",)


def test_a_replacement_by_the_same_is_nothing_to_do_whatever_stands_there(root: Path) -> None:
    changes = plan(root, Replace(root / "missing.py", b"same", b"same"))
    assert changes.skipped() == (root / "missing.py",)
    assert changes.conflicts() == ()


def test_forced_replaces_what_stands_there(root: Path) -> None:
    plant(root, {"mine.py": b"mine", "same.py": b"same"})
    changes = plan(
        root,
        Create(root / "mine.py", b"theirs"),
        Create(root / "same.py", b"same"),
        Create(root / "fresh.py", b"fresh"),
        Delete(root / "gone.py", b"gone"),
    )
    assert changes.forced() == plan(root, Replace(root / "mine.py", b"mine", b"theirs"), *changes.changes[1:])


def test_forced_does_not_replace_a_directory(root: Path) -> None:
    (root / "orders.py").mkdir()
    changes = plan(root, Create(root / "orders.py", b""))
    assert changes.forced() == changes


def test_asking_writes_nothing_and_never_waits_for_a_pipe(root: Path, mixed: ChangeSet) -> None:
    os.mkfifo(root / "pipe")
    changes = plan(root, *mixed.changes, Create(root / "pipe", b""))
    earlier = snapshot(root)
    for question in (changes.pending, changes.skipped, changes.forced, changes.conflicts, changes.diff):
        question()
    assert snapshot(root) == earlier
