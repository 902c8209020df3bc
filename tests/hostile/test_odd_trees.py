"""Projects on disks that are not as one would like: all three commands, in processes of their own."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.changes.trees import plant
from tests.management.conftest import Project, _environment, pristine

__all__ = ["pristine"]  # the fixture

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no such files there")

SECOND = b"""from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [migrations.AddField("order", "n", models.IntegerField(default=1))]
"""
AUDIT = ("auditapps", "--no-cache")
NEW = ("startpatternapp", "fresh", "--only", "data", "--install", "--model", "Thing title:str")
UNDO = ("startpatternapp", "shop", "--undo")
SQUASH = ("squashall", "--no-verify")
SETTINGS = "config/settings.py"
SQUASHED = "shop/migrations/0001_squashed_0002_n.py"


@pytest.fixture(scope="module")
def made(pristine: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with an app and two migrations, which are applied nowhere."""
    project = pristine.copy(tmp_path_factory.mktemp("made") / "project")
    project.run("shop", "--only", "data", "--install", "--model", "Order title:str")
    plant(project.root, {"shop/migrations/0002_n.py": SECOND})
    return project


@pytest.fixture
def project(made: Project, tmp_path: Path) -> Project:
    return made.copy(tmp_path.resolve() / "project")


def said(folder: Path, *command: str, codes: tuple[int, ...] = (0,), before: tuple[str, ...] = ()) -> str:
    """Run a command, which has to end in plain words; return them."""
    done = subprocess.run(
        [*before, sys.executable, "manage.py", *command],
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=300,
        check=False,
    )
    words = os.fsdecode(done.stdout + done.stderr)
    assert "Traceback" not in words, words
    assert done.returncode in codes, words
    return words


def names(root: Path) -> dict[str, bytes]:
    """Return the files that can be told from others by their content, and not what is no file."""
    found = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in found
        if "__pycache__" not in path.parts and ".audit-cache" not in path.parts
    }


def stuff(folder: Path) -> None:
    """Put what is no file into ``folder``, under names of modules."""
    os.mkfifo(folder / "fifo_x.py")
    (folder / "loop_x.py").symlink_to("loop_x.py")
    (folder / "device_x.py").symlink_to("/dev/zero")
    (folder / "gone_x.py").symlink_to("nowhere")
    (folder / "folder_x.py").mkdir()
    (folder / "around").symlink_to("..", target_is_directory=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(folder / "socket_x.py"))
    for name in (b"line\nend.py", b"caf\xe9.py", b"n" * 250 + b".py"):
        with open(os.fsencode(folder) + b"/" + name, "wb") as file:  # noqa: PTH123  (bytes)
            file.write(b"x = 1\n")


