"""The rule ``import-of-internals``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.neighbours import anchored, foreign_imports
from ...project import App, Module, Project
from ...rule import Rule

_INTERNAL = ("models", "services")


class ImportOfInternals(Rule):
    """Code imports models or services of another app, for whatever purpose.

    **Why.** In a project whose apps talk by signals, tasks and declared interfaces only, each app can be taken out,
    replaced or moved into a service of its own. A single import of a model or service ends that.

    **Instead.** Relations name the model as a string; questions go to the other app's public module; what
    has happened is told by a signal or a task.
    """

    code = "BD010"
    name = "import-of-internals"
    severity = Severity.WARNING
    profiles = ("strict",)
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "class Order: ...",
        "billing/__init__.py": "",
        "billing/models.py": "",
        "billing/tasks.py": "from orders.models import Order",
    }
    good = {
        **bad,
        "billing/tasks.py": "from orders.signals import order_placed",
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at what the module imports from other apps."""
        for row, app in foreign_imports(project, module):
            if module.app and (_is_internal(app, row.target) or project.model(row.target) is not None):
                yield self.finding(
                    module.at(row),
                    f"{module.name} imports {row.target}, an internal of {app.label}.",
                    f"Use what {app.label} shows to others, a signal or a task.",
                    anchor=anchored(row.scope, row.target),
                    app=project.apps[module.app],
                )


def _is_internal(app: App, target: str) -> bool:
    return target.removeprefix(f"{app.name}.").partition(".")[0] in _INTERNAL
