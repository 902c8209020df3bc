"""The gates: each is a command, run in the project in which every app was generated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from ...pattern import Pattern
from ...wording import counted
from .choices import GateApp, choices
from .site import Site

_STRICT = ("-W", "error::DeprecationWarning", "-W", "error::PendingDeprecationWarning")
_CALLS = "from django.core.management import call_command\n"


@dataclass(frozen=True, slots=True)
class GateResult:
    """What came of one gate: ``state`` is ``passed``, ``failed`` or ``skipped``; ``detail`` says what or why."""

    name: str
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate: the ``command`` has to succeed. ``needs`` is the module without which it is skipped."""

    name: str
    command: tuple[str, ...]
    needs: str = ""
    tests: bool = False


_BLACK = Gate("black would change nothing", ("-m", "black", "--check", "--quiet", "."))
_RUFF = Gate("ruff finds nothing", ("-m", "ruff", "check", "--isolated", "--no-cache", "."), "ruff")
_IN_PROJECT = (
    Gate("system checks", (*_STRICT, "manage.py", "check", "--fail-level", "WARNING")),
    Gate("no migration is missing", ("manage.py", "makemigrations", "--check", "--dry-run")),
    Gate("migrations", ("manage.py", "migrate", "-v0")),
    Gate("generated tests", (*_STRICT, "manage.py", "test"), tests=True),
    Gate(
        "OpenAPI schema without a warning",
        ("manage.py", "spectacular", "--validate", "--fail-on-warn", "--file", "schema.yml"),
        "drf_spectacular",
    ),
)


def run_gates(pattern: Pattern, folder: Path) -> Iterator[GateResult]:
    """Yield the result of each gate as it is known; ``folder`` is empty, and left to the caller.

    Where the apps can't even be generated, that is the only result.
    """
    site, apps = Site(folder), choices(pattern)
    trouble = site.begin() or site.generate(pattern, apps)
    name = f"{counted(len(apps), 'choice')} of components can be generated"
    yield GateResult(name, "failed" if trouble else "passed", trouble.strip())
    if not trouble:
        gates = _alone(site, pattern) if pattern.standalone else _together(pattern, apps)
        yield from (_passed(site, gate, place) for gate, place in gates)


def _together(pattern: Pattern, apps: tuple[GateApp, ...]) -> Iterator[tuple[Gate, str]]:
    """Yield the gates of apps that stand side by side in one project, each with the folder that it is run in."""
    yield from ((gate, ".") for gate in (*_IN_PROJECT, _back_to_nothing(apps), _audit(pattern, "apps")))
    yield from ((gate, "apps") for gate in (_BLACK, _RUFF))


def _alone(site: Site, pattern: Pattern) -> Iterator[tuple[Gate, str]]:
    """Yield the gates of each distribution, each with the folder that it is run in."""
    for folder in sorted(path.parent.name for path in site.root.glob("*/pyproject.toml")):
        package, settings = folder.replace("-", "_"), "--settings=tests.settings"
        if (site.root / folder / "tests").is_dir():
            check = (*_STRICT, "-m", "django", "check", "--fail-level", "WARNING", settings)
            yield Gate(f"{folder}: system checks", check), folder
            test = (*_STRICT, "-m", "django", "test", package, settings)
            yield Gate(f"{folder}: generated tests", test, tests=True), folder
        yield _audit(pattern, folder), "."
        yield from ((replace(gate, name=f"{folder}: {gate.name}"), folder) for gate in (_BLACK, _RUFF))


def _audit(pattern: Pattern, folder: str) -> Gate:
    command = ("manage.py", "auditapps", folder, "--profile", pattern.name, "--fail-level", "info")
    return Gate(f"the audit of {folder} finds nothing", command)


def _passed(site: Site, gate: Gate, folder: str) -> GateResult:
    if gate.needs and not find_spec(gate.needs):
        return GateResult(gate.name, "skipped", f"{gate.needs} is not installed")
    done = site.run(*gate.command, folder=folder)
    said = f"{done.stdout}{done.stderr}".strip()
    if done.returncode:
        return GateResult(gate.name, "failed", said or f"It ended with status {done.returncode}.")
    if gate.tests and not re.search(r"^Ran [1-9]", said, re.MULTILINE):
        return GateResult(gate.name, "failed", "There are none.")
    return GateResult(gate.name, "passed")


def _back_to_nothing(apps: tuple[GateApp, ...]) -> Gate:
    """Return the gate that takes all migrations back."""
    calls = "".join(f'call_command("migrate", "{app.name}", "zero", verbosity=0)\n' for app in apps)
    return Gate("migrations can be taken back", ("manage.py", "shell", "-c", _CALLS + calls))
