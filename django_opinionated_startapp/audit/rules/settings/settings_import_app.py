"""The rule ``settings-import-app``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.loading import chain_to_registry
from ...project import Module, Project
from ...rule import Rule


class SettingsImportApp(Rule):
    """A settings module imports a model, or a module that asks the app registry when it is imported.

    **Why.** Settings are read before any app is loaded. The import stops every command with `AppRegistryNotReady` or
    `ImproperlyConfigured`, and often with a circular import whose message says nothing of that.

    **Instead.** Name things in settings by strings, as Django does, and import them where they are used. Constants
    that settings and an app share belong into a module that imports no models.
    """

    code = "ST001"
    name = "settings-import-app"
    severity = Severity.ERROR
    bad = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
        "config/__init__.py": "",
        "config/settings.py": """
            from orders.limits import MAX_ITEMS

            INSTALLED_APPS = ["orders"]
            """,
        "orders/__init__.py": "",
        "orders/limits.py": "from .models import Order\n\nMAX_ITEMS = 20\n",
        "orders/models.py": """
            from django.db import models

            class Order(models.Model):
                number = models.CharField(max_length=20)
            """,
    }
    good = {**bad, "orders/limits.py": "MAX_ITEMS = 20\n"}

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Follow the imports of a settings module; what it gets from another one is said of that one."""
        settings = project.settings.modules
        chain = chain_to_registry(project, module) if module.name in settings else None
        if chain and not (chain.modules and chain.modules[0] in settings):
            way = " → ".join((*chain.modules[1:], chain.need))
            yield self.finding(
                module.at(chain.row),
                f"The settings import {chain.row.target}, which needs apps that are not loaded yet ({way}).",
                "Name it by a string, or import it from a module that imports no models.",
                anchor=f"{module.name} -> {chain.row.target}",
                app=project.apps.get(module.app, module.app),
            )
