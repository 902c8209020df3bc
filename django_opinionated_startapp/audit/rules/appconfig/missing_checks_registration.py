"""The rule ``missing-checks-registration``."""

from collections.abc import Iterator

from ...facts import Where
from ...finding import Finding, Severity
from ...fixes.connecting import connected
from ...fixes.kinds import Fix, Safety
from ...fixes.texts import Texts
from ...lookups.booting import booted_modules
from ...project import Module, Project
from ...rule import Rule

_REGISTER = ("django.core.checks.register", "django.core.checks.registry.register")


class MissingChecksRegistration(Rule):
    """A module registers system checks, but nothing imports it while Django starts.

    **Why.** A check exists only once its module is imported. `manage.py check` runs without it and reports no
    issues: the mistake that somebody wrote it against passes.

    **Instead.** Import the module in `ready()` of the AppConfig.

    **Fix.** The import, at the end of `ready()`. Not where there is no AppConfig, `ready()` may return before its
    end, or the module imports something that the project hasn't, or that nothing else in it imports.
    """

    code = "AC012"
    name = "missing-checks-registration"
    severity = Severity.WARNING
    safety = Safety.SAFE
    bad = {
        "orders/__init__.py": "",
        "orders/apps.py": """
            from django.apps import AppConfig

            class OrdersConfig(AppConfig):
                name = "orders"
            """,
        "orders/checks.py": """
            from django.core.checks import register

            @register()
            def currency_is_set(app_configs, **kwargs):
                return []
            """,
    }
    good = {
        **bad,
        "orders/apps.py": """
            from django.apps import AppConfig

            class OrdersConfig(AppConfig):
                name = "orders"

                def ready(self):
                    from . import checks
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at modules of apps that import Django's checks."""
        if not module.app or not any(row.target.startswith("django.core.checks") for row in module.outline.imports):
            return
        calls = (each for each in module.body.calls if each.path in _REGISTER and not each.flags & Where.FUNCTION)
        first = next(calls, None)
        if first is not None and module.name not in booted_modules(project):
            app = project.apps[module.app]
            yield self.finding(
                module.at(first),
                f"Nothing imports {module.name} while Django starts, so its checks are never run.",
                f"Import it in ready() of the AppConfig of {app.label}.",
                anchor=module.name,
                app=app,
            )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Import the module in ``ready``."""
        return connected(project.apps[finding.app], texts.module_at(finding.place.path), project, texts)
