"""A fault while a command looks at things: it goes on with the same plan, or says in one sentence what is wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.test_faults import HERE, growing, installing, upgrading
from tests.management.conftest import Project, _environment, pristine
from tests.squash.test_prune import Project as SquashProject

__all__ = ["pristine"]  # the fixture

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no copies of processes")

# How many places lie between those where a call fails; with 1, it fails in each of them.
STEP = os.environ.get("DOS_FAULT_STEP", "13")


def check(folder: Path, settings: str, *command: str) -> None:
    """Plan with a fault in each of many places, and hold that none gives a traceback, another plan or a change."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.planning", STEP, *command],
        cwd=folder,
        env={
            **_environment(),
            "PYTHONPATH": f"{HERE}{os.pathsep}{folder}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": settings,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) > 1
    for row in rows:
        assert row["same"], row
        assert not row["trace"], row
        assert not row["other"], row
        assert row["planned"] or row["said"], row
    assert any(row["said"] for row in rows)


@pytest.mark.parametrize("command", [installing, growing, upgrading], ids=lambda each: each.__name__)
def test_startpatternapp(command: Callable[[Project], tuple[str, ...]], pristine: Project, tmp_path: Path) -> None:
    project = pristine.copy(tmp_path.resolve() / "project")
    check(project.root, "config.settings", *command(project))


def test_squashall(tmp_path: Path) -> None:
    project = SquashProject(tmp_path.resolve(), "one_app")
    check(project.folder, "project_settings", "squashall")


def test_squashall_prune(tmp_path: Path) -> None:
    project = SquashProject(tmp_path.resolve(), "one_app")
    project.run("squashall")
    project.run("migrate")
    check(project.folder, "project_settings", "squashall", "--prune", "--database", "default")
