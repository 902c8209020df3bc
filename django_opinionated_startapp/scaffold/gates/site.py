"""A project in an empty folder, in which the apps of a pattern are generated."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from ...pattern import Pattern
from .choices import GateApp

_SETTINGS = """
from importlib.util import find_spec

APPS = []
OPTIONAL = ["rest_framework", "django_filters", "drf_spectacular"]
INSTALLED_APPS += ["django_opinionated_startapp", *filter(find_spec, OPTIONAL)]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if find_spec("drf_spectacular"):
    REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}
"""
_WIRED = """
APPS = {apps!r}
INSTALLED_APPS += APPS
"""
_URLS = """
from importlib.util import find_spec

from django.conf import settings
from django.urls import include

urlpatterns += [
    path(f"api/{app.split('.')[1]}/", include(f"{app}.urls")) for app in settings.APPS if find_spec(f"{app}.urls")
]
"""
_GENERATE = """
import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from django.core.management import call_command

pattern, every, apps = json.load(sys.stdin)
for app in apps:
    options = [f"{name}={value}" for name, value in app["options"]]
    call_command(
        "startpatternapp",
        app["name"],
        pattern=pattern,
        models=app["specs"],
        only=app["components"],
        without=[] if app["components"] else every,
        options=options,
        interactive=False,
        verbosity=0,
    )
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A Django project in the folder ``root``."""

    root: Path

    def run(self, *arguments: str, folder: str = ".", text: str = "") -> "subprocess.CompletedProcess[str]":
        """Run this interpreter in a folder of the project."""
        return subprocess.run(  # noqa: S603 - nothing in the command comes from outside
            [sys.executable, *arguments],
            cwd=self.root / folder,
            env=_environment(),
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )

    def begin(self) -> str:
        """Make the project; return what went wrong."""
        done = self.run("-m", "django", "startproject", "config", ".")
        if done.returncode == 0:
            self._append("settings.py", _SETTINGS)
            self._append("urls.py", _URLS)
        return done.stderr if done.returncode else ""

    def generate(self, pattern: Pattern, apps: Iterable[GateApp]) -> str:
        """Generate ``apps``; return what went wrong."""
        listed = [{**asdict(app), "name": app.name if pattern.standalone else f"apps.{app.name}"} for app in apps]
        done = self.run("-c", _GENERATE, text=json.dumps([pattern.name, pattern.component_names, listed]))
        if done.returncode == 0 and not pattern.standalone:
            self._append("settings.py", _WIRED.format(apps=[app["name"] for app in listed]))
        return _last_words(done.stderr) if done.returncode else ""

    def _append(self, name: str, text: str) -> None:
        path = self.root / "config" / name
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def _last_words(noise: str) -> str:
    """Return the error at the end of a traceback, with its hint."""
    starts = [match.start() for match in re.finditer(r"^[\w.]+(?:Error|Exception)\b", noise, re.MULTILINE)]
    return noise[starts[-1] :] if starts else noise


def _environment() -> dict[str, str]:
    """Return what the child runs with: the same packages, and nothing that is meant for this process."""
    ours = {"PYTHONWARNINGS", "PYTHONDEVMODE", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    # Without the project that the command was started in, whose packages may have the same names.
    entries = (Path(entry).absolute() for entry in sys.path if entry)
    path = os.pathsep.join(str(entry) for entry in entries if entry != Path.cwd())
    return {**kept, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
