"""Everything that makes ``apply`` refuse, with the words for it."""

import os
from collections.abc import Callable
from pathlib import Path
from unittest.mock import ANY

import pytest

from django_opinionated_startapp.changes import Change, Conflict, Create, Delete, Replace
from django_opinionated_startapp.errors import OpinionatedError
from tests.changes.trees import plan, plant, snapshot

Obstacle = Callable[[Path], Change]


def reasons(root: Path, *changes: Change) -> list[str]:
    return [conflict.reason.replace(str(root), "ROOT") for conflict in plan(root, *changes).conflicts()]


def other_content(root: Path) -> Change:
    plant(root, {"a.py": b"mine"})
    return Create(root / "a.py", b"theirs")


def directory(root: Path) -> Change:
    (root / "a.py").mkdir()
    return Create(root / "a.py", b"")


def pipe(root: Path) -> Change:
    os.mkfifo(root / "a.py")
    return Replace(root / "a.py", b"", b"new")


def broken_link(root: Path) -> Change:
    (root / "a.py").symlink_to("nowhere")
    return Create(root / "a.py", b"")


def folder_is_a_broken_link(root: Path) -> Change:
    (root / "sub").symlink_to("nowhere")
    return Create(root / "sub/a.py", b"")


def parent_is_a_file(root: Path) -> Change:
    plant(root, {"orders": b""})
    return Create(root / "orders/sub/a.py", b"")


def twin_file(root: Path) -> Change:
    plant(root, {"ReadMe.rst": b""})
    return Create(root / "README.rst", b"")


def twin_folder(root: Path) -> Change:
    plant(root, {"sub/Orders/a.py": b""})
    return Create(root / "sub/orders/b.py", b"")


def twin_in_another_normal_form(root: Path) -> Change:
    plant(root, {"cafe\u0301.py": b""})
    return Create(root / "caf\u00e9.py", b"")


def vanished_before_replace(root: Path) -> Change:
    return Replace(root / "a.py", b"old", b"new")


def vanished_before_delete(root: Path) -> Change:
    return Delete(root / "sub/a.py", b"old")


def changed_before_replace(root: Path) -> Change:
    plant(root, {"a.py": b"edited"})
    return Replace(root / "a.py", b"old", b"new")


def changed_before_delete(root: Path) -> Change:
    plant(root, {"a.py": b"edited"})
    return Delete(root / "a.py", b"old")


def deleted_link(root: Path) -> Change:
    plant(root, {"real.py": b"old"})
    (root / "a.py").symlink_to("real.py")
    return Delete(root / "a.py", b"old")


@pytest.mark.parametrize(
    ("obstacle", "reason"),
    [
        (other_content, "exists already with other content"),
        (directory, "is a directory"),
        (pipe, "is not a regular file"),
        (broken_link, "is a broken symbolic link"),
        (folder_is_a_broken_link, "needs a directory where ROOT/sub stands"),
        (parent_is_a_file, "needs a directory where ROOT/orders stands"),
        (twin_file, "differs from ROOT/ReadMe.rst in upper and lower case only"),
        (twin_folder, "differs from ROOT/sub/Orders in upper and lower case only"),
        (twin_in_another_normal_form, "differs from ROOT/cafe\u0301.py in upper and lower case only"),
        (vanished_before_replace, "does not exist any more"),
        (vanished_before_delete, "does not exist any more"),
        (changed_before_replace, "has been changed meanwhile"),
        (changed_before_delete, "has been changed meanwhile"),
        (deleted_link, "is a symbolic link"),
    ],
)
def test_an_obstacle_stops_the_whole_set(root: Path, obstacle: Obstacle, reason: str) -> None:
    change = obstacle(root)
    earlier = snapshot(root)
    changes = plan(root, Create(root / "harmless.py", b""), change)

    assert reasons(root, *changes.changes) == [reason]
    assert [conflict.path for conflict in changes.conflicts()] == [change.path]
    with pytest.raises(OpinionatedError) as refusal:
        changes.apply()
    assert refusal.value.message.replace(str(root), "ROOT") == f"ROOT/{change.path.relative_to(root)} {reason}."
    assert refusal.value.hint == "Nothing was changed. Solve this, then run the command again."
    assert snapshot(root) == earlier


@pytest.mark.parametrize(
    ("name", "reason"),
    [("circle/a.py", "Too many levels of symbolic links"), ("a" * 300, "File name too long")],
)
def test_a_path_that_leads_nowhere_is_refused_by_name(root: Path, name: str, reason: str) -> None:
    (root / "circle").symlink_to("circle")
    changes = plan(root, Create(root / "a.py", b""), Create(root / name, b""))
    for question in (changes.conflicts, changes.diff, changes.as_dicts, changes.apply):
        with pytest.raises(OpinionatedError) as refusal:
            question()
        assert refusal.value.args[0].endswith(f": {reason}.")
        assert refusal.value.args[0].startswith(f"Cannot look at {root / name.partition('/')[0]}")
        assert refusal.value.hint == "Nothing was changed."
    assert list(root.iterdir()) == [root / "circle"]


def flawed_relative(_root: Path) -> tuple[Change, ...]:
    return (Create(Path("a.py"), b""),)


def flawed_outside(root: Path) -> tuple[Change, ...]:
    return (Create(root / "sub/../../evil.py", b""),)


def flawed_missing_outside(root: Path) -> tuple[Change, ...]:
    return (Create(root / "missing/../../missing/evil.py", b""),)


def flawed_root_itself(root: Path) -> tuple[Change, ...]:
    return (Create(root, b""),)


