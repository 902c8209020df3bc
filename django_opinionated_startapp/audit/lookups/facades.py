"""Answers which modules of an app are for everybody: by its pattern and by what the configuration declares."""

from ..globs import matches_app, matches_module
from ..project import App, Module, Project

_PARTS = ("views", "viewsets", "generics", "decorators", "routers")
_RULES = "rules"  # of django-rules: predicates, which the rules of other apps are put together from
_SERVERS = ("ninja.", "ninja_extra.", "tastypie.", *(f"rest_framework.{part}." for part in _PARTS))


def apps_with_interface(project: Project) -> frozenset[str]:
    """Return the labels of the apps with a Python API: a module that their pattern shows, and not for data only."""
    return frozenset(app.label for app in project.apps.values() if _has_interface(project, app))


def _has_interface(project: Project, app: App) -> bool:
    components = app.pattern.components if app.pattern else ()
    names = {(each.name,) for each in components if each.public and not each.stdlib_only}
    files = (each.target for each in app.pattern.files if each.components in names) if app.pattern else ()
    modules = (project.modules.get(f"{app.name}.{_dotted(file)}") for file in files)
    return any(module is not None and is_python(project, module) for module in modules)


def is_python(project: Project, module: Module) -> bool:
    """Tell whether a module is for Python code: neither it nor one inside it serves HTTP; ``api`` may mean both."""
    inside = (each for each in project.production() if f"{each.name}.".startswith(f"{module.name}."))
    return not any(_serves(each) for each in inside)


def _serves(module: Module) -> bool:
    rest = any(f"{each.target}.".startswith(_SERVERS) for each in module.outline.imports)
    views = (each.public and each.params[:1] and each.params[0].name == "request" for each in module.body.functions)
    return rest or module.name.endswith(".urls") or any(views)


def is_public(project: Project, app: App, module: Module) -> bool:
    """Tell whether others may import ``module`` of ``app``.

    They may if it is a public file of the pattern, a package that leads to one (``signals`` for
    ``signals/signals.py``), a module inside one, or a declared facade.
    """
    inner = module.name[len(app.name) + 1 :]
    files = app.pattern.public_files if app.pattern else ()
    names = [*map(_dotted, files), _RULES, *facades(project, app)]
    return any(matches_module(name, inner) or name.startswith(f"{inner}.") for name in names)


def facades(project: Project, app: App) -> tuple[str, ...]:
    """Return the modules, relative to the app, that the configuration declares as its facades."""
    declared = project.config.facades.items()
    return tuple(name for glob, names in declared if matches_app(glob, app.label, app.name) for name in names)


def _dotted(file: str) -> str:
    return file.removesuffix(".py").replace("/", ".")
