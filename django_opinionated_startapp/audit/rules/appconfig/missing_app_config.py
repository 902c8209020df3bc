"""The rule ``missing-app-config``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...fixes.kinds import Fix, Safety, Wanted
from ...fixes.texts import Texts
from ...lookups.configs import configs_in
from ...project import App, Module, Project
from ...rule import Rule


class MissingAppConfig(Rule):
    """An app has no AppConfig of its own.

    **Why.** Django makes one up. The app then has no place for a label that stays when the package moves, for the
    type of its primary keys, for a name to show, or for `ready()`, where receivers and checks are connected.

    **Instead.** Write an `apps.py` with a subclass of `AppConfig`. Any base class counts that is called a config.

    **Fix.** The `apps.py` of the pattern's template, without `default_auto_field` and `verbose_name`, which would
    change the app. Not where there is another module of that name.
    """

    code = "AC001"
    name = "missing-app-config"
    severity = Severity.INFO
    safety = Safety.SAFE
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": """
            from django.db import models

            class Order(models.Model):
                number = models.CharField(max_length=20)
            """,
    }
    good = {
        **bad,
        "orders/apps.py": """
            from django.apps import AppConfig

            class OrdersConfig(AppConfig):
                name = "orders"
            """,
    }

    def check_app(self, app: App, project: Project) -> Iterator[Finding]:
        """Look for a class with a base that is called a config, beside the models or in the settings' entry."""
        if app.config or app.is_applet or not (app.entries or _has_tables(app, project)):
            return
        if not any(_has_config(app, module, project) for module in project.modules_of(app)):
            camel = "".join(word.capitalize() for word in app.label.rpartition(".")[2].split("_"))
            yield self.finding(
                app.place,
                f"{app.label} has no AppConfig.",
                f'Write {app.path}/apps.py with class {camel}Config(AppConfig), name = "{app.name}".',
                anchor="apps",
                app=app,
            )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Ask for an ``apps.py`` from the pattern's template, without what would change the app."""
        app = project.apps[finding.app]
        if texts.exists(f"{app.path}/apps.py") or texts.exists(f"{app.path}/apps"):
            return None
        return Fix((Wanted("appconfig", app),))


def _has_tables(app: App, project: Project) -> bool:
    return any(model.app == app.label and not model.abstract for model in project.models.values())


def _has_config(app: App, module: Module, project: Project) -> bool:
    """Tell whether a module directly in the app's package holds a config, of whatever name, or what is called one."""
    if module.package != app.name:
        return False
    named = any(base.endswith("Config") for row in module.outline.classes for base in row.bases if not row.scope)
    return named or any(configs_in(project, module))
