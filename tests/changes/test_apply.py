"""Applying where nothing goes wrong: contents, modes, owners, links, and nothing left over."""

import os
import stat
import threading
from pathlib import Path

import pytest

from django_opinionated_startapp.changes import ChangeSet, Create, Delete, Replace
from tests.changes.trees import files, plan, plant, snapshot, strike


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def one_of_each(root: Path) -> ChangeSet:
    plant(root, {"settings.py": b"old", "gone/only.py": b"gone", "other.py": b"other"})
    return plan(
        root,
        Create(root / "orders/api/urls.py", b"urls"),
        Create(root / "orders/__init__.py", b""),
        Replace(root / "settings.py", b"old", b"new"),
        Delete(root / "gone/only.py", b"gone"),
    )


def test_all_is_made_and_nothing_left_over(root: Path) -> None:
    one_of_each(root).apply()
    assert files(root) == {
        "orders/api/urls.py": b"urls",
        "orders/__init__.py": b"",
        "settings.py": b"new",
        "other.py": b"other",
    }
    assert (root / "gone").is_dir()


def test_a_second_time_there_is_nothing_to_do(root: Path) -> None:
    changes = plan(root, *one_of_each(root).changes[:3])
    changes.apply()
    earlier = snapshot(root)
    changes.apply()
    assert snapshot(root) == earlier


def test_an_empty_plan_is_applied(root: Path) -> None:
    plan(root).apply()
    assert files(root) == {}


def test_untouched_files_stay_untouched(root: Path) -> None:
    changes = one_of_each(root)
    earlier = snapshot(root)["other.py"]
    changes.apply()
    assert snapshot(root)["other.py"] == earlier


def test_a_missing_root_is_made(root: Path) -> None:
    new_root = root / "not/yet"
    plan(new_root, Create(new_root / "a.py", b"a")).apply()
    assert files(root) == {"not/yet/a.py": b"a"}


def test_new_files_and_folders_honour_the_umask(root: Path, umask: int) -> None:
    plan(root, Create(root / "sub/a.py", b""), Create(root / "sub/run", b"", executable=True)).apply()
    assert mode(root / "sub/a.py") == 0o666 & ~umask
    assert mode(root / "sub/run") == 0o777 & ~umask
    assert mode(root / "sub") == 0o777 & ~umask


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("kept", [0o600, 0o755, 0o666, 0o4750])
def test_a_replaced_file_keeps_its_mode(root: Path, kept: int) -> None:
    plant(root, {"a.py": b"old"})
    (root / "a.py").chmod(kept)
    plan(root, Replace(root / "a.py", b"old", b"new")).apply()
    assert mode(root / "a.py") == kept


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give files away")
def test_a_replaced_file_keeps_its_owner(root: Path) -> None:
    plant(root, {"a.py": b"old"})
    os.chown(root / "a.py", 1234, 5678)
    plan(root, Replace(root / "a.py", b"old", b"new")).apply()
    assert ((root / "a.py").stat().st_uid, (root / "a.py").stat().st_gid) == (1234, 5678)


@pytest.mark.skipif(os.getuid() != 0, reason="only root may take a file that is not its own")
def test_the_group_is_kept_where_the_owner_cannot_be(open_root: Path, request: pytest.FixtureRequest) -> None:
    plant(open_root, {"a.py": b"old"})
    (open_root / "a.py").chmod(0o666)
    open_root.chmod(0o777)
    request.getfixturevalue("unprivileged")
    plan(open_root, Replace(open_root / "a.py", b"old", b"new")).apply()
    assert files(open_root) == {"a.py": b"new"}
    assert mode(open_root / "a.py") == 0o666


def test_a_system_without_owners_will_do(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(root, {"a.py": b"old"})
    monkeypatch.delattr(os, "chown")
    plan(root, Replace(root / "a.py", b"old", b"new")).apply()
    assert files(root) == {"a.py": b"new"}


@pytest.mark.parametrize("content", [b"old", b"newer"])
def test_a_file_system_without_hard_links_will_do(root: Path, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(self))

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    changes = one_of_each(root)
    plan(root, *changes.changes[2:], Create(root / "a.py", content)).apply()
    assert files(root) == {"settings.py": b"new", "other.py": b"other", "a.py": content}


def test_a_link_to_the_replaced_file_stays_a_link(root: Path) -> None:
    plant(root, {"real/settings.py": b"old"})
    (root / "settings.py").symlink_to("real/settings.py")
    plan(root, Replace(root / "settings.py", b"old", b"new")).apply()
    assert (root / "settings.py").readlink() == Path("real/settings.py")
    assert files(root) == {"settings.py": b"new", "real/settings.py": b"new"}


def test_forced_edits_the_file_behind_a_link(root: Path) -> None:
    plant(root, {"real.py": b"old"})
    (root / "a.py").symlink_to("real.py")
    plan(root, Create(root / "a.py", b"new")).forced().apply()
    assert (root / "a.py").is_symlink()
    assert (root / "real.py").read_bytes() == b"new"


def test_names_may_be_as_long_as_the_file_system_allows(root: Path) -> None:
    name = "a" * 255
    plan(root, Create(root / name, b"a")).apply()
    plan(root, Replace(root / name, b"a", b"b")).apply()
    assert files(root) == {name: b"b"}


def test_a_plan_can_be_applied_in_another_thread(root: Path) -> None:
    changes = one_of_each(root)
    thread = threading.Thread(target=changes.apply)
    thread.start()
    thread.join()
    assert changes.pending() == plan(root, changes.changes[3])  # what is deleted can be deleted no more


def test_a_replaced_file_is_whole_at_every_moment(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(root, {"settings.py": b"old"})
    seen: list[bytes] = []

    def looking(name: str) -> None:
        original = getattr(Path, name)

        def look(self: Path, *arguments: Path) -> object:
            seen.append((root / "settings.py").read_bytes())
            done = original(self, *arguments)
            seen.append((root / "settings.py").read_bytes())
            return done

        monkeypatch.setattr(Path, name, look)

    for name in ("hardlink_to", "replace", "unlink"):
        looking(name)
    plan(root, Replace(root / "settings.py", b"old", b"new")).apply()
    assert seen == [b"old"] * 3 + [b"new"] * 3


def test_new_content_reaches_the_disk_before_any_file_changes(root: Path) -> None:
    changes = one_of_each(root)
    with strike(0, OSError()) as calls:
        changes.apply()
    assert calls.count("fsync") == 3
    last_sync = len(calls) - 1 - calls[::-1].index("fsync")
    assert {"link", "replace", "unlink"}.isdisjoint(calls[:last_sync])
