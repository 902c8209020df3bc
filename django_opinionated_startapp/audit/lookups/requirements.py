"""Answers which version of Django the project asks for."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import django

from ..inputs import Inputs, read
from ..project import Project

_FILES = (
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "Pipfile",
    "requirements*.txt",
    "requirements/*.txt",
    "requirements/*.in",
)
# `Django>=4.2,<6`, `"django (>=5.1,<5.2)"`, `["Django>=5.1"]`, `django = "^5.1"`, `django = {version = "^5.1"}`
_REQUIREMENT = re.compile(
    r"""(?:^\s*|(?<=["']))django(?:\[[^\]]*\])?["']?\s*"""
    r"""(?:=\s*(?:\{[^}\n]*?\bversion\s*=\s*)?["']|\()?\s*([<>=~^!][^"'#;)\n]*)""",
    re.MULTILINE | re.IGNORECASE,
)
_LOWEST = re.compile(r"(?:>=|==|~=|\^|>)\s*(\d+)(?:\.(\d+))?")


def oldest_django(project: Project) -> tuple[int, int]:
    """Return the oldest version of Django that the project's requirements allow; that which runs if they don't say."""
    return project.shared(_oldest_django)


def _oldest_django(project: Project) -> tuple[int, int]:
    return min(_required(project.root), default=django.VERSION[:2])


def note_requirements(root: Path, inputs: Inputs) -> None:
    """Note the files that say which Django is asked for, among what a run has read."""
    for folder in ("", "requirements"):
        with suppress(OSError):
            inputs.list(str(root), folder)
    for file in _files(root):
        inputs.read(str(root), file.relative_to(root).as_posix())


def _required(root: Path) -> Iterator[tuple[int, int]]:
    for file in _files(root):
        text = _text(file)
        for requirement in _REQUIREMENT.finditer(text):
            for major, minor in _LOWEST.findall(requirement.group(1)):
                yield int(major), int(minor or 0)


def _text(file: Path) -> str:
    with suppress(OSError):
        return read(str(file))[1].decode("utf-8", "replace")
    return ""


def _files(root: Path) -> Iterator[Path]:
    return (file for pattern in _FILES for file in root.glob(pattern))
