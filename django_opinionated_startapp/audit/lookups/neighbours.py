"""Answers to whom something belongs, as seen from a module: to its own app, to another, to none."""

from ..facts import Assign, Import, Made
from ..project import App, Model, Module, Project

_LOADERS = ("get_model", "load_model")


def owner(project: Project, module: Module) -> App | str:
    """Return the app of ``module``, as findings want it: "" where it belongs to none."""
    return project.apps.get(module.app, "")


def other_app(project: Project, module: Module, dotted: str) -> App | None:
    """Return the app that ``dotted`` lies in, None if that is the module's own or there is none.

    An applet and the app around it are no others to each other; two applets of one app are.
    """
    app = project.app_of(dotted)
    return app if app and not _are_one(app, project.apps.get(module.app)) else None


def _are_one(app: App, mine: App | None) -> bool:
    if mine is None:
        return False
    around = app.is_applet and app.parent == mine.label
    inside = mine.is_applet and mine.parent == app.label
    return app.label == mine.label or around or inside


def same_django_app(project: Project, app: App, module: Module) -> bool:
    """Tell whether ``module`` is in the Django app that ``app`` is, or is an applet of."""
    mine = project.apps.get(module.app)
    return mine is not None and _django_label(mine) == _django_label(app)


def _django_label(app: App) -> str:
    return app.parent if app.is_applet else app.label


def foreign_imports(project: Project, module: Module) -> tuple[tuple[Import, App], ...]:
    """Return what ``module`` imports from other apps, as it is written; not what only type checkers see."""
    found = ((row, other_app(project, module, row.target)) for row in module.outline.imports if not row.typing_only)
    return tuple((row, app) for row, app in found if app is not None)


def loaded_models(project: Project, module: Module) -> dict[str, Model]:
    """Return the models that top-level names of ``module`` stand for by ``get_model``, by dotted name."""
    rows = module.body.assigns if any(each.kind == "model" for each in module.outline.mentions) else ()
    found = {f"{module.name}.{row.target}": _loaded(project, row) for row in rows if not row.scope}
    return {name: model for name, model in found.items() if model is not None}


def _loaded(project: Project, row: Assign) -> Model | None:
    value = row.value
    if isinstance(value, Made) and value.path.rpartition(".")[2] in _LOADERS:
        named = (value.keywords.get(name) for name in ("app_label", "model_name"))
        return project.model_named(".".join(each for each in (*value.args, *named) if isinstance(each, str)))
    return None


def anchored(scope: str, what: str) -> str:
    """Return the anchor of a finding about ``what`` in ``scope``, which is "" at the top level of a module."""
    return f"{scope} -> {what}" if scope else what
