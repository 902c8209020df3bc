"""The rule ``installed-by-package``."""

import ast
from collections.abc import Iterator

from ...facts import Value
from ...finding import Finding, Place, Severity
from ...fixes.classes import literal
from ...fixes.kinds import Fix, Safety
from ...fixes.places import node_at, replaced
from ...fixes.texts import Texts
from ...lookups.classes import attribute, outsiders
from ...lookups.configs import APP_CONFIGS
from ...project import App, Module, Project
from ...rule import Rule


class InstalledByPackage(Rule):
    """`INSTALLED_APPS` names a package whose `apps.py` has several AppConfigs, and none of them is the default.

    **Why.** Django then uses none of them, without a word: no label, no `ready()`, no receivers. What is imported
    into `apps.py` counts too, so a base class is enough. Two with `default = True` stop the project. In the profile
    `strict` every entry that names a package is reported: the class says more.

    **Instead.** Name the class in `INSTALLED_APPS`, or set `default = True` in one class.

    **Fix.** The class that no other goes on from, where there is only one such. It is unsafe, since its `ready()`
    runs from then on. Not where the settings name the package a second time.
    """

    code = "AC007"
    name = "installed-by-package"
    severity = Severity.WARNING
    safety = Safety.UNSAFE
    bad = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
        "config/__init__.py": "",
        "config/settings.py": 'INSTALLED_APPS = ["orders"]',
        "orders/__init__.py": "",
        "orders/apps.py": """
            from django.apps import AppConfig

            class BaseConfig(AppConfig):
                name = "orders"

            class OrdersConfig(BaseConfig):
                def ready(self):
                    from . import receivers
            """,
        "orders/receivers.py": "",
    }
    good = {**bad, "config/settings.py": 'INSTALLED_APPS = ["orders.apps.OrdersConfig"]'}

    def check_app(self, app: App, project: Project) -> Iterator[Finding]:
        """Choose a config as Django does, for each entry that is the package."""
        place = next((place for entry, place in app.entries if entry == app.name), None)
        module = project.modules.get(f"{app.name}.apps")
        if place is None or module is None:
            return
        configs = sorted(set(_configs(project, module)))
        trouble = _trouble(project, configs)
        if trouble:
            yield self._say(app, place, trouble, configs)
        elif configs and "strict" in app.profiles:
            yield self._say(app, place, "it could name the AppConfig", configs)

    def _say(self, app: App, place: Place, trouble: str, configs: list[str]) -> Finding:
        names = " or ".join(f"'{each}'" for each in configs)
        return self.finding(
            place,
            f"INSTALLED_APPS names the package {app.name}: {trouble}.",
            f"Write {names} instead.",
            anchor=app.name,
            app=app,
        )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Name the one AppConfig that no other goes on from."""
        app = project.apps[finding.app]
        source, module = texts.source(finding.place.path), project.modules[f"{app.name}.apps"]
        string = node_at(source, finding.place, ast.Constant) if source else None
        last = _last(project, sorted(set(_configs(project, module))))
        if source is None or string is None or string.value != app.name or not last.startswith(f"{app.name}."):
            return None
        if _is_repeated(project, texts, app.name):
            return None
        return Fix((replaced(source, string, literal(source, last, string)),))


def _configs(project: Project, module: Module) -> Iterator[str]:
    """Yield the dotted names of all AppConfigs that are in ``module``, imported ones too."""
    own = (f"{module.name}.{row.name}" for row in module.outline.classes if not row.scope)
    imported = (project.resolve(row.target) for row in module.outline.bound.values())
    for name in (*own, *imported):
        if name not in APP_CONFIGS and not APP_CONFIGS.isdisjoint(project.ancestors(name)):
            yield name


def _trouble(project: Project, configs: list[str]) -> str:
    """Return what is wrong with Django's choice among ``configs``, "" if it finds one or if nobody can tell."""
    defaults = {name: _default(project, name) for name in configs}
    wanted = [name for name, value in defaults.items() if value is True]
    candidates = [name for name, value in defaults.items() if value is not False]
    if len(candidates) <= 1 or len(wanted) == 1 or any(outsiders(project, name) - APP_CONFIGS for name in configs):
        return ""
    return "two AppConfigs are the default" if wanted else f"Django uses none of its {len(candidates)} AppConfigs"


def _default(project: Project, config: str) -> Value:
    found = attribute(project, config, "default")
    return found[1].value if found else None


def _last(project: Project, configs: list[str]) -> str:
    """Return the one of ``configs`` that is above none of the others, "" if there are several."""
    last = [each for each in configs if not any(each in project.ancestors(other) - {other} for other in configs)]
    return last[0] if len(last) == 1 else ""


def _is_repeated(project: Project, texts: Texts, entry: str) -> bool:
    """Tell whether the settings have the string ``entry`` more than once."""
    paths = (project.modules[name].path for name in project.settings.modules if name in project.modules)
    sources = [source for path in paths if (source := texts.source(path))]
    nodes = [node for source in sources for node in ast.walk(source.tree)]
    return sum(isinstance(node, ast.Constant) and node.value == entry for node in nodes) > 1
