"""What a start of Django imports of this package: a budget per command, counted in modules and not in seconds."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.core.checks.registry import registry
from django.test import override_settings

PACKAGE = "django_opinionated_startapp"
ROOMS = ("scaffold", "audit", "squash")
HEAVY = {"jinja2", "libcst", "black", "rich", "argcomplete", "tomllib", "tomli", "difflib", "webbrowser"}


@dataclass(frozen=True)
class Budget:
    """The most modules of ours; the ``rooms`` of which some may be among them."""

    modules: int
    rooms: tuple[str, ...] = ()


# Raise a number only for a reason. ``setup`` is what all other commands pay for having the app installed.
BUDGETS = {
    "setup": Budget(3),
    "help": Budget(3),
    "check": Budget(3),
    "startpatternapp --help": Budget(24),
    "auditapps --help": Budget(20, ("audit",)),
    "squashall --help": Budget(17),
}
STARTED = """
import contextlib, io, json, sys
import django
from django.conf import settings
from django.core.management import execute_from_command_line

def loaded():
    return {name for name in sys.modules if name.partition(".")[0] in WATCHED}

WATCHED = set(json.loads(sys.argv[1]))
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django_opinionated_startapp"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
before = loaded()
django.setup()
found = {"setup": [*loaded() - before]}
core = loaded()
for line in json.loads(sys.argv[2]):
    for name in loaded() - core:
        del sys.modules[name]
    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
        execute_from_command_line(["manage.py", *line.split()])
    found[line] = [*loaded() - before]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Return what is imported of this package and of what is heavy, by command; one process runs them all."""
    commands = [command for command in BUDGETS if command != "setup"]
    done = subprocess.run(
        [sys.executable, "-c", STARTED, json.dumps([PACKAGE, *HEAVY]), json.dumps(commands)],
        cwd=tmp_path_factory.mktemp("project"),
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout)
    return {command: set(names) for command, names in found.items()}


@pytest.mark.parametrize("command", BUDGETS)
def test_a_command_imports_no_more_than_its_budget(imported: dict[str, set[str]], command: str) -> None:
    ours = {name for name in imported[command] if name.partition(".")[0] == PACKAGE}
    assert f"{PACKAGE}.apps" in ours
    assert len(ours) <= BUDGETS[command].modules, sorted(ours)
    others = [room for room in ROOMS if room not in BUDGETS[command].rooms]
    assert not [name for name in ours if name.split(".")[1:2] and name.split(".")[1] in others]


@pytest.mark.parametrize("command", BUDGETS)
def test_nothing_heavy_is_imported_before_there_is_work(imported: dict[str, set[str]], command: str) -> None:
    assert not {name for name in imported[command] if name.partition(".")[0] != PACKAGE}


def is_registered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Tell whether a start of Django in ``folder`` registers the check."""
    monkeypatch.chdir(folder)
    before = set(registry.registered_checks)
    try:
        apps.get_app_config(PACKAGE).ready()
        return set(registry.registered_checks) > before
    finally:
        registry.registered_checks.clear()
        registry.registered_checks.update(before)


@pytest.mark.parametrize(
    ("text", "registered"),
    [
        ("[tool.opinionated_startapp.audit]\nchecks = true\n", True),
        ("[tool]\nopinionated_startapp = {audit = {checks = true}}\n", True),
        ("[tool.opinionated-startapp.audit]\nchecks = true\n", True),  # the check says that nobody reads it
        ("[tool.opiniated_startapp.audit]\nchecks = true\n", True),
        ("[tool.opinionated_startapp.audit]\nchecks = false\n", False),
        ('[project]\ndependencies = ["django-opinionated-startapp", "Django_Opinionated_Startapp"]\n', False),
        ("[tool.black]\nline-length = 100\n", False),
    ],
)
def test_the_check_is_registered_where_the_project_wants_it_or_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, *, registered: bool
) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert is_registered(tmp_path, monkeypatch) is registered


def test_the_setting_alone_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    assert not is_registered(tmp_path, monkeypatch)
    with override_settings(OPINIONATED_STARTAPP={"audit": {"checks": True}}):
        assert is_registered(tmp_path, monkeypatch)


def test_a_file_that_cannot_be_read_keeps_nothing_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.opinionated_startapp]\n")

    def refuse(path: Path) -> bytes:
        raise PermissionError(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert not is_registered(tmp_path, monkeypatch)
