"""Patches: their text, and that git and GNU patch make of them what ``apply`` makes."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from django_opinionated_startapp.changes import Change, Create, Delete, Replace
from tests.changes.trees import executables, files, git_apply, gnu_patch, plan, plant

NOISE = b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(150))
ALL_BYTES = bytes(range(256)) * 3
NAMES = [
    "plain.py",
    "sub/two words.py",
    " leading",
    "trailing ",
    "caf\u00e9/\u65e5\u672c.py",
    'quote"s.py',
    "back\\slash.py",
    "tab\tin.py",
    "line\nfeed.py",
    "b/a b/a.py",
    "latin\udce9.py",
]
CONTENTS = {
    "text": (b"one\ntwo\nthree\n", b"one\n2\nthree\nfour\n"),
    "empty": (b"", b"text\n"),
    "emptied": (b"text\n", b""),
    "end of line taken": (b"one\ntwo\n", b"one\ntwo"),
    "end of line given": (b"one\ntwo", b"one\ntwo\n"),
    "no end of line": (b"one\ntwo", b"1\ntwo"),
    "CRLF": (b"one\r\ntwo\r\n", b"one\r\n2\r\n"),
    "to CRLF": (b"one\ntwo\n", b"one\r\ntwo\r\n"),
    "lone returns and form feeds": (b"one\rtwo\x0cthree\n", b"one\r2\x0cthree\x1c\n"),
    "latin-1": (b"caf\xe9\nbar\n", b"caf\xe9\nb\xe4r\n"),
    "latin-1 to UTF-8": (b"caf\xe9\n", "\ufeffcaf\u00e9\u2028\n".encode()),
    "lines like a patch": (b"--- a\n+++ b\n@@ -1 +1 @@\n", b"-- a\n++ b\n\\ No newline at end of file\n"),
    "far apart": (b"".join(b"%d\n" % n for n in range(400)), b"".join(b"%d\n" % (n % 390) for n in range(2, 402))),
}
BINARIES = {
    "noise": (NOISE, NOISE[:-9]),
    "all bytes": (ALL_BYTES, b"\0"),
    "text to binary": (b"text\n", b"\0text\n"),
    "binary to text": (b"\0\n", b"\n"),
    "binary to empty": (b"\0", b""),
}


def copies(root: Path, *names: str) -> list[Path]:
    return [Path(shutil.copytree(root, root.parent / name)) for name in names]


def test_the_text_is_that_of_git_but_for_quotes_around_spaces(root: Path) -> None:
    plant(root, {"b.py": b"one\ntwo", "c.py": b"gone\n"})
    changes = plan(
        root,
        Delete(root / "c.py", b"gone\n"),
        Replace(root / "b.py", b"one\ntwo", b"one\n2\n"),
        Create(root / "a b.sh", b"\xe9\n", executable=True),
        Create(root / "d.py", b""),
    )
    assert changes.diff() == (
        'diff --git "a/a b.sh" "b/a b.sh"\n'
        "new file mode 100755\n"
        "index 0000000000000000000000000000000000000000..ab145edf8f148f5a8d72eea35ecae7229798a230\n"
        "--- /dev/null\n"
        '+++ "b/a b.sh"\n'
        "@@ -0,0 +1 @@\n"
        "+\udce9\n"
        "diff --git a/b.py b/b.py\n"
        "index 9ed40b44250875c2c4532588b014ab45a1799a0f..99b356dcd03dde0755c749bcd4cae4b2b73a8fa8\n"
        "--- a/b.py\n"
        "+++ b/b.py\n"
        "@@ -1,2 +1,2 @@\n"
        " one\n"
        "-two\n"
        "\\ No newline at end of file\n"
        "+2\n"
        "diff --git a/c.py b/c.py\n"
        "deleted file mode 100644\n"
        "index 286c5f5776916d7d7d5849988ca9d83e722cf9c2..0000000000000000000000000000000000000000\n"
        "--- a/c.py\n"
        "+++ /dev/null\n"
        "@@ -1 +0,0 @@\n"
        "-gone\n"
        "diff --git a/d.py b/d.py\n"
        "new file mode 100644\n"
        "index 0000000000000000000000000000000000000000..e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\n"
    )


def test_the_order_of_the_plan_does_not_matter(root: Path) -> None:
    changes = [Create(root / name, b"x\n") for name in ("b/c.py", "a.py", "b.py")]
    assert plan(root, *changes).diff() == plan(root, *reversed(changes)).diff()


def test_names_are_written_in_the_bytes_that_the_file_system_has_for_them(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsencode", lambda name: name.encode("latin-1"))
    assert "+++ b/caf\udce9.py\n" in plan(root, Create(root / "caf\u00e9.py", b"x\n")).diff()


def test_what_is_done_already_is_not_in_the_patch(root: Path) -> None:
    plant(root, {"a.py": b"same"})
    assert plan(root, Create(root / "a.py", b"same")).diff() == ""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content", [b"", b"text\n"], ids=["empty", "text"])
def test_both_tools_understand_every_name(root: Path, name: str, content: bytes) -> None:
    plant(root, {f"{name}.old": content, f"{name}.edited": b"old\n"})
    by_git, by_patch = copies(root, "git", "patch")
    changes = plan(
        root,
        Create(root / name, content),
        Delete(root / f"{name}.old", content),
        Replace(root / f"{name}.edited", b"old\n", b"new\n"),
    )
    patch = changes.diff()
    changes.apply()
    git_apply(by_git, patch)
    gnu_patch(by_patch, patch)
    assert files(root) == files(by_git) == files(by_patch) == {name: content, f"{name}.edited": b"new\n"}


@pytest.mark.parametrize("name", CONTENTS)
def test_both_tools_write_the_same_text(root: Path, name: str) -> None:
    compare(root, *CONTENTS[name], by_patch=True)


@pytest.mark.parametrize("name", BINARIES)
def test_git_writes_the_same_binaries(root: Path, name: str) -> None:
    assert "GIT binary patch" in compare(root, *BINARIES[name], by_patch=False)


def compare(root: Path, old: bytes, new: bytes, *, by_patch: bool) -> str:
    plant(root, {"edited": old, "gone": old})
    original, by_git, by_gnu = copies(root, "original", "git", "patch")
    changes = plan(root, Replace(root / "edited", old, new), Delete(root / "gone", old), Create(root / "made", new))
    patch = changes.diff()
    changes.apply()
    git_apply(by_git, patch)
    assert files(by_git) == files(root) == {"edited": new, "made": new}
    git_apply(by_git, patch, "--reverse")
    assert files(by_git) == files(original)
    if by_patch:
        gnu_patch(by_gnu, patch)
        assert files(by_gnu) == files(root)
    return patch


@pytest.mark.parametrize("executable", [True, False])
def test_modes_are_part_of_the_patch(root: Path, *, executable: bool) -> None:
    plant(root, {"tool": b"old\n", "gone": b"old\n"})
    for name in ("tool", "gone"):
        (root / name).chmod(0o755 if executable else 0o644)
    by_git, by_patch = copies(root, "git", "patch")
    changes: list[Change] = [
        Replace(root / "tool", b"old\n", b"new\n"),
        Delete(root / "gone", b"old\n"),
        Create(root / "made", b"new\n", executable=executable),
        Create(root / "empty", b"", executable=executable),
    ]
    patch = plan(root, *changes).diff()
    plan(root, *changes).apply()
    git_apply(by_git, patch)
    gnu_patch(by_patch, patch)
    assert executables(root) == executables(by_git) == executables(by_patch)
    assert executables(root) == ({"tool", "made", "empty"} if executable else set())


def test_links_are_followed(root: Path) -> None:
    plant(root, {"real/a.py": b"old\n"})
    (root / "link").symlink_to("real")
    (root / "b.py").symlink_to("real/a.py")
    (by_git,) = copies(root, "git")
    shutil.rmtree(by_git)
    shutil.copytree(root, by_git, symlinks=True)
    changes = plan(root, Replace(root / "b.py", b"old\n", b"new\n"), Create(root / "link/c.py", b"c\n"))
    patch = changes.diff()
    changes.apply()
    git_apply(by_git, patch)
    assert files(root) == files(by_git)
    assert (root / "b.py").is_symlink()
    assert (root / "real/a.py").read_bytes() == b"new\n"
    assert (root / "real/c.py").read_bytes() == b"c\n"