def flawed_link_outside(root: Path) -> tuple[Change, ...]:
    plant(root.parent, {"evil.py": b"old"})
    (root / "a.py").symlink_to("../evil.py")
    return (Replace(root / "a.py", b"old", b"new"),)


def flawed_folder_link_outside(root: Path) -> tuple[Change, ...]:
    (root / "sub").symlink_to(root.parent)
    return (Create(root / "sub/evil.py", b""),)


def flawed_twice(root: Path) -> tuple[Change, ...]:
    plant(root, {"a.py": b"old"})
    return Replace(root / "a.py", b"old", b"new"), Delete(root / "a.py", b"old")


def flawed_twice_by_a_link(root: Path) -> tuple[Change, ...]:
    plant(root, {"a.py": b"old"})
    (root / "b.py").symlink_to("a.py")
    return Replace(root / "a.py", b"old", b"new"), Replace(root / "b.py", b"old", b"newer")


def flawed_file_and_folder(root: Path) -> tuple[Change, ...]:
    return Create(root / "orders", b""), Create(root / "orders/a.py", b"")


def flawed_twins(root: Path) -> tuple[Change, ...]:
    return Create(root / "Orders/a.py", b""), Create(root / "orders/b.py", b"")


@pytest.mark.parametrize(
    ("flawed", "expected"),
    [
        (flawed_relative, ["is not an absolute path"]),
        (flawed_outside, ["lies outside ROOT"]),
        (flawed_missing_outside, ["lies outside ROOT"]),
        (flawed_root_itself, ["lies outside ROOT"]),
        (flawed_link_outside, ["lies outside ROOT"]),
        (flawed_folder_link_outside, ["lies outside ROOT"]),
        (flawed_twice, ["is changed twice in one plan"] * 2),
        (flawed_twice_by_a_link, ["is changed twice in one plan"] * 2),
        (flawed_file_and_folder, ["is both a file and a directory in one plan"]),
        (flawed_twins, ["differs from another path of the plan in upper and lower case only"] * 2),
    ],
)
def test_a_flawed_plan_has_neither_a_result_nor_a_patch(
    root: Path, flawed: Callable[[Path], tuple[Change, ...]], expected: list[str]
) -> None:
    changes = plan(root, *flawed(root))
    earlier = snapshot(root.parent)
    assert reasons(root, *changes.changes) == expected
    for forbidden in (changes.apply, changes.diff):
        with pytest.raises(OpinionatedError, match="Nothing was changed"):
            forbidden()
    assert snapshot(root.parent) == earlier


def test_a_flawed_plan_is_flawed_even_where_all_is_done_already(root: Path) -> None:
    plant(root, {"a.py": b"a"})
    assert reasons(root, *[Create(root / "a.py", b"a")] * 2) == ["is changed twice in one plan"] * 2


def test_what_is_done_already_conflicts_with_nothing(root: Path) -> None:
    plant(root, {"README": b"same", "readme": b"other", "b.py": b"new"})
    done = plan(root, Create(root / "README", b"same"), Replace(root / "b.py", b"old", b"new"))
    assert done.conflicts() == ()


def test_files_whose_names_differ_in_case_can_still_be_edited(root: Path) -> None:
    plant(root, {"README": b"a", "readme": b"b"})
    edits = Replace(root / "README", b"a", b"A"), Replace(root / "readme", b"b", b"B"), Create(root / "x.py", b"")
    assert plan(root, *edits).conflicts() == ()


def test_flaws_come_first_and_each_change_has_one_conflict(root: Path) -> None:
    plant(root, {"a.py": b"mine"})
    changes = Create(root / "a.py", b"theirs"), Create(root.parent / "b.py", b"")
    assert plan(root, *changes).conflicts() == (
        Conflict(root.parent / "b.py", f"lies outside {root}"),
        Conflict(root / "a.py", "exists already with other content"),
    )


def test_forced_leaves_no_conflict_but_what_is_no_file(root: Path) -> None:
    plant(root, {"a.py": b"mine"})
    (root / "b.py").mkdir()
    changes = plan(root, Create(root / "a.py", b"theirs"), Create(root / "b.py", b""))
    assert changes.forced().conflicts() == (Conflict(root / "b.py", "is a directory"),)


def test_a_refusal_names_three_conflicts_and_counts_the_rest(root: Path) -> None:
    names = ("a.py", "b.py", "c.py", "d.py", "e.py")
    with pytest.raises(OpinionatedError) as refusal:
        plan(root, *(Delete(root / name, b"") for name in names)).apply()
    named = "; ".join(f"{root / name} does not exist any more" for name in names[:3])
    assert refusal.value.args == (f"{named}; conflicts in all: 5.", ANY)


def test_a_folder_without_write_permission_is_a_conflict(open_root: Path, request: pytest.FixtureRequest) -> None:
    folder = plant(open_root, {"locked/a.py": b"old"}) / "locked"
    folder.chmod(0o555)
    request.getfixturevalue("unprivileged")
    changes = Create(folder / "sub/new.py", b""), Replace(folder / "a.py", b"old", b"new")
    assert reasons(open_root, *changes) == ["needs write permission for the directory ROOT/locked"] * 2


def test_a_read_only_file_and_an_unreadable_one_are_conflicts(open_root: Path, request: pytest.FixtureRequest) -> None:
    plant(open_root, {"a.py": b"old", "b.py": b"old"})
    (open_root / "a.py").chmod(0o444)
    (open_root / "b.py").chmod(0o222)
    open_root.chmod(0o777)
    request.getfixturevalue("unprivileged")
    changes = Replace(open_root / "a.py", b"old", b"new"), Delete(open_root / "b.py", b"old")
    assert reasons(open_root, *changes) == ["is read-only", "cannot be looked at: Permission denied"]
