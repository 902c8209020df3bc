"""Answers which AppConfigs there are."""

from collections.abc import Iterator

from ..facts import Class
from ..project import App, Model, Module, Project
from .classes import attribute, lineage, outsiders
from .installed import entries

APP_CONFIGS = frozenset({"django.apps.AppConfig", "django.apps.config.AppConfig"})


def configs_in(project: Project, module: Module) -> Iterator[Class]:
    """Yield the AppConfig classes that ``module`` defines."""
    for row in module.outline.classes:
        if not row.scope and APP_CONFIGS & project.ancestors(f"{module.name}.{row.name}"):
            yield row


def is_label_known(project: Project, model: Model) -> bool:
    """Tell whether the label of the app of ``model`` is certain: said by Django, or by what its AppConfig shows."""
    app = project.apps.get(model.module.app)
    while app is not None and app.is_applet:
        app = project.apps.get(app.parent)
    return project.booted or "app_label" in model.row.meta or (app is not None and _shows_label(project, app))


def _shows_label(project: Project, app: App) -> bool:
    module = project.modules.get(app.config.rpartition(".")[0] or f"{app.name}.apps")
    if module is None:
        return all(entry == app.name or project.app_of(entry) is not app for entry in entries(project))
    likely = (row for row in module.outline.classes if any(base.endswith("Config") for base in row.bases))
    names = {app.config} if app.config else {f"{module.name}.{row.name}" for row in likely}
    return all(_label_of(project, name, app) == app.declared_label for name in names)


def _label_of(project: Project, config: str, app: App) -> str:
    """Return the label that a config gives an app, "" if that can't be read."""
    for each in lineage(project, config):
        module, row = project.classes.get(each, (None, None))
        if module and row and any(function.name == f"{row.name}.label" for function in module.body.functions):
            return ""
    if found := attribute(project, config, "label"):
        return found[1].value if isinstance(found[1].value, str) else ""
    return app.name.rpartition(".")[2] if outsiders(project, config) <= APP_CONFIGS else ""
