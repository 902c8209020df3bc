"""Migration packages that tests make: written to disk, imported for real, carried, and tried without the originals."""

import importlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from types import ModuleType

from django_opinionated_startapp.squash.carry import MigrationText, Step, differences, source_of

NAME = "0001_squashed"
FUTURE = "from __future__ import annotations\n"


class Project:
    """A folder on sys.path whose modules are forgotten in the end."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, **files: str) -> None:
        """Write files; "shop__migrations__0001_a" is the path of shop/migrations/0001_a.py."""
        for name, text in files.items():
            self.write_bytes(name, dedent(text).encode())

    def write_bytes(self, name: str, content: bytes) -> Path:
        path = self.root / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in path.relative_to(self.root).parents[:-1]:
            (self.root / folder / "__init__.py").touch()
        path.write_bytes(content)
        importlib.invalidate_caches()
        return path

    def load(self, name: str) -> ModuleType:
        return importlib.import_module(name.replace("__", "."))

    def steps(self, *names: str) -> tuple[Step, ...]:
        """Return the operations of the modules, each with its module."""
        modules = [self.load(name) for name in names]
        return tuple(Step(operation, module) for module in modules for operation in module.Migration.operations)

    def alone(self, text: str, package: str = "shop.migrations") -> ModuleType:
        """Import ``text`` in ``package`` when all migrations there, and in every other one, are gone."""
        for path in self.root.glob("*/migrations/[0-9m]*.py"):
            path.unlink()
        self.forget()
        self.write_bytes(f"{package.replace('.', '__')}__{NAME}", text.encode())
        return self.load(f"{package}.{NAME}")

    def forget(self) -> None:
        roots = {path.stem for path in self.root.iterdir()}
        for name in [name for name in sys.modules if name.partition(".")[0] in roots]:
            del sys.modules[name]
        importlib.invalidate_caches()


@contextmanager
def project_in(root: Path) -> Iterator[Project]:
    """Put ``root`` on sys.path, and take it away again with all that was imported from it."""
    sys.path.insert(0, str(root))
    project = Project(root)
    try:
        yield project
    finally:
        project.forget()
        sys.path.remove(str(root))


def migration(steps: Iterable[Step] = (), **attributes: object) -> MigrationText:
    values = {
        "app_label": "shop",
        "name": NAME,
        "replaces": (("shop", "0001_a"),),
        "dependencies": (),
        "run_before": (),
        "initial": True,
        "atomic": True,
        "steps": tuple(steps),
    }
    return MigrationText(**{**values, **attributes})  # type: ignore[arg-type]


def carried(steps: Iterable[Step], package: str = "shop.migrations") -> str:
    """Return the source for ``steps``, seen to say what it was meant to, and to be the same when written again."""
    text = migration(steps)
    source = source_of(text, package)
    assert differences(text, source, package) == ()
    assert source_of(text, package) == source
    return source


def body(source: str) -> str:
    """Return what stands between the imports and the class."""
    return source[source.index("# From") : source.index("class Migration(")].strip() if "# From" in source else ""


def operations(source: str) -> str:
    return source[source.index("    operations = ") :].strip()


def effect(project: Project, source: str) -> list[object]:
    """Return what the functions of the RunPython operations append to the list that they get for apps."""
    seen: list[object] = []
    for operation in project.alone(source).Migration.operations:
        operation.code(seen, None)
    return seen


def write(
    project: Project, code: str, operation: str = "migrations.RunPython(forwards)", number: str = "0001_a"
) -> str:
    """Write a migration of the app shop with ``code`` above its class; return its name."""
    name = f"shop__migrations__{number}"
    imports = f"{FUTURE if FUTURE in code else ''}from django.db import migrations, models\n{code.replace(FUTURE, '')}"
    text = f"{imports}\n\nclass Migration(migrations.Migration):\n    operations = [{operation}]\n"
    project.write_bytes(name, text.encode())
    return name
