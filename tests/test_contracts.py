"""What the configuration of the repository promises is so: who imports whom, and what a run of tox stands on."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import django
import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = "django_opinionated_startapp"
OPTIONAL = ("celery", "django-filter", "djangorestframework", "drf-spectacular", "factory-boy", "pillow")
ENVIRONMENT = os.environ.get("TOX_ENV_NAME", "")


def lint_imports(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Hold the package below ``folder`` to the contracts of the pyproject.toml beside it."""
    command = Path(sysconfig.get_path("scripts")) / "lint-imports"
    return subprocess.run([command, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def plain(text: str) -> str:
    """Return ``text`` without the colours that older versions of import-linter always use."""
    return re.sub(r"\x1b\[\d+m", "", text)


def installed(name: str) -> str:
    """Return the version of the distribution ``name``, or nothing."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Make a copy of the package and its contracts."""
    shutil.copytree(ROOT / PACKAGE, tmp_path / PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_package_keeps_its_import_contracts(copy: Path) -> None:
    result = lint_imports(copy)
    assert "Contracts: 4 kept, 0 broken." in plain(result.stdout)
    assert result.returncode == 0


def test_a_new_module_at_the_top_has_to_be_given_a_place(copy: Path) -> None:
    (copy / PACKAGE / "utils.py").write_text('"""A drawer."""\n', encoding="utf-8")
    result = lint_imports(copy)
    assert f"not listed as layers: - {PACKAGE}.utils" in " ".join(plain(result.stdout).split())
    assert result.returncode == 1


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("errors.py", f"import {PACKAGE}.conf", f"{PACKAGE}.errors is not allowed to import {PACKAGE}.conf"),
        ("pattern.py", f"import {PACKAGE}.changes", f"{PACKAGE}.pattern is not allowed to import {PACKAGE}.changes"),
        ("conf.py", f"import {PACKAGE}.scaffold", f"{PACKAGE}.conf is not allowed to import {PACKAGE}.scaffold"),
        ("conf.py", "import django.conf", f"{PACKAGE}.conf is not allowed to import django"),
        (
            "scaffold/names.py",
            f"import {PACKAGE}.audit",
            f"{PACKAGE}.scaffold is not allowed to import {PACKAGE}.audit",
        ),
        (
            "audit/__init__.py",
            f"import {PACKAGE}.scaffold",
            f"{PACKAGE}.audit is not allowed to import {PACKAGE}.scaffold",
        ),
    ],
)
def test_an_import_in_the_wrong_direction_is_found(copy: Path, module: str, line: str, broken: str) -> None:
    room = copy / PACKAGE / "audit"
    room.mkdir(exist_ok=True)
    (room / "__init__.py").touch()
    with (copy / PACKAGE / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    result = lint_imports(copy)
    assert broken in " ".join(plain(result.stdout).split())
    assert result.returncode == 1


@pytest.mark.skipif(not re.match(r"py\d+-dj\d+$", ENVIRONMENT), reason="not in an environment that names its versions")
def test_the_environment_has_the_versions_of_its_name() -> None:
    here = f"py{sys.version_info.major}{sys.version_info.minor}-dj{django.VERSION[0]}{django.VERSION[1]}"
    assert here == ENVIRONMENT


@pytest.mark.skipif(ENVIRONMENT != "lowest", reason="not in the environment of the lowest versions")
def test_the_lowest_environment_has_the_lowest_versions() -> None:
    lines = requires("django-opinionated-startapp") or []
    declared = {name: lowest for line in lines for name, lowest in re.findall(r"^([\w-]+)>=([\w.]+)", line)}
    assert len(declared) == len(lines)
    assert {name: re.sub(r"(\.0)+$", "", installed(name)) for name in declared} == declared


@pytest.mark.skipif(not ENVIRONMENT, reason="not in an environment of tox")
def test_the_optional_packages_are_all_there_or_none_is() -> None:
    there = {name for name in OPTIONAL if installed(name)}
    assert there == (set(OPTIONAL) if "-dj" in ENVIRONMENT else set())
