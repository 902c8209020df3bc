import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from django_opinionated_startapp import changes

NOBODY = 65534


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path.resolve() / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def umask() -> Iterator[int]:
    """An umask that takes something from everybody but the owner."""
    old = os.umask(0o027)
    yield 0o027
    os.umask(old)


@pytest.fixture
def open_root() -> Iterator[Path]:
    """A root that every user can reach, other than those that pytest makes."""
    folder = Path(tempfile.mkdtemp()).resolve()
    folder.chmod(0o755)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o700)
    shutil.rmtree(folder)


@pytest.fixture
def unprivileged(open_root: Path) -> Iterator[Path]:
    """Let root, whom no permission stops, be nobody for a while; that one does not own the files made before."""
    is_root = os.getuid() == 0
    if is_root:
        os.setresuid(NOBODY, NOBODY, 0)
    yield open_root
    if is_root:
        os.setresuid(0, 0, 0)


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the lock around the writing: a fault in it strikes before the first step, or after the last."""
    monkeypatch.setattr(changes, "locked", nullcontext)
