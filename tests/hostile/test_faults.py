"""A fault at any call that writes, in whole commands: each file is as it was, or all is done; and it is said which."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.changes.trees import plant
from tests.management.conftest import Project, pristine
from tests.squash.test_prune import Project as SquashProject

__all__ = ["pristine"]  # the fixture

HERE = Path(__file__).parents[2]
# How many calls lie between those that fail: another number here than in the loop of errors, so that all kinds come.
STEP = os.environ.get("DOS_FAULT_STEP", "7")
MODEL = ("--model", "Order title:str")
CONFIG = b"""from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "other"
"""


def struck(folder: Path, settings: str, *command: str, step: str = STEP) -> list[dict[str, str]]:
    """Run the command with a fault in each of many places, and return what came of each."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COVERAGE", "COV_"))},
        "PYTHONPATH": f"{HERE}{os.pathsep}{folder}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "DJANGO_SETTINGS_MODULE": settings,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.faults", step, *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(rows: list[dict[str, str]]) -> None:
    """Hold that each fault left all or nothing, and was told in plain words."""
    *rows, whole = rows
    assert "nothing struck" in whole["said"]
    complete = whole["files"]
    assert complete
    assert len(rows) > 2
    for row in rows:
        said, interrupted = row["said"], "KeyboardInterrupt" in row["error"]
        assert interrupted or "Traceback" not in said, said
        if row["same"]:
            assert interrupted or "Nothing was changed." in said or "cannot be looked at" in said, row
        else:
            # Past the point of no return; what could not be cleared away is named.
            assert {name: row["files"].get(name) for name in complete} == complete, row
            left = set(row["files"]) - set(complete)
            assert all(Path(name).name in said for name in left), (left, said)
    assert any(row["same"] for row in rows)


def scaffolded(project: Project) -> Path:
    project.run("shop", "--only", "data", "--install", *MODEL)
    return project.root


def installing(_project: Project) -> tuple[str, ...]:
    return ("startpatternapp", "orders", "--only", "data", "--install", *MODEL)


def growing(project: Project) -> tuple[str, ...]:
    scaffolded(project)
    return ("startpatternapp", "shop", "--add", "tasks")


def upgrading(project: Project) -> tuple[str, ...]:
    scaffolded(project)
    own = "{% extends 'builtin:oep49/data.py.jinja' %}\n{% block imports %}# new\n{{ super() }}{% endblock %}\n"
    project.write({"startapp_templates/oep49/data.py.jinja": own})
    return ("startpatternapp", "shop", "--upgrade")


def undoing(project: Project) -> tuple[str, ...]:
    scaffolded(project)
    return ("startpatternapp", "shop", "--undo")


@pytest.mark.parametrize("command", [installing, growing, upgrading, undoing], ids=lambda each: each.__name__)
def test_startpatternapp_writes_all_or_nothing(
    command: Callable[[Project], tuple[str, ...]], pristine: Project, tmp_path: Path
) -> None:
    project = pristine.copy(tmp_path / "project")
    check(struck(project.root, "config.settings", "manage", *command(project)))


@pytest.mark.parametrize(
    "options",
    [
        ("--fix", "--select", "AC002,AC003"),
        ("--write-baseline",),
        ("--init",),
        ("--output", "report.html", "--format", "html"),
    ],
    ids=lambda each: each[0],
)
def test_auditapps_writes_all_or_nothing(options: tuple[str, ...], tmp_path: Path) -> None:
    old = b'default_app_config = "shop.apps.ShopConfig"\n'
    root = plant(tmp_path.resolve(), {"shop/__init__.py": old, "shop/apps.py": CONFIG, "shop/models.py": b""})
    check(struck(root, "none", "audit", "--no-cache", *options, step=min(STEP, "3")))


def test_squashall_writes_all_or_nothing(tmp_path: Path) -> None:
    project = SquashProject(tmp_path, "one_app")
    command, step = ("manage", "squashall", "--no-verify"), min(STEP, "3")
    check(struck(tmp_path, "project_settings", *command, step=step))
    project.run("migrate")
    check(struck(tmp_path, "project_settings", *command, "--prune", "--database", "default", step=step))
