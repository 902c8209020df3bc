"""The rule ``common-knows-app``."""

from collections.abc import Iterator

from ....conf import AuditConfig
from ...finding import Finding, Severity
from ...globs import matches_module
from ...lookups.neighbours import anchored, other_app, owner
from ...project import App, Module, Project
from ...rule import Rule

_GUESSED = AuditConfig().shared


class CommonKnowsApp(Rule):
    """A shared package (`common`, or what the configuration lists as `shared`) imports an app.

    A package inside an app is that app's affair, whatever its name. Shared packages may know each other, and commands
    in them anybody. Where `shared` is not configured, an app that does without the shared package may lie below it,
    and a package with URLs of its own is an app like any other.

    **Why.** Every app imports what is common. If that imports an app, all apps depend on this one, and it on itself:
    a cycle through the middle of the project.

    **Instead.** Move the code into the app that it knows, or let that app register itself with the shared code: a
    base class, a hook, a signal.
    """

    code = "BD006"
    name = "common-knows-app"
    severity = Severity.WARNING
    bad = {
        "common/__init__.py": "",
        "common/dates.py": "from orders.models import Order",
        "orders/__init__.py": "",
        "orders/models.py": "from common.dates import today",
    }
    good = {
        **bad,
        "common/dates.py": "def today(): ...",
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at what the module imports, if it is a shared one."""
        if not _is_shared(project, module.name) or "/management/commands/" in module.path:
            return
        if project.config.shared == _GUESSED and _has_pages(project, module):
            return
        for row in module.outline.imports:
            app = other_app(project, module, row.target)
            if app is None or row.typing_only or _is_shared(project, row.target):
                continue
            if project.config.shared != _GUESSED or _stands_on_shared(project, app):
                yield self.finding(
                    module.at(row),
                    f"{module.name} is shared by all apps and imports {row.target}, of the app {app.label}.",
                    f"Move what needs {app.label} there, or let {app.label} register itself.",
                    anchor=anchored(row.scope, row.target),
                    app=owner(project, module),
                )


def _is_shared(project: Project, dotted: str) -> bool:
    """Tell whether ``dotted`` is or lies in a shared package which is no part of an app, though it may be one."""
    module = project.module_of(dotted)
    app = project.apps.get(module.app) if module else None
    name = app.name if app else module.package if module else ""
    return any(matches_module(glob, name) for glob in project.config.shared)


def _has_pages(project: Project, module: Module) -> bool:
    app = project.apps.get(module.app)
    return app is not None and f"{app.name}.urls" in project.modules


def _stands_on_shared(project: Project, app: App) -> bool:
    memo: dict[str, bool] = project.shared(_standing)
    if app.label not in memo:
        modules = project.modules_of(app)
        memo[app.label] = any(_is_shared(project, row.target) for each in modules for row in each.outline.imports)
    return memo[app.label]


def _standing(_project: Project) -> dict[str, bool]:
    return {}
