"""Answers what importing a module imports in its turn, for certain, and whether that needs Django's app registry."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from ..facts import Import, Where
from ..project import Module, Project

_MODELS = ("django.db.models.Model", "django.contrib.gis.db.models.Model")
_REGISTRY = ("django.apps.apps.get_", "django.contrib.auth.get_user_model")
_UNCERTAIN = Where.FUNCTION | Where.LAMBDA | Where.TYPING | Where.TRY | Where.CONDITIONAL


@dataclass(frozen=True, slots=True)
class Chain:
    """How an import leads to something that needs the registry: ``row`` is the first import, ``need`` what needs it.

    ``modules`` are those in between, from the first that is imported to the one that has the need.
    """

    row: Import
    modules: tuple[str, ...]
    need: str


def certain_imports(module: Module) -> Iterator[Import]:
    """Yield the imports that importing ``module`` runs in any case: none under ``if`` or ``try`` or in functions."""
    return (row for row in module.outline.imports if not row.flags & _UNCERTAIN)


def with_packages(project: Project, dotted: str) -> Iterator[Module]:
    """Yield the packages on the way to ``dotted`` and then itself, as far as they are the project's."""
    parts = dotted.split(".")
    for length in range(1, len(parts) + 1):
        if found := project.modules.get(".".join(parts[:length])):
            yield found


def loaded(project: Project, row: Import) -> Iterator[Module]:
    """Yield the modules of the project that an import runs: the packages on the way, then the module itself."""
    return with_packages(project, row.target if row.target in project.modules else row.module)


def imported_modules(project: Project) -> frozenset[str]:
    """Return the names of the modules that some production module imports, at whatever time."""
    return project.shared(_imported_modules)


def _imported_modules(project: Project) -> frozenset[str]:
    rows = (row for module in project.production() for row in module.outline.imports if not row.typing_only)
    return frozenset(each.name for row in rows for each in loaded(project, row))


def loaded_with_models(project: Project) -> frozenset[str]:
    """Return the names of the modules that are imported while models are: those with models, and what they import."""
    return project.shared(_loaded_with_models)


def _loaded_with_models(project: Project) -> frozenset[str]:
    queue = [model.module for model in project.models.values()]
    found: set[str] = set()
    while queue:
        module = queue.pop()
        if module.name not in found:
            found.add(module.name)
            queue.extend(each for row in module.outline.imports if row.at_import for each in loaded(project, row))
    return frozenset(found)


def chain_to_registry(project: Project, start: Module) -> Chain | None:
    """Return how importing ``start`` leads to what needs the registry; the shortest way, None if it doesn't."""
    nothing: tuple[str, ...] = ()
    queue = deque((row, module, nothing) for row, module in _imported(project, start))
    seen = {start.name}
    while queue:
        first, module, before = queue.popleft()
        if isinstance(module, str):
            return Chain(first, before, module)
        if module.name in seen:
            continue
        seen.add(module.name)
        way = (*before, module.name)
        if need := needs_registry(project, module):
            return Chain(first, way, need)
        queue.extend((first, each, way) for _row, each in _imported(project, module))
    return None


def _imported(project: Project, module: Module) -> Iterator[tuple[Import, Module | str]]:
    """Yield what the imports of ``module`` run: modules of the project, and names of Django's modules with models."""
    for row in certain_imports(module):
        if models := _models_of_django(row):
            yield row, models
        for each in loaded(project, row):
            yield row, each


def _models_of_django(row: Import) -> str:
    parts = f"{row.module}.{row.name}".split(".")[:4]
    return ".".join(parts) if parts[:2] == ["django", "contrib"] and parts[3:] == ["models"] else ""


def needs_registry(project: Project, module: Module) -> str:
    """Return what in ``module`` can't be imported before the registry is ready: a model, a look-up; "" if nothing."""
    for row in module.outline.classes:
        name = f"{module.name}.{row.name}"
        if not row.flags & _UNCERTAIN and name in project.models and not project.ancestors(name).isdisjoint(_MODELS):
            return f"the model {row.name}"
    if any(each.kind == "model" and not each.flags & _UNCERTAIN for each in module.outline.mentions):
        for call in module.body.calls:
            if call.path.startswith(_REGISTRY) and not call.flags & _UNCERTAIN:
                return f"{call.name}()"
    return ""
