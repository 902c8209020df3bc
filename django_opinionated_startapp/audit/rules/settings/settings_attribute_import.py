"""The rule ``settings-attribute-import``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...project import Kind, Module, Project
from ...rule import Rule


class SettingsAttributeImport(Rule):
    """`django.conf.settings` is imported from as if it were a module.

    **Why.** It is an object in the module `django.conf`. The import raises `ModuleNotFoundError`.

    **Instead.** `from django.conf import settings`, and `settings.DEBUG` where the value is used.
    """

    code = "ST002"
    name = "settings-attribute-import"
    severity = Severity.ERROR
    kinds = (Kind.PRODUCTION, Kind.TEST, Kind.MIGRATION)
    bad = {"orders/__init__.py": "", "orders/models.py": "from django.conf.settings import AUTH_USER_MODEL\n"}
    good = {"orders/__init__.py": "", "orders/models.py": "from django.conf import settings\n"}

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the imports, wherever they stand."""
        for row in module.outline.imports:
            if row.module == "django.conf.settings":
                yield self.finding(
                    module.at(row),
                    "django.conf.settings is an object, not a module: this import fails.",
                    f"Write 'from django.conf import settings' and settings.{row.name or 'NAME'}.",
                    anchor=f"django.conf.settings.{row.name}",
                    app=project.apps.get(module.app, module.app),
                )
