"""Sets Django up where a command was started without ``manage.py``, as far as the project lets it."""

import ast
import os
from dataclasses import dataclass
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings

from ..scaffold.starting import CONFIGURATION, SETTINGS, name_settings

VARIABLE = SETTINGS


@dataclass(frozen=True, slots=True)
class Boot:
    """How far Django came: ``settings`` names the module, ``trouble`` says why it could not be used."""

    settings: str | None = None
    trouble: str = ""

    @property
    def booted(self) -> bool:
        """Whether the app registry is ready."""
        return not self.trouble


def boot(root: Path) -> Boot:
    """Return how far the project in ``root`` can be set up; it is set up then."""
    if apps.ready:
        return Boot(os.environ.get(VARIABLE) or getattr(settings, "SETTINGS_MODULE", None))
    named = _named_in_manage(root / "manage.py")
    module = os.environ.get(VARIABLE) or named.get(VARIABLE)
    if not module:
        return Boot(trouble="there is no manage.py here and DJANGO_SETTINGS_MODULE is not set")
    if CONFIGURATION in named:
        os.environ.setdefault(CONFIGURATION, named[CONFIGURATION])
    try:
        name_settings(module)
        django.setup()
    except (Exception, SystemExit) as error:  # noqa: BLE001  (a project's settings raise whatever they like)
        # Django asks for the settings once more when a command ends; like this it hears that there are none.
        del os.environ[VARIABLE]
        return Boot(module, f"{module} can't be loaded ({type(error).__name__}: {error})")
    return Boot(module)


def _named_in_manage(manage: Path) -> dict[str, str]:
    """Return what ``manage.py`` gives the environment with ``setdefault``, as far as it says so in plain text."""
    try:
        tree = ast.parse(manage.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and len(node.args) > 1:
            name, value = (item.value if isinstance(item, ast.Constant) else None for item in node.args[:2])
            if name in (SETTINGS, CONFIGURATION) and isinstance(value, str):
                found.setdefault(name, value)
    return found
