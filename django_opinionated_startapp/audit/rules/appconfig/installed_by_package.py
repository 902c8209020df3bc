"""The rule ``installed-by-package``."""

from collections.abc import Iterator

from ...facts import Value
from ...finding import Finding, Place, Severity
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
    """

    code = "AC007"
    name = "installed-by-package"
    severity = Severity.WARNING
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
