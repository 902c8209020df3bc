"""Facts and answers in the cache from somebody else's hand: what can't be believed is read again, whatever asks."""

import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.__main__ import main
from django_opinionated_startapp.audit.facts.kinds import SEPARATOR
from tests.audit.trees import write_tree
from tests.changes.trees import strike

from .documents import VALUES
from .test_audit import TREE

EXAMPLES = int(os.environ.get("DOS_EXAMPLES", "10"))
MODES = (
    (),
    ("--format", "html"),
    ("--format", "sarif"),
    ("--format", "junit"),
    ("--statistics",),
    ("--write-baseline", "--dry-run"),
    ("--fix", "--unsafe", "--dry-run"),
    ("--report", "graph"),
    ("--report", "graph", "--format", "html"),
    ("--report", "inventory"),
    ("--report", "removable", "bills"),
    ("--report", "cuts"),
    ("--report", "split", "orders"),
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project that the commands are called in."""
    folder = write_tree(tmp_path_factory.mktemp("forged").resolve(), TREE)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder


def seal(name: bytes, key: bytes, outline: bytes, body: bytes) -> bytes:
    return b"%s %s %08x %d %s%s" % (name, key, crc32(body, crc32(outline)), len(outline), outline, body)


def lines(path: Path) -> Iterator[tuple[bytes, bytes, bytes, bytes]]:
    for line in path.read_bytes().splitlines():
        name, key, _checksum, length, rest = line.split(b" ", 4)
        yield name, key, rest[: int(length)], rest[int(length) :]


@st.composite
def forged(draw: st.DrawFn, text: bytes) -> bytes:
    """Return JSON that differs in one place, whatever is there."""
    document = json.loads(text)
    place, key = {"all": document}, "all"
    while isinstance(place[key], dict | list) and place[key] and draw(st.integers(0, 5)):  # type: ignore[index]
        place = place[key]  # type: ignore[index]
        key = draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
    place[key] = draw(VALUES)  # type: ignore[index]
    return json.dumps(document).encode()


@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_forged_facts_end_nothing(root: Path, data: st.DataObject) -> None:
    assert main(["auditapps"]) == 1
    cache = sorted((root / ".audit-cache").glob("*.facts"))
    valid = {path: path.read_bytes() for path in cache}
    options = data.draw(st.sampled_from(MODES))
    try:
        for path in cache:
            made = []
            for name, key, outline, body in lines(path):
                parts = [outline, *body.split(SEPARATOR.encode())]
                number = data.draw(st.integers(0, len(parts) - 1))
                parts[number] = data.draw(forged(parts[number]))
                made.append(seal(name, key, parts[0], SEPARATOR.encode().join(parts[1:])))
            path.write_bytes(b"\n".join(made))
        for answer in (root / ".audit-cache").glob("*.answer"):
            answer.unlink()
        assert main(["auditapps", *options]) in {0, 1}
    finally:
        for path, content in valid.items():
            path.write_bytes(content)


def fresh(root: Path) -> None:
    place = root / ".audit-cache"
    place.mkdir(exist_ok=True)
    for path in place.glob("*"):
        path.unlink()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_cache_that_cannot_be_written_is_done_without(
    code: int, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["auditapps"]) == 1
    expected = capsys.readouterr()
    error = OSError(code, os.strerror(code))
    for number in range(1, 200, 3):
        fresh(root)
        with strike(number, error, only=("write", "mkdir", "replace", "rename", "unlink", "fsync")) as calls:
            assert main(["auditapps"]) == 1
        assert capsys.readouterr() == expected
        if len(calls) < number:
            break
    assert number > 1


@pytest.mark.parametrize("kind", ["file", "loop"])
def test_a_cache_that_is_no_folder_is_done_without(kind: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["auditapps", "--no-cache"]) == 1
    expected = capsys.readouterr()
    fresh(root)
    place = root / ".audit-cache"
    place.rmdir()
    place.write_bytes(b"") if kind == "file" else place.symlink_to(place)
    try:
        assert main(["auditapps"]) == 1
        assert capsys.readouterr() == expected
    finally:
        place.unlink()
        place.mkdir()


READING = ("open", "read", "stat", "lstat", "fstat", "scandir", "listdir", "readlink", "getcwd")


@pytest.mark.usefixtures("root")
def test_a_read_that_fails_is_told_or_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with strike(0, OSError(), only=READING) as calls:
        main(["auditapps", "--no-cache"])
    for number in range(1, len(calls), max(1, len(calls) // int(os.environ.get("DOS_READS", "25")))):
        capsys.readouterr()
        with strike(number, OSError(errno.EIO, os.strerror(errno.EIO)), only=READING):
            code = main(["auditapps", "--no-cache"])
        told = capsys.readouterr()
        assert code in {0, 1, 2}
        assert code != 2 or told.err or "Rules that failed:" in told.out
        assert "Traceback" not in told.out + told.err
