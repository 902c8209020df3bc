"""The rule ``app-not-installed``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.configs import configs_in
from ...lookups.installed import installed_apps_known
from ...project import App, Project
from ...rule import Rule


class AppNotInstalled(Rule):
    """A package has an AppConfig or tables, but no settings module installs it.

    **Why.** Django does not see it: no tables, no templates, no checks, no receivers. Either an entry in
    `INSTALLED_APPS` is missing, or the code is dead and misleads those who read it.

    **Instead.** Install it, or delete it.
    """

    code = "AC008"
    name = "app-not-installed"
    severity = Severity.INFO
    bad = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
        "config/__init__.py": "",
        "config/settings.py": 'INSTALLED_APPS = ["orders"]',
        "orders/__init__.py": "",
        "invoices/__init__.py": "",
        "invoices/apps.py": """
            from django.apps import AppConfig

            class InvoicesConfig(AppConfig):
                name = "invoices"
            """,
    }
    good = {**bad, "config/settings.py": 'INSTALLED_APPS = ["orders", "invoices"]'}

    def check_project(self, project: Project) -> Iterator[Finding]:
        """Look at what looks like an app and is none, if the settings can be known."""
        if not installed_apps_known(project):
            return
        for app in project.uninstalled:
            if _is_app(app, project):
                yield self.finding(
                    app.place,
                    f"{app.name} is an app, but no settings module installs it.",
                    f"Add '{app.name}' to INSTALLED_APPS, or delete the package.",
                    anchor=app.name,
                    app=around.label if (around := project.app_of(app.name)) else "",
                )


def _is_app(app: App, project: Project) -> bool:
    """Tell whether it has an AppConfig, or a model with a table that it does not lend to another app."""
    apps = project.modules.get(f"{app.name}.apps")
    if apps and any(configs_in(project, apps)):
        return True
    return not project.app_of(app.name) and any(
        model.module.name.startswith(f"{app.name}.models") and not model.abstract and "app_label" not in model.row.meta
        for model in project.models.values()
    )
