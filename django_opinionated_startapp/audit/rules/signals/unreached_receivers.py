"""The rule ``unreached-receivers``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...fixes.connecting import connected
from ...fixes.kinds import Fix, Safety
from ...fixes.texts import Texts
from ...lookups.importing import unreached
from ...lookups.neighbours import owner
from ...lookups.signals import Receiver, receivers
from ...project import App, Module, Project
from ...rule import Rule


class UnreachedReceivers(Rule):
    """A module has receivers, and nothing ever imports it.

    Looked for is any chain of imports that leads to it: from `ready()`, from what Django imports by itself, from
    what is imported by name. Only where there is none at all, something is found. Apps that no settings install are
    left out.

    **Why.** A receiver is connected when its module is imported. This one never is, and nothing says so: the signal is
    sent, and nobody listens.

    **Instead.** Import the module in `ready()` of the AppConfig: `from . import handlers`.

    **Fix.** The import, at the end of `ready()`: the receivers are connected from then on. Not where there is no
    AppConfig, `ready()` may return before its end, or the module imports something that the project hasn't, or that
    nothing else in it imports.
    """

    code = "SG001"
    name = "unreached-receivers"
    severity = Severity.ERROR
    safety = Safety.SAFE
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/apps.py": """
            from django.apps import AppConfig

            class OrdersConfig(AppConfig):
                name = "orders"
            """,
        "orders/handlers.py": """
            from django.db.models.signals import post_save
            from django.dispatch import receiver

            @receiver(post_save, sender="orders.Order")
            def announce(sender, instance, **kwargs): ...
            """,
    }
    good = {
        **bad,
        "orders/apps.py": """
            from django.apps import AppConfig

            class OrdersConfig(AppConfig):
                name = "orders"

                def ready(self):
                    from . import handlers
            """,
    }

    def check_project(self, project: Project) -> Iterator[Finding]:
        """Find the modules with receivers, and those of them that no chain of imports leads to."""
        found = {each.name: first for each in project.production() if (first := _first(project, each))}
        for name in sorted(unreached(project, frozenset(found))):
            if not any(app.contains(name) for app in project.uninstalled):
                module = project.modules[name]
                yield self._found(module, found[name], owner(project, module))

    def _found(self, module: Module, receiver: Receiver, app: App | str) -> Finding:
        return self.finding(
            module.at(receiver.row),
            f"Nothing imports {module.name}, so its receivers are never connected.",
            "Import it in ready() of the AppConfig.",
            anchor=module.name,
            app=app,
        )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Import the module in ``ready``."""
        app = project.apps.get(finding.app)
        return connected(app, texts.module_at(finding.place.path), project, texts) if app else None


def _first(project: Project, module: Module) -> Receiver | None:
    return next((each for each in receivers(project, module) if each.at_import), None)
