"""Folders that go when a plan has left nothing in them."""

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from django_opinionated_startapp.changes import Change, ChangeSet, Create, Delete, Replace
from django_opinionated_startapp.errors import OpinionatedError
from tests.changes.trees import files, plan, plant, snapshot, strike


def emptying(root: Path, folders: str, *changes: Change) -> ChangeSet:
    return ChangeSet(root, changes, tuple(root / folder for folder in folders.split()))


def gone(root: Path, *names: str) -> tuple[Delete, ...]:
    return tuple(Delete(root / name, (root / name).read_bytes()) for name in names)


def folders(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_dir()}


def test_folders_go_with_their_last_file_the_inner_ones_first(root: Path) -> None:
    plant(root, {"apps/orders/tests/a.py": b"", "apps/orders/b.py": b"", "apps/other.py": b""})
    changes = gone(root, "apps/orders/tests/a.py", "apps/orders/b.py")
    emptying(root, "apps apps/orders apps/orders/tests", *changes).apply()
    assert files(root) == {"apps/other.py": b""}
    assert folders(root) == {"apps"}


def test_folders_that_are_not_named_stay(root: Path) -> None:
    plant(root, {"orders/tests/a.py": b""})
    plan(root, *gone(root, "orders/tests/a.py")).apply()
    assert folders(root) == {"orders", "orders/tests"}


def test_what_was_compiled_from_deleted_files_counts_as_nothing(root: Path) -> None:
    plant(root, {"orders/a.py": b"", "orders/__pycache__/a.cpython-312.pyc": b"", "orders/__pycache__/b.pyc": b""})
    emptying(root, "orders", *gone(root, "orders/a.py")).apply()
    assert list(root.iterdir()) == []


def test_what_was_compiled_from_others_stays(root: Path) -> None:
    names = ("orders/a.py", "orders/b.py", "orders/__pycache__/a.cpython-312.pyc", "orders/__pycache__/b.pyc")
    plant(root, {**dict.fromkeys(names, b""), "orders/__pycache__/notes.txt": b""})
    emptying(root, "orders", *gone(root, "orders/a.py")).apply()
    assert set(files(root)) == {"orders/b.py", "orders/__pycache__/b.pyc", "orders/__pycache__/notes.txt"}


def test_a_cache_that_is_a_link_is_not_followed(root: Path) -> None:
    plant(root, {"orders/a.py": b"", "elsewhere/c.pyc": b""})
    (root / "orders/__pycache__").symlink_to(root / "elsewhere")
    emptying(root, "orders", *gone(root, "orders/a.py")).apply()
    assert files(root) == {"elsewhere/c.pyc": b""}
    assert (root / "orders/__pycache__").is_symlink()


def test_folders_that_are_gone_already_are_not_missed(root: Path) -> None:
    emptying(root, "orders").apply()
    assert list(root.iterdir()) == []


def test_a_file_that_is_made_keeps_its_folder(root: Path) -> None:
    plant(root, {"orders/a.py": b""})
    changes = emptying(root, "orders", *gone(root, "orders/a.py"), Create(root / "orders/b.py", b"new"))
    changes.forced().pending().apply()
    assert files(root) == {"orders/b.py": b"new"}


@pytest.mark.parametrize(
    ("folder", "reason"),
    [("..", "lies outside {root}"), (".", "lies outside {root}"), ("link", "is a symbolic link"),
     ("file", "is not a directory")],
)  # fmt: skip
def test_what_is_no_folder_of_the_project_is_refused(root: Path, folder: str, reason: str) -> None:
    plant(root, {"file": b"", "real/a.py": b"", "b.py": b""})
    (root / "link").symlink_to("real")
    earlier = snapshot(root)
    changes = ChangeSet(root, gone(root, "b.py"), (root / folder,))
    (conflict,) = changes.conflicts()
    assert (conflict.path, conflict.reason) == (root / folder, reason.format(root=root))
    with pytest.raises(OpinionatedError):
        changes.apply()
    assert snapshot(root) == earlier


def test_a_folder_that_may_not_be_removed_is_refused_before_anything_is_done(
    open_root: Path, request: pytest.FixtureRequest
) -> None:
    plant(open_root, {"apps/orders/a.py": b""})
    (open_root / "apps/orders").chmod(0o777)
    (open_root / "apps/orders/a.py").chmod(0o666)
    (open_root / "apps").chmod(0o555)
    request.getfixturevalue("unprivileged")
    changes = emptying(open_root, "apps/orders", *gone(open_root, "apps/orders/a.py"))
    (conflict,) = changes.conflicts()
    assert conflict.reason == f"needs write permission for the directory {open_root / 'apps'}"


def full_disk() -> OSError:
    return OSError(errno.EROFS, "Read-only file system")


@pytest.mark.parametrize(
    ("error", "after"),
    [(full_disk, False), (KeyboardInterrupt, False), (KeyboardInterrupt, True)],
    ids=["read-only", "interrupt before", "interrupt after"],
)
@pytest.mark.usefixtures("unlocked")
def test_a_fault_at_any_call_leaves_all_or_nothing(
    open_root: Path, error: Callable[[], BaseException], *, after: bool
) -> None:
    done = number = 0
    while not done:
        number += 1
        root = open_root / str(number)
        tree = {"apps/__init__.py": b"", "apps/orders/a.py": b"a", "apps/orders/__pycache__/a.x.pyc": b"", "b": b"old"}
        plant(root, tree)
        earlier = snapshot(root)
        deleted = gone(root, "apps/__init__.py", "apps/orders/a.py")
        changes = emptying(root, "apps apps/orders", *deleted, Replace(root / "b", b"old", b"new"))
        try:
            with strike(number, error(), after=after) as calls:
                changes.apply()
        except (OpinionatedError, KeyboardInterrupt) as raised:
            if snapshot(root) != earlier:
                assert str(raised).startswith("All changes were made, but not all ")
                left = {
                    name for name in files(root) if "__pycache__" not in name and not Path(name).name.startswith(".")
                }
                assert left == {"b"}
        else:
            assert files(root) == {"b": b"new"}
            assert folders(root) == set()
            done = len(calls) < number
    assert number > 60


def test_folders_that_cannot_be_removed_are_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(root, {"orders/a.py": b"", "b.py": b"", "c.py": b"old"})

    def refuse(self: Path) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy", str(self))

    monkeypatch.setattr(Path, "rmdir", refuse)
    with pytest.raises(OpinionatedError) as failure:
        emptying(root, "orders", *gone(root, "orders/a.py")).apply()
    said = f"All changes were made, but not all empty folders could be removed: {root / 'orders'}"
    assert failure.value.args == (f"{said} (Device or resource busy).", "Delete by hand what is named here.")
    assert list((root / "orders").iterdir()) == []
