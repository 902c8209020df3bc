"""What runs that were killed have left is known by its name, and dropped."""

import errno
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.db import connections

from django_opinionated_startapp.squash.scratch import names, scratch
from django_opinionated_startapp.squash.scratch.servers import server_for

from ..databases import VENDORS, project_database, server


def ended() -> int:
    """Return the number of a process that is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def left_by(number: int) -> str:
    return names.new_name().replace(f"_{os.getpid()}_", f"_{number}_")


def test_what_a_running_process_has_made_is_in_use() -> None:
    assert not names.is_left_over(names.new_name())


def test_what_a_process_has_made_that_is_no_more_is_left_over() -> None:
    assert names.is_left_over(left_by(ended()))


@pytest.mark.parametrize("name", ["postgres", "dos_scratch_0123456789abcdef", "dos_scratch_00000000_1_ab"])
def test_other_names_and_those_of_other_machines_are_left_alone(name: str) -> None:
    assert not names.is_left_over(name)


def test_processes_of_other_users_are_running(monkeypatch: pytest.MonkeyPatch) -> None:
    def kill(_number: int, _signal: int) -> None:
        raise PermissionError(errno.EPERM, "not yours")

    monkeypatch.setattr(os, "kill", kill)
    assert not names.is_left_over(left_by(1))


def test_on_windows_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    name, here = left_by(ended()), names._here()
    with monkeypatch.context() as patch:
        patch.setattr(names, "_here", lambda: here)
        patch.setattr(os, "name", "nt")
        assert not names.is_left_over(name)


def test_machines_without_a_proc_have_a_name_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    assert len(names._here()) == 8


def test_folders_of_killed_runs_are_deleted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, mine = tmp_path / left_by(ended()), tmp_path / "dos_scratch_of_mine"
    for folder in (old, mine):
        folder.mkdir()
        (folder / "x.sqlite3").touch()
    with scratch(["default"], "sqlite://"):
        assert not old.exists()
        assert mine.exists()


@pytest.mark.parametrize("vendor", [vendor for vendor in VENDORS if vendor != "sqlite"])
def test_databases_of_killed_runs_are_dropped(vendor: str, tmp_path: Path) -> None:
    settings = {**connections.settings["default"], **project_database(vendor, "x"), "OPTIONS": {}}
    place = server_for(settings, tmp_path)
    old = left_by(ended())
    place.create(old)
    assert old in place.names()
    with scratch(["default"], server(vendor)):
        assert old not in place.names()
