"""The source of a squashed migration: what is carried first, then the class."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType

from django.utils import translation

from ..step import Step
from .closure import Carrier, Closure
from .dependencies import dependency_expression
from .expression import Expression, separated
from .imports import import_lines
from .names import Import, Library, Symbol
from .naming import Names
from .operations import Operations
from .refusal import CannotCarry, RefusalError
from .rewrite import changes_for, rewritten
from .sources import Unit

Key = tuple[str, str]
_HEADER = "# Made by squashall of django-opinionated-startapp.\n\n"


@dataclass(frozen=True, slots=True)
class MigrationText:
    """What a migration file is to say; ``dependencies`` may hold what ``swappable_dependency()`` returns."""

    app_label: str
    name: str
    replaces: tuple[Key, ...]
    dependencies: tuple[Key, ...]
    run_before: tuple[Key, ...]
    initial: bool | None
    atomic: bool
    steps: tuple[Step, ...]


def source_of(
    migration: MigrationText, package: str, line_length: int = 88, origins: Iterable[ModuleType] = ()
) -> str:
    """Return the source of a file that stands alone, formatted; the same for the same migration, always.

    ``package`` is the dotted name of the package that the file is for. Values of operations without a module are
    looked for in ``origins`` too. Raises CannotCarry.
    """
    modules = list(dict.fromkeys(module for step in migration.steps for module in step_modules(step)))
    carrier = Carrier(Library([*modules, *origins]), package)
    operations = Operations(carrier, f"{migration.app_label}.{migration.name}", tuple(origins))
    # Lazy texts are written untranslated, as makemigrations does.
    with translation.override(None):
        expressions = [operations.expression(step) for step in migration.steps]
        try:
            dependencies = [dependency_expression(each, carrier.library, modules) for each in migration.dependencies]
            return _formatted(_assembled(migration, carrier, expressions, dependencies), line_length)
        except RefusalError as error:
            raise CannotCarry(f"{migration.app_label}.{migration.name}", "", str(error)) from error


def step_modules(step: Step) -> tuple[ModuleType, ...]:
    """Return the modules that a step comes from."""
    return (step.module, *step.sources) if step.module else step.sources


def _assembled(
    migration: MigrationText, carrier: Carrier, operations: list[Expression], dependencies: list[Expression]
) -> str:
    migrations = Expression(("migrations.Migration",), frozenset({(Import("django.db", "migrations"), "migrations")}))
    expressions = [migrations, *dependencies, *operations]
    references = [each for expression in expressions for each in expression.references(carrier.library)]
    closure = Closure()
    spelled = sorted({each for expression in expressions for each in expression.imports})
    closure.imports.update(dict.fromkeys(spelled))
    closure.update(carrier.closure(references))
    used = [target for _, reference in references if (target := carrier.target(reference))]
    names = Names(carrier, closure, used, spelled)
    lists = {
        "dependencies": separated(dependencies, "[", "]", exploded=True),
        "operations": separated(operations, "[", "]", exploded=True),
    }
    body = [f"    {name} = {value!r}" for name, value in _attributes(migration)]
    body += [f"    {name} = {each.text(carrier.library, names.of)}" for name, each in lists.items()]
    parts = [import_lines(names.imports, carrier, closure), *_groups(carrier, closure, names)]
    return _HEADER + "\n\n".join([*parts, "class Migration(migrations.Migration):\n" + "\n\n".join(body)]) + "\n"


def _attributes(migration: MigrationText) -> Iterator[tuple[str, object]]:
    if migration.replaces:
        yield "replaces", [*migration.replaces]
    if migration.initial is not None:
        yield "initial", migration.initial
    if not migration.atomic:
        yield "atomic", False
    if migration.run_before:
        yield "run_before", [*migration.run_before]


def _groups(carrier: Carrier, closure: Closure, names: Names) -> Iterator[str]:
    """Yield the carried code of each module, under a remark that names it, behind what it needs itself."""
    units: dict[str, list[Unit]] = {}
    for module, unit in closure.units:
        units.setdefault(module, []).append(unit)
    for module in _ordered(carrier, units):
        yield f"# From {module}:\n\n" + _group(carrier, module, units[module], names)


def _ordered(carrier: Carrier, units: dict[str, list[Unit]]) -> list[str]:
    seen: set[str] = set()
    ordered: list[str] = []

    def visit(module: str) -> None:
        if module in seen:
            return
        seen.add(module)
        source = carrier.library.source(module)
        for unit in units[module]:
            for reference in carrier.library.references(source, unit.node):
                target = carrier.target(reference)
                if isinstance(target, Symbol):
                    visit(target.module)
        ordered.append(module)

    for module in units:
        visit(module)
    return ordered


def _group(carrier: Carrier, module: str, units: list[Unit], names: Names) -> str:
    source = carrier.library.source(module)
    text = ""
    end = 0
    for unit in sorted(units, key=lambda each: each.start):
        changes = changes_for(carrier.library.references(source, unit.node), names.of)
        between = source.content[end : unit.start]
        text += "\n" if end and not between.strip() and b"\n\n" not in between else "\n\n"
        text += rewritten(source, unit.node, (unit.start, unit.end), changes)
        end = unit.end
    return text.strip("\n")


def _formatted(text: str, line_length: int) -> str:
    # Black takes a tenth of a second to import, and only whoever writes needs it.
    from black import format_str  # noqa: PLC0415
    from black.mode import Mode, TargetVersion  # noqa: PLC0415
    from black.parsing import InvalidInput  # noqa: PLC0415

    targets = {version for version in TargetVersion if version.value >= TargetVersion.PY310.value}
    try:
        return format_str(text, mode=Mode(targets, line_length=line_length))
    except InvalidInput as error:  # newer syntax than this black knows
        raise RefusalError(f"black can't read it: {error}") from error
