"""Sets Django up where a command was started without ``manage.py``, as far as the project lets it."""

import ast
import os
from dataclasses import dataclass
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings

VARIABLE = "DJANGO_SETTINGS_MODULE"


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
    module = os.environ.get(VARIABLE) or _settings_of_manage(root / "manage.py")
    if not module:
        return Boot(trouble="there is no manage.py here and DJANGO_SETTINGS_MODULE is not set")
    os.environ[VARIABLE] = module
    try:
        django.setup()
    except (Exception, SystemExit) as error:  # noqa: BLE001  (a project's settings raise whatever they like)
        # Django asks for the settings once more when a command ends; like this it hears that there are none.
        del os.environ[VARIABLE]
        return Boot(module, f"{module} can't be loaded ({type(error).__name__}: {error})")
    return Boot(module)


def _settings_of_manage(manage: Path) -> str:
    """Return the settings module that ``manage.py`` names in its ``setdefault``; empty where it names none."""
    try:
        tree = ast.parse(manage.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and len(node.args) > 1:
            values = [item.value for item in node.args[:2] if isinstance(item, ast.Constant)]
            if len(values) > 1 and values[0] == VARIABLE and isinstance(values[1], str):
                return values[1]
    return ""