def deepen(folder: Path) -> None:
    """Make folders in ``folder`` that no path of the system reaches to the end."""
    handle = os.open(folder, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("d" * 200, dir_fd=handle)
        inner = os.open("d" * 200, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    os.close(handle)


def test_what_is_no_file_is_not_waited_for(project: Project) -> None:
    stuff(project.root)
    stuff(project.root / "shop")
    deepen(project.root / "shop")
    (project.root / "shop" / "big.json").write_bytes(b"")
    os.truncate(project.root / "shop" / "big.json", 50 * 2**20)
    words = said(project.root, *AUDIT, codes=(0, 1))
    assert "shop/fifo_x.py: can't be read: not a regular file" in words
    assert "shop/device_x.py: can't be read: not a regular file" in words
    assert "File name too long" in words
    said(project.root, *NEW)
    said(project.root, *UNDO)
    assert (project.root / "fresh/models.py").exists()
    assert not (project.root / "shop/models.py").exists()
    assert (project.root / "shop" / "socket_x.py").exists()


@pytest.mark.parametrize("name", ["device_x", "broken_x"])
def test_migrations_that_django_cannot_read_are_named(name: str, project: Project) -> None:
    folder = project.root / "shop" / "migrations"
    if name == "device_x":
        (folder / f"{name}.py").symlink_to("/dev/zero")
    else:
        (folder / f"{name}.py").write_bytes(b"import nowhere\n")
    before = names(project.root)
    for command in (SQUASH, UNDO):
        words = said(project.root, *command, codes=(1,))
        assert "Django can't read the migrations (ModuleNotFoundError: No module named" in words
        assert words.endswith("Make `manage.py showmigrations` work first.\n")
    assert names(project.root) == before


def link(path: Path, to: Path) -> None:
    """Move ``path`` away, and leave a link in its place."""
    shutil.move(path, to)
    path.symlink_to(to, target_is_directory=to.is_dir())


def test_a_project_behind_a_link_is_the_same_project(project: Project, tmp_path: Path) -> None:
    place = tmp_path / "link"
    place.symlink_to(project.root, target_is_directory=True)
    assert "in 1 app" in said(place, *AUDIT, codes=(0, 1))
    said(place, *NEW)
    said(place, *SQUASH)
    assert (project.root / "fresh/models.py").exists()
    assert (project.root / SQUASHED).exists()


def test_an_app_behind_a_link_is_told_and_left_alone(project: Project, tmp_path: Path) -> None:
    link(project.root / "shop", tmp_path / "elsewhere")
    before = names(tmp_path / "elsewhere")
    assert "shop: is a link to a package, and links are not followed" in said(project.root, *AUDIT, codes=(0, 1))
    said(project.root, *UNDO, codes=(1,))
    said(project.root, *SQUASH, codes=(0, 1))
    assert names(tmp_path / "elsewhere") == before


def test_settings_behind_a_link_are_not_written(project: Project, tmp_path: Path) -> None:
    link(project.root / SETTINGS, tmp_path / "settings.py")
    before = names(tmp_path)
    words = said(project.root, *NEW, codes=(1,))
    assert words.endswith("Without --install the files are made, and every line to add by hand is named.\n")
    assert "Take the link away." in said(project.root, *UNDO, codes=(1,))
    assert names(tmp_path) == before


def test_migrations_behind_a_link_are_left_alone(project: Project, tmp_path: Path) -> None:
    link(project.root / "shop" / "migrations", tmp_path / "elsewhere")
    before = names(tmp_path / "elsewhere")
    said(project.root, *AUDIT, codes=(0, 1))
    said(project.root, *SQUASH, codes=(0, 1))
    assert names(tmp_path / "elsewhere") == before


def windows(content: bytes) -> bytes:
    return b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n")


def latin(content: bytes) -> bytes:
    return b"# -*- coding: latin-1 -*-\n# caf\xe9\n" + content


@pytest.mark.parametrize("change", [windows, latin], ids=lambda each: each.__name__)
def test_files_keep_their_encoding_and_their_ends_of_lines(change: Callable[[bytes], bytes], project: Project) -> None:
    edited = (SETTINGS, "config/urls.py", "shop/apps.py", "shop/migrations/0001_initial.py")
    for name in edited:
        path = project.root / name
        if path.exists():
            path.write_bytes(change(path.read_bytes()))
    before = (project.root / SETTINGS).read_bytes()
    said(project.root, *NEW)
    after = (project.root / SETTINGS).read_bytes()
    added = set(after.splitlines(keepends=True)) - set(before.splitlines(keepends=True))
    assert len(added) == 1
    assert after.replace(added.pop(), b"") == before
    assert (b"\r\n" in after) == (after.count(b"\n") == after.count(b"\r\n"))
    said(project.root, *SQUASH)
    said(project.root, *AUDIT, codes=(0, 1))
    said(project.root, "startpatternapp", "fresh", "--undo")
    assert (project.root / SETTINGS).read_bytes() == before


# Root may do everything; without these it may do what the permissions of its files say.
POWERLESS = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner")


@pytest.fixture
def powerless() -> tuple[str, ...]:
    if os.getuid():
        return ()
    if not shutil.which(POWERLESS[0]):
        pytest.skip("root, whom no permission stops")
    return POWERLESS


def test_a_project_that_may_not_be_written_is_left_as_it_is(project: Project, powerless: tuple[str, ...]) -> None:
    before = names(project.root)
    folders = [project.root, *(path for path in project.root.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        assert "Traceback" not in said(project.root, "auditapps", codes=(0, 1), before=powerless)
        for command in (NEW, ("auditapps", "--init")):
            assert "Nothing was changed." in said(project.root, *command, codes=(1, 2), before=powerless)
        assert "shop is left as it is, because" in said(project.root, *SQUASH, before=powerless)
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert names(project.root) == before


def test_a_file_that_may_not_be_read_is_named(project: Project, powerless: tuple[str, ...]) -> None:
    plant(project.root, {"shop/secret.py": b"x = 1\n"})
    locked = [project.root / name for name in ("shop/secret.py", "shop/.startpatternapp.json")]
    before = names(project.root)
    for path in locked:
        path.chmod(0)
    try:
        words = said(project.root, *AUDIT, codes=(0, 1), before=powerless)
        assert "shop/secret.py: can't be read: Permission denied" in words
        assert "shop/.startpatternapp.json" in said(project.root, *UNDO, codes=(1,), before=powerless)
    finally:
        for path in locked:
            path.chmod(0o644)
    assert names(project.root) == before
