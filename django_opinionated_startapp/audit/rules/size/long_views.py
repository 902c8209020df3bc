"""The rule ``long-views``."""

from collections.abc import Iterator

from ....wording import counted
from ...finding import Finding, Severity
from ...project import Module, Project
from ...rule import Rule


class LongViews(Rule):
    """A module of views has more than `max_statements` statements.

    **Why.** Nobody has an overview of it, every branch changes it, and its size says that business logic lives there
    which other entries (tasks, commands, the API) can't reach.

    **Instead.** Move what is not about requests and responses out of the views, and the rest into a package
    `views/`.
    """

    code = "SZ002"
    name = "long-views"
    severity = Severity.INFO
    thresholds = {"max_statements": 1000}
    bad = {"orders/__init__.py": "", "orders/models.py": "", "orders/views.py": "x = 1\n" * 1001}
    good = {"orders/__init__.py": "", "orders/models.py": "", "orders/views.py": "x = 1\n" * 1000}

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Count the statements of modules that are called views, or that lie in a package that is."""
        count = module.outline.statements
        if count > self.threshold("max_statements") and "views" in module.name.split("."):
            yield self.finding(
                module.at(),
                f"{module.name} has {counted(count, 'statement')}.",
                "Move out what is not about requests and responses, and split the rest.",
                anchor="statements",
                app=project.apps.get(module.app, module.app),
            )
