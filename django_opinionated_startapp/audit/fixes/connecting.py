"""Modules that have to be imported as Django starts."""

import sys

from ..facts import Import, Where
from ..lookups.booting import booted_modules
from ..lookups.loading import certain_imports, loaded
from ..project import App, Module, Project
from .configs import config_of, imported_in_ready
from .kinds import Fix
from .texts import Texts

_UNCERTAIN = Where.FUNCTION | Where.TYPING | Where.TRY | Where.CONDITIONAL


def connected(app: App, module: Module, project: Project, texts: Texts) -> Fix | None:
    """Return the fix that has ``ready`` of the app's AppConfig import ``module``.

    None where there is not one AppConfig that can be edited, and where the module, or what it imports, needs what the
    project has not, or what nothing else imports: it was never imported, so nobody has noticed.
    """
    config = config_of(app, project, texts)
    new = _newly_loaded(project, module)
    others = (each for each in project.production() if each.name not in new)
    known = {_top(row) for each in others for row in each.outline.imports if not row.typing_only}
    rows = (row for name in new for row in project.modules[name].outline.imports if not row.flags & _UNCERTAIN)
    if config is None or any(_is_missing(row, project, sys.stdlib_module_names | known) for row in rows):
        return None
    edit = imported_in_ready(config, app, module.name)
    return Fix((edit,)) if edit else None


def _newly_loaded(project: Project, module: Module) -> frozenset[str]:
    """Return the names of the modules that importing ``module`` runs, and that nothing has run before."""
    booted, found = booted_modules(project), set[str]()
    queue = [module]
    while queue:
        each = queue.pop()
        if each.name not in found and each.name not in booted:
            found.add(each.name)
            queue.extend(inner for row in certain_imports(each) for inner in loaded(project, row))
    return frozenset(found)


def _top(row: Import) -> str:
    return row.module.partition(".")[0]


def _is_missing(row: Import, project: Project, known: frozenset[str]) -> bool:
    """Tell whether an import is of what the project would have to have and has not, or of a package not ``known``."""
    top = _top(row)
    if not any(f"{name}.".startswith(f"{top}.") for name in project.modules):
        return top not in known
    source = project.modules.get(row.module)
    if row.target in project.modules:
        return False
    if source is None:
        return True
    outline = source.outline
    stars = any(each.name == "*" for each in outline.imports) or "__getattr__" in outline.names
    return not (row.name in ("", "*") or stars or row.name in outline.names or row.name in outline.bound)
