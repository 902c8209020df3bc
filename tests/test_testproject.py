"""The project in testproject/, generated and then worked on by hand, stands on every Django and with any package."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "testproject"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a copy, so that nothing is written beside the sources."""
    copy = tmp_path / "testproject"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "*.sqlite3"))
    return copy


def manage(project: Path, *arguments: str) -> str:
    """Run ``manage.py`` as a user would, and return what it prints."""
    ours = ("PYTHONWARNINGS", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    result = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    output = result.stdout + result.stderr
    assert result.returncode == 0, output
    return output


def test_the_project_has_no_problems(project: Path) -> None:
    output = manage(project, "check", "--fail-level", "WARNING")
    assert output == "System check identified no issues (0 silenced).\n"


def test_the_project_needs_no_migrations(project: Path) -> None:
    assert manage(project, "makemigrations", "--check", "--dry-run") == "No changes detected\n"


def test_the_tests_of_the_project_pass(project: Path) -> None:
    output = manage(project, "test")
    found = re.search(r"^Ran ([0-9]+) tests? in ", output, re.MULTILINE)
    assert found, output
    assert int(found[1]) > 0
    assert "\nOK\n" in output


def test_the_project_was_made_by_the_command_and_then_worked_on(project: Path) -> None:
    api = (project / "apps" / "library" / "api.py").read_text(encoding="utf-8")
    assert "def create_book(" in api
    assert "def get_shelf(" in api
    assert sorted(path.name for path in (project / "apps").iterdir() if path.is_dir()) == [
        "library",
        "orders",
        "people",
    ]
