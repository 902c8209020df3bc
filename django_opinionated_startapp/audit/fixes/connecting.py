"""Modules that have to be imported as Django starts."""

from ..facts import Import, Where
from ..project import App, Module, Project
from .configs import config_of, imported_in_ready
from .kinds import Fix
from .texts import Texts

_UNCERTAIN = Where.FUNCTION | Where.TYPING | Where.TRY | Where.CONDITIONAL


def connected(app: App, module: Module, project: Project, texts: Texts) -> Fix | None:
    """Return the fix that has ``ready`` of the app's AppConfig import ``module``.

    None where there is not one AppConfig that can be edited, and where the module needs what the project has not: it
    was never imported, so nobody has noticed.
    """
    config = config_of(app, project, texts)
    if config is None or any(_is_broken(row, project) for row in module.outline.imports):
        return None
    edit = imported_in_ready(config, app, module.name)
    return Fix((edit,)) if edit else None


def _is_broken(row: Import, project: Project) -> bool:
    """Tell whether an import is of something that the project would have to have, and has not."""
    top = row.module.partition(".")[0]
    if row.flags & _UNCERTAIN or not any(f"{name}.".startswith(f"{top}.") for name in project.modules):
        return False
    source = project.modules.get(row.module)
    if row.target in project.modules:
        return False
    if source is None:
        return True
    outline = source.outline
    stars = any(each.name == "*" for each in outline.imports) or "__getattr__" in outline.names
    return not (row.name in ("", "*") or stars or row.name in outline.names or row.name in outline.bound)
