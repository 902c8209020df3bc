"""The rule ``dead-default-app-config``."""

from collections.abc import Iterator

from ...facts import Where
from ...finding import Finding, Severity
from ...project import Module, Project
from ...rule import Rule


class DeadDefaultAppConfig(Rule):
    """A package sets `default_app_config`.

    **Why.** Django has found the AppConfig by itself since 3.2, and has not read this variable any more since 4.1.
    If it names another class than the one that Django finds, the app does not start as it says here. Under a
    condition, as packages for old versions of Django have it, it is fine.

    **Instead.** Delete it. If `apps.py` has several AppConfigs, set `default = True` in one.
    """

    code = "AC003"
    name = "dead-default-app-config"
    severity = Severity.WARNING
    bad = {"orders/__init__.py": 'default_app_config = "orders.apps.OrdersConfig"\n', "orders/models.py": ""}
    good = {"orders/__init__.py": "", "orders/models.py": ""}

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look for the variable in packages."""
        if not module.is_package or "default_app_config" not in module.outline.names:
            return
        row = module.attributes("").get("default_app_config")
        if row is not None and not row.flags & (Where.CONDITIONAL | Where.TRY):
            yield self.finding(
                module.at(row),
                "default_app_config does nothing since Django 4.1.",
                "Delete it; Django finds the AppConfig in apps.py.",
                anchor="default_app_config",
                app=project.apps.get(module.app, module.app),
            )
