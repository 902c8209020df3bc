"""Another label for an app, where nothing goes by the old one."""

import re
from dataclasses import replace

from ..project import App, Kind, Project
from .configs import config_of, with_attribute
from .kinds import Fix, Wanted
from .texts import Texts


def relabelled(app: App, project: Project, texts: Texts) -> Fix | None:
    """Return the fix that gives ``app`` a label with the package around it in front.

    None where the app has models or migrations, whose tables and history go by the label, where code asks for the app
    by it, or no package around it.
    """
    around = app.name.split(".")[-2:-1]
    has_history = any(project.modules_of(app, Kind.MIGRATION))
    if not around or has_history or any(each.module.app == app.label for each in project.models.values()):
        return None
    label = f"{around[0]}_{app.declared_label}"
    if not label.isidentifier() or any(label in (each.declared_label, each.label) for each in project.apps.values()):
        return None
    if _is_asked_for(app.declared_label, project, texts):
        return None
    config = config_of(app, project, texts)
    if config is not None:
        edit = None if app.explicit_label else with_attribute(config, "label", label)
        return Fix((edit,)) if edit else None
    if texts.exists(f"{app.path}/apps.py") or texts.exists(f"{app.path}/apps") or app.config:
        return None
    return Fix((Wanted("appconfig", replace(app, declared_label=label)),))


def _is_asked_for(label: str, project: Project, texts: Texts) -> bool:
    """Tell whether code asks the registry for the app ``label``, or compares labels with it."""
    call = re.compile(rf"get_app_config\(\s*(?:app_label\s*=\s*)?[\"']{re.escape(label)}[\"']".encode())
    return any(
        call.search(texts.content(module.path) or b"")
        or any(each.kind == "label" and each.text == label for each in module.outline.mentions)
        for module in project.modules.values()
    )
