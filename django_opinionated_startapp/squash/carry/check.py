"""What a written migration says against what it was meant to say."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from django.conf import settings
from django.db.migrations import Migration, swappable_dependency
from django.utils import translation

from .compare import first_difference
from .meaning import Meanings
from .names import Library
from .refusal import describe
from .text import MigrationText, step_modules


def differences(
    migration: MigrationText, source: str, package: str, filename: str = "<squashed migration>"
) -> tuple[str, ...]:
    """Import ``source`` as the module of ``migration`` in ``package``; return what came out otherwise than meant.

    While it is imported the modules of the steps can't be, so that a file that needs them is found out. Functions are
    alike where their sources mean the same. An import that fails is a difference, not an error.
    """
    module = ModuleType(f"{package}.{migration.name}")
    module.__file__, module.__package__ = filename, package
    origins = list(dict.fromkeys(each for step in migration.steps for each in step_modules(step)))
    with _in_sys_modules({module.__name__: module}), translation.override(None):
        try:
            with _in_sys_modules({each.__name__: None for each in origins}):
                exec(compile(source, filename, "exec"), vars(module))  # noqa: S102 - it is what is to be written
        except Exception as error:  # noqa: BLE001 - code of others may raise anything, and that is the answer
            return (f"{module.__name__} can't be imported: {type(error).__name__}: {error}",)
        library = Library([module, *origins])
        library.add(module, source)
        try:
            return tuple(_differences(migration, module.Migration, Meanings(library, [module, *origins])))
        except Exception as error:  # noqa: BLE001 - such as that an original has no source
            return (f"{module.__name__} can't be compared: {type(error).__name__}: {error}",)


@contextmanager
def _in_sys_modules(modules: dict[str, ModuleType | None]) -> Iterator[None]:
    earlier = {name: sys.modules[name] for name in modules if name in sys.modules}
    sys.modules.update(modules)  # type: ignore[arg-type]  # None makes an import fail, says the import reference
    try:
        yield
    finally:
        for name in modules:
            sys.modules.pop(name, None)
        sys.modules.update(earlier)


def _differences(migration: MigrationText, written: type[Migration], meanings: Meanings) -> Iterator[str]:
    meant = {
        "replaces": list(map(_dependency, migration.replaces)),
        "dependencies": list(map(_dependency, migration.dependencies)),
        "run_before": list(map(_dependency, migration.run_before)),
        "initial": migration.initial,
        "atomic": migration.atomic,
    }
    for name, value in meant.items():
        found = getattr(written, name)
        found = list(map(_dependency, found)) if isinstance(found, list) else found
        if found != value:
            yield f"{name} was {value!r} and is {found!r}"
    if len(written.operations) != len(migration.steps):
        yield f"there were {len(migration.steps)} operations and are {len(written.operations)}"
    for step, operation in zip(migration.steps, written.operations, strict=False):
        if difference := first_difference(step.operation, operation, meanings.same):
            yield f"{describe(step.operation)}: {difference}"


def _dependency(dependency: tuple[str, str]) -> tuple[str, str, str]:
    """Return a dependency with the model that it is by, where it is swappable."""
    if dependency[0] == "__setting__":
        dependency = swappable_dependency(getattr(settings, dependency[1]))
    return (*dependency, getattr(dependency, "setting", ""))
