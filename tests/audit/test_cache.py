"""The cache: right whatever is in it, quick where it can be."""

import sys
from pathlib import Path
from zlib import crc32

import pytest

from django_opinionated_startapp.audit import cache
from django_opinionated_startapp.audit.cache import FactStore
from django_opinionated_startapp.audit.comments import Comment
from django_opinionated_startapp.audit.project import Kind, Module
from tests.audit.trees import write_tree


def module(
    store: FactStore, path: str = "shop/api.py", name: str = "shop.api", kind: Kind = Kind.PRODUCTION
) -> Module:
    return Module(path, name, "shop", kind, path.endswith("__init__.py"), store)


def look(root: Path, path: str = "shop/api.py", name: str = "shop.api") -> tuple[list[str], list[str], int]:
    """Return imports and calls of a module as one run sees them, and how many files it parsed."""
    store = FactStore(root, root / ".cache")
    seen = module(store, path, name)
    found = [row.target for row in seen.outline.imports], [call.path for call in seen.body.calls]
    store.save([path])
    return *found, store.parsed


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_tree(tmp_path, {"shop/api.py": "from .models import Order\nOrder()\n"})


FACTS = ["shop.models.Order"], ["shop.models.Order"]


def test_a_second_run_parses_nothing_and_sees_the_same(root: Path) -> None:
    assert look(root) == (*FACTS, 1)
    assert look(root) == (*FACTS, 0)


def test_a_change_is_seen(root: Path) -> None:
    look(root)
    (root / "shop/api.py").write_text("import os\n")
    assert look(root) == (["os"], [], 1)
    assert look(root) == (["os"], [], 0)


def test_a_file_that_is_known_by_two_names_has_facts_for_each(root: Path) -> None:
    store = FactStore(root, root / ".cache")
    for _ in range(2):
        assert module(store).outline.imports[0].target == "shop.models.Order"
        assert module(store, name="store.api").outline.imports[0].target == "store.models.Order"
    store.save(["shop/api.py"])
    assert look(root, name="store.api")[2] == 0


def test_the_cache_may_be_deleted_and_ignores_itself_in_git(root: Path) -> None:
    look(root)
    folder = root / ".cache"
    assert (folder / ".gitignore").read_text().endswith("*\n")
    shards = list(folder.glob("*.facts"))
    assert len(shards) == 1
    shards[0].unlink()
    assert look(root) == (*FACTS, 1)


def test_git_is_told_to_ignore_no_folder_that_was_there_before(root: Path) -> None:
    (root / ".cache").mkdir()
    look(root)
    assert [each.suffix for each in (root / ".cache").iterdir()] == [".facts"]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\xff\xfe nonsense\n",
        b"api.py/shop.api 123 0 2 {}\n",
        b"api.py/shop.api zz zz zz {}\n",
        b"one two\n",
    ],
)
def test_what_is_damaged_is_as_good_as_not_there(root: Path, damage: bytes) -> None:
    look(root)
    (shard,) = (root / ".cache").glob("*.facts")
    shard.write_bytes(damage)
    assert look(root) == (*FACTS, 1)


@pytest.mark.parametrize("outline", [b"{", b"[]"])
def test_facts_with_a_right_checksum_may_still_be_no_facts(root: Path, outline: bytes) -> None:
    look(root)
    (shard,) = (root / ".cache").glob("*.facts")
    name, key, _ = shard.read_bytes().split(b" ", 2)
    shard.write_bytes(b"%s %s %08x %d %s\n" % (name, key, crc32(outline), len(outline), outline))
    assert look(root) == (*FACTS, 1)


def test_a_single_wrong_byte_is_noticed(root: Path) -> None:
    look(root)
    (shard,) = (root / ".cache").glob("*.facts")
    content = shard.read_bytes()
    assert b"shop.models.Order" in content
    shard.write_bytes(content.replace(b"shop.models.Order", b"shop.models.order"))
    assert look(root) == (*FACTS, 1)


def test_files_that_are_gone_are_forgotten(root: Path) -> None:
    write_tree(root, {"shop/old.py": "", "shop/new name.py": ""})
    store = FactStore(root, root / ".cache")
    for path in ("shop/api.py", "shop/old.py", "shop/new name.py"):
        assert module(store, path, "x").outline.error == ""
    store.save(["shop/api.py", "shop/new name.py"])
    (shard,) = (root / ".cache").glob("*.facts")
    assert shard.read_bytes().count(b"\n") == 2
    assert b"old.py" not in shard.read_bytes()


def test_another_version_of_the_package_or_of_python_starts_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look(root)
    monkeypatch.setattr(cache, "_SALT", b"another")
    assert look(root) == (*FACTS, 1)


def test_a_folder_that_cannot_be_written_is_no_failure(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / ".cache").write_text("a file")
    assert look(root) == (*FACTS, 1)
    (root / ".cache").unlink()

    def replace(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", replace)
    assert look(root) == (*FACTS, 1)
    assert list((root / ".cache").iterdir()) == []


def test_without_a_folder_nothing_is_written(root: Path) -> None:
    store = FactStore(root)
    assert module(store).body.calls
    store.save(["shop/api.py"])
    assert not (root / ".cache").exists()


def test_a_file_that_cannot_be_read_says_so(root: Path) -> None:
    store = FactStore(root, root / ".cache")
    gone = module(store, "shop/gone.py")
    assert gone.outline.error == "can't be read: No such file or directory"
    assert gone.body.calls == ()


def test_of_a_test_only_the_imports_are_known(root: Path) -> None:
    store = FactStore(root)
    test = module(store, kind=Kind.TEST)
    assert test.outline.imports[0].target == "shop.models.Order"
    assert test.body.calls == ()


def test_comments_for_the_audit_are_kept(root: Path) -> None:
    write_tree(root, {"shop/api.py": "import os  # audit: ignore[x] because until 2030-01-01\n"})
    for _ in range(2):
        store = FactStore(root, root / ".cache")
        (comment,) = module(store).outline.comments
        store.save(["shop/api.py"])
        assert comment == Comment(1, 12, 1, 1, ("x",), "because", "2030-01-01")


def test_only_some_bodies_are_held(tmp_path: Path) -> None:
    write_tree(tmp_path, {f"m{number}.py": f"f{number}()\n" for number in range(40)})
    store = FactStore(tmp_path)
    for _ in range(2):
        for number in range(40):
            seen = module(store, f"m{number}.py", f"m{number}")
            assert seen.body.calls[0].name == f"f{number}"
            assert seen.body is seen.body
    assert len(store._bodies) == 32
    assert store.parsed == 40


@pytest.mark.skipif(sys.platform == "win32", reason="files there can't be replaced while they are read")
def test_runs_at_the_same_time_do_not_disturb_each_other(root: Path) -> None:
    first, second = FactStore(root, root / ".cache"), FactStore(root, root / ".cache")
    assert module(first).outline
    assert module(second).outline
    first.save(["shop/api.py"])
    second.save(["shop/api.py"])
    assert look(root)[2] == 0
    assert sorted(each.suffix for each in (root / ".cache").iterdir() if each.name != ".gitignore") == [".facts"]
