"""Applying where something goes wrong: at every single call into the system, and in some ways of its own."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from django_opinionated_startapp.changes import ChangeSet, Create, Delete, Replace
from django_opinionated_startapp.errors import OpinionatedError
from tests.changes.trees import executables, files, plan, plant, snapshot, strike

BEFORE = {"settings.py": b"old", "real/urls.py": b"old", "gone.py": b"gone", "same.py": b"same"}
AFTER = {
    "settings.py": b"new",
    "real/urls.py": b"new",
    "urls.py": b"new",
    "same.py": b"same",
    "orders/__init__.py": b"",
    "orders/api/run": b"run",
}


def everything(root: Path) -> ChangeSet:
    plant(root, BEFORE)
    (root / "settings.py").chmod(0o640)
    (root / "urls.py").symlink_to("real/urls.py")
    return plan(
        root,
        Create(root / "orders/api/run", b"run", executable=True),
        Replace(root / "settings.py", b"old", b"new"),
        Create(root / "same.py", b"same"),
        Delete(root / "gone.py", b"gone"),
        Create(root / "orders/__init__.py", b""),
        Replace(root / "urls.py", b"old", b"new"),
    )


def full_disk() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("error", "after", "hard_links"),
    [
        (full_disk, False, True),
        (full_disk, False, False),
        (KeyboardInterrupt, False, True),
        (KeyboardInterrupt, True, True),
        (SystemExit, True, False),
    ],
    ids=["full disk", "full disk, no hard links", "interrupt before", "interrupt after", "exit after, no hard links"],
)
@pytest.mark.usefixtures("unlocked")
def test_a_fault_at_any_call_leaves_all_or_nothing(
    open_root: Path,
    error: Callable[[], BaseException],
    monkeypatch: pytest.MonkeyPatch,
    *,
    after: bool,
    hard_links: bool,
) -> None:
    if not hard_links:
        monkeypatch.setattr(Path, "hardlink_to", no_hard_links)
    outcomes = ["start"]
    while outcomes[-1] != "not struck":
        if outcomes[-1] != "nothing":  # the last round has changed the tree
            changes = everything(open_root / str(len(outcomes)))
            earlier = snapshot(changes.root)
        outcomes.append(outcome(changes, earlier, len(outcomes), error(), after=after))
    assert outcomes.count("nothing") > 100
    # Past the point of no return there is only the removal of the three backups.
    assert outcomes.count("all, and it says so") == 3


def no_hard_links(self: Path, _target: Path) -> None:
    raise PermissionError(errno.EPERM, "Operation not permitted", str(self))


def outcome(
    changes: ChangeSet, earlier: dict[str, tuple[object, ...]], number: int, error: BaseException, *, after: bool
) -> str:
    """Apply with the fault; return what became of it, after having checked that this is the whole truth."""
    root = changes.root
    try:
        with strike(number, error, after=after) as calls:
            changes.apply()
    except (OpinionatedError, KeyboardInterrupt, SystemExit) as raised:
        if snapshot(root) == earlier:
            if isinstance(raised, OpinionatedError):
                assert "Nothing was changed." in raised.hint
            else:
                assert raised is error
            return "nothing"
        assert str(raised).startswith("All changes were made, but not all backups could be removed: ")
        left = {name: content for name, content in files(root).items() if name not in AFTER}
        assert len(left) == (0 if after else 1)
        assert all(str(root / name) in str(raised) for name in left)
        return "all, and it says so"
    assert files(root) == AFTER
    assert executables(root) == {"orders/api/run"}
    return "not struck" if len(calls) < number else "all"


def fail_on(monkeypatch: pytest.MonkeyPatch, method: str, *suffixes: str) -> None:
    """Let ``method`` of paths that end so fail, as on a disk that has become read-only."""
    original = getattr(Path, method)

    def fail(self: Path, *arguments: object, **options: object) -> object:
        if self.name.endswith(suffixes):
            raise OSError(errno.EROFS, "Read-only file system", str(self))
        return original(self, *arguments, **options)

    monkeypatch.setattr(Path, method, fail)


def at_fsync(monkeypatch: pytest.MonkeyPatch, number: int, event: Callable[[], object]) -> None:
    """Let ``event`` happen when the ``number``-th new file has been written and no other is changed."""
    original, calls = os.fsync, []

    def fsync(descriptor: int) -> None:
        calls.append(descriptor)
        original(descriptor)
        if len(calls) == number:
            event()

    monkeypatch.setattr(os, "fsync", fsync)


def raise_full_disk() -> None:
    raise full_disk()


def test_a_failed_write_says_where_why_and_that_nothing_was_changed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = everything(root)
    at_fsync(monkeypatch, 2, raise_full_disk)
    with pytest.raises(OpinionatedError) as failure:
        changes.apply()
    message = f"Cannot write {root / 'settings.py'}: No space left on device."
    assert failure.value.args == (message, "Nothing was changed.")
    assert isinstance(failure.value.__cause__, OSError)


def test_an_error_without_a_text_is_named_all_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OSError("quota")

    at_fsync(monkeypatch, 1, fail)
    with pytest.raises(OpinionatedError) as failure:
        plan(root, Create(root / "a.py", b"")).apply()
    assert failure.value.message == f"Cannot write {root / 'a.py'}: quota."


def test_other_errors_go_on_as_they_are(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = everything(root)
    earlier = snapshot(root)

    def fail() -> None:
        raise MemoryError

    at_fsync(monkeypatch, 3, fail)
    with pytest.raises(MemoryError):
        changes.apply()
    assert snapshot(root) == earlier


# --- Others that work in the same tree ---


def test_a_file_that_appeared_meanwhile_is_not_overwritten(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(root, {"settings.py": b"old"})
    changes = Replace(root / "settings.py", b"old", b"new"), Create(root / "sub/a.py", b"ours")
    at_fsync(monkeypatch, 2, lambda: plant(root, {"sub/a.py": b"theirs"}))
    with pytest.raises(OpinionatedError) as failure:
        plan(root, *changes).apply()
    assert failure.value.message == (
        f"Cannot write {root / 'sub/a.py'}: File exists. "
        f"Not everything could be undone: {root / 'sub'} is left behind (Directory not empty)."
    )
    assert files(root) == {"settings.py": b"old", "sub/a.py": b"theirs"}


def test_a_folder_that_appeared_meanwhile_is_not_removed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Path.mkdir

    def slow(self: Path) -> None:
        original(self)
        original(self)

    monkeypatch.setattr(Path, "mkdir", slow)
    with pytest.raises(OpinionatedError, match=r"sub/a\.py: File exists\."):
        plan(root, Create(root / "sub/a.py", b"")).apply()
    assert (root / "sub").is_dir()


@pytest.mark.parametrize("hard_links", [True, False], ids=["links", "no links"])
@pytest.mark.parametrize("deleted", [True, False], ids=["delete", "replace"])
def test_a_file_that_was_edited_meanwhile_keeps_the_edit(
    root: Path, monkeypatch: pytest.MonkeyPatch, *, deleted: bool, hard_links: bool
) -> None:
    if not hard_links:
        monkeypatch.setattr(Path, "hardlink_to", no_hard_links)
    plant(root, {"settings.py": b"old"})
    path = root / "settings.py"
    change = Delete(path, b"old") if deleted else Replace(path, b"old", b"new")
    at_fsync(monkeypatch, 1, lambda: plant(root, {"settings.py": b"edited"}))
    with pytest.raises(OpinionatedError) as failure:
        plan(root, change, Create(root / "a.py", b"")).apply()
    assert failure.value.args == (f"{path} has been changed by another program meanwhile.", "Nothing was changed.")
    assert files(root) == {"settings.py": b"edited"}


def test_a_file_that_vanished_meanwhile_is_not_missed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(root, {"settings.py": b"old"})
    at_fsync(monkeypatch, 2, (root / "settings.py").unlink)
    with pytest.raises(OpinionatedError, match=r"settings\.py: No such file or directory\."):
        plan(root, Create(root / "a.py", b""), Replace(root / "settings.py", b"old", b"new")).apply()
    assert files(root) == {}


# --- Faults in the undoing itself ---


def test_what_cannot_be_restored_is_named_with_its_backup(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(root, {"a.py": b"a", "b.py": b"b", "c.py": b"c"})
    changes = (*(Replace(root / name, name[:1].encode(), b"new") for name in ("a.py", "b.py", "c.py")),)
    fail_on(monkeypatch, "replace", "-2.new", "-1.old")  # the swap of c.py, then the restoration of b.py
    with pytest.raises(OpinionatedError) as failure:
        plan(root, *changes).apply()
    (backup,) = root.glob(".*")
    assert failure.value.message == (
        f"Cannot write {root / 'c.py'}: Read-only file system. Not everything could be undone: "
        f"{root / 'b.py'} is not restored, its old content stands in {backup} (Read-only file system)."
    )
    assert failure.value.hint == "Put right by hand what is named here."
    assert isinstance(failure.value.__cause__, OpinionatedError)
    assert files(root) == {"a.py": b"a", "b.py": b"new", "c.py": b"c", backup.name: b"b"}


def test_all_that_is_left_behind_is_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_on(monkeypatch, "unlink", ".py", ".new")
    fail_on(monkeypatch, "replace", "-1.new")
    with pytest.raises(OpinionatedError) as failure:
        plan(root, Create(root / "sub/a.py", b"a"), Create(root / "b.py", b"b")).apply()
    (fresh,) = root.glob(".*")
    left = [f"{root / 'b.py'}", f"{root / 'sub/a.py'}", f"{fresh}"]
    parts = [f"{path} is left behind (Read-only file system)" for path in left]
    parts.append(f"{root / 'sub'} is left behind (Directory not empty)")
    assert failure.value.message == (
        f"Cannot write {root / 'b.py'}: Read-only file system. Not everything could be undone: {'; '.join(parts)}."
    )


def test_an_interrupt_with_a_failing_roll_back_is_told_as_an_error(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    def explode(_self: Path) -> None:
        raise ValueError("no")

    at_fsync(monkeypatch, 1, interrupt)
    monkeypatch.setattr(Path, "rmdir", explode)
    with pytest.raises(OpinionatedError) as failure:
        plan(root, Create(root / "sub/a.py", b"a")).apply()
    assert isinstance(failure.value.__cause__, KeyboardInterrupt)
    assert failure.value.message == (
        "Stopped by KeyboardInterrupt. Not everything could be undone: "
        f"{root / 'sub'} is left behind (ValueError('no'))."
    )
    assert files(root) == {}


def test_backups_that_cannot_be_removed_are_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(root, {"a.py": b"a", "b.py": b"b", "c.py": b"c"})
    changes = (*(Replace(root / name, name[:1].encode(), b"new") for name in ("a.py", "b.py", "c.py")),)
    fail_on(monkeypatch, "unlink", "-0.old", "-2.old")
    with pytest.raises(OpinionatedError) as failure:
        plan(root, *changes).apply()
    backups = sorted(root.glob(".*"))
    left = "; ".join(f"{backup} (Read-only file system)" for backup in backups)
    assert failure.value.args == (
        f"All changes were made, but not all backups could be removed: {left}.",
        "Delete by hand what is named here.",
    )
    assert files(root) == {
        **dict.fromkeys(("a.py", "b.py", "c.py"), b"new"),
        backups[0].name: b"a",
        backups[1].name: b"c",
    }
