"""Projects made of the histories beside this file, loaded into the process of the test and forgotten afterwards."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.test import override_settings

from django_opinionated_startapp.management.commands.squashall import Command

from .databases import configured

HISTORIES = Path(__file__).parent / "histories"
INSTALLED = Path(django.__file__).parents[1]
CONTRIB = ["django.contrib.contenttypes", "django.contrib.auth"]


def copied(situation: str, folder: Path) -> Path:
    """Copy the apps of a situation into ``folder`` and return it."""
    shutil.copytree(HISTORIES / situation, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def apps_in(folder: Path) -> list[str]:
    return sorted(path.parent.name for path in folder.glob("*/migrations"))


@contextmanager
def loaded(folder: Path, **settings: object) -> Iterator[Path]:
    """Make the apps in ``folder`` those of the project, and ``folder`` the current directory."""
    before, modules = Path.cwd(), set(sys.modules)
    settings = {"INSTALLED_APPS": [*CONTRIB, *apps_in(folder)], **settings}
    sys.path.insert(0, str(folder))
    os.chdir(folder)
    try:
        with override_settings(**settings), configured(default={**SQLITE, "NAME": str(folder / "db.sqlite3")}):
            yield folder
    finally:
        os.chdir(before)
        sys.path.remove(str(folder))
        for name in set(sys.modules) - modules:
            # A package that is imported a second time has classes that its other half does not know.
            if not name.startswith(("django", "tests")) and not _is_installed(name):
                del sys.modules[name]
        for label in apps_in(folder):
            apps.all_models.pop(label, None)
        apps.clear_cache()


def _is_installed(name: str) -> bool:
    file = getattr(sys.modules[name], "__file__", None) or ""
    return name.partition(".")[0] in sys.stdlib_module_names or Path(file).is_relative_to(INSTALLED)


SQLITE = {"ENGINE": "django.db.backends.sqlite3"}


def squashall(*arguments: str, **options: object) -> tuple[str, str]:
    """Run the command; return what it said on stdout and on stderr."""
    out, err = StringIO(), StringIO()
    call_command(Command(), *arguments, stdout=out, stderr=err, no_color=True, **options)
    return out.getvalue(), err.getvalue()


def files(folder: Path) -> set[str]:
    """Return every migration file as ``app/name``."""
    return {f"{path.parts[-3]}/{path.stem}" for path in folder.glob("*/migrations/[!_]*.py")}


def runs_once(folder: Path) -> None:
    """Let the app shop, that of ``one_app``, have code that a process can run only once."""
    (folder / "shop/once.py").write_text(
        "names = set()\n\n\ndef register(function):\n    if function.__name__ in names:\n"
        "        raise ValueError(f'{function.__name__} is registered')\n"
        "    names.add(function.__name__)\n    return function\n"
    )
    path = folder / "shop/migrations/0002_price.py"
    code = "from shop.once import register\n\n\n@register\ndef count(apps, schema_editor):\n    pass\n\n\n"
    text = path.read_text().replace("class Migration", code + "class Migration")
    path.write_text(
        text.replace("operations = [", "operations = [migrations.RunPython(count, migrations.RunPython.noop),")
    )


def new_files(folder: Path, situation: str) -> set[str]:
    """Return the migrations that were not there before."""
    return files(folder) - files(HISTORIES / situation)


def contents(folder: Path) -> Mapping[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.py"))}
