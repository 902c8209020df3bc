"""The rule ``unannotated-service``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.service_modules import service_functions
from ...project import Module, Project
from ...rule import Rule


class UnannotatedService(Rule):
    """A service, selector, mutation or query is not fully annotated.

    **Why.** These functions are what the rest of the code calls: whether `order` is a model, an id or data has to be
    plain without reading what is inside.

    **Instead.** Annotate every parameter and what is returned.
    """

    code = "SV005"
    name = "unannotated-service"
    severity = Severity.INFO
    profiles = ("services", "domain")
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/services.py": "def place_order(*, user): ...",
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/services.py": "def place_order(*, user_id: int) -> None: ...",
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the signatures."""
        app = project.apps.get(module.app)
        for function in service_functions(app, module, self.profiles):
            missing = [each.name for each in function.params if each.annotation is None]
            missing += ["what it returns"] if function.returns is None else []
            if missing:
                yield self.finding(
                    module.at(function),
                    f"{function.name} doesn't annotate {', '.join(missing)}.",
                    "Annotate every parameter and what is returned.",
                    anchor=function.name,
                    app=app or "",
                )
