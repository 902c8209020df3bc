"""A project as ``startproject`` makes it, with our app installed: made once, copied for each test."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

_APPS = "INSTALLED_APPS = ["


def _environment() -> dict[str, str]:
    """Return what a child runs with: third parties warn, and the project has settings of its own."""
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONWARNINGS", "PYTHONDEVMODE"}}


@dataclass(frozen=True)
class Project:
    """The folder of a project, in which commands are run."""

    root: Path

    def python(self, *arguments: str, text: str | None = None) -> "subprocess.CompletedProcess[str]":
        """Run Python; standard input is ``text``, or closed."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=_environment(),
            input=text or "",
            capture_output=True,
            text=True,
            check=False,
        )

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run ``startpatternapp``, which has to succeed."""
        done = self.python("manage.py", "startpatternapp", *arguments)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        return done

    def refused(self, *arguments: str) -> str:
        """Run ``startpatternapp``, which has to refuse and to leave everything as it is; return what it says."""
        before = self.tree()
        done = self.python("manage.py", "startpatternapp", *arguments)
        assert done.returncode == 1, done.stderr
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        assert self.tree() == before
        return done.stderr

    def tree(self) -> dict[str, bytes]:
        """Return every file with its content."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file() and path.suffix != ".pyc" and ".git" not in path.parts
        }

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace ``old`` in ``file``, where it has to be."""
        text = (self.root / file).read_text()
        assert old in text
        (self.root / file).write_text(text.replace(old, new))

    def write(self, files: Mapping[str, str]) -> None:
        """Write ``files``."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def copy(self, folder: Path) -> "Project":
        """Return a copy in ``folder``."""
        shutil.copytree(self.root, folder, ignore=shutil.ignore_patterns("__pycache__"))
        return Project(folder)


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("pristine"))
    done = project.python("-m", "django", "startproject", "config", ".")
    assert done.returncode == 0, done.stderr
    project.edit("config/settings.py", _APPS, f"{_APPS}\n    'django_opinionated_startapp',")
    return project


@pytest.fixture
def project(pristine: Project, tmp_path: Path) -> Project:
    return pristine.copy(tmp_path / "project")
