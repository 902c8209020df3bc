"""The rule ``api-returns-model``."""

from collections.abc import Iterator

from ...facts import Function
from ...finding import Finding, Severity
from ...lookups.python_api import is_python_api, public_functions
from ...lookups.queries import queried
from ...project import Module, Project
from ...rule import Rule

_QUERYSET = ("QuerySet", "Manager", "RelatedManager", "BaseManager", "RawQuerySet")
_PLAIN = frozenset(
    (
        *("aaggregate", "acount", "aexists", "aggregate", "bulk_update", "contains", "count", "delete", "exists"),
        *("explain", "update", "values", "values_list"),
    )
)


class ApiReturnsModel(Rule):
    """A function of `api.py` returns a model or a queryset.

    The authors of OEP-49 do so themselves where speed demands it, so its profile leaves the rule off:
    `extend_select = ["api-returns-model"]` turns it on.

    **Why.** Whoever gets a model can save it, follow its relations and depend on each of its fields, so nothing of the
    table can change unseen. A queryset runs where it is used, and not where it is made.

    **Instead.** Return data classes, and pages of them (`Paginator`) where there are many. Where speed
    demands a queryset, say so in a comment: `# audit: ignore[api-returns-model] filtered by callers`.
    """

    code = "AP001"
    name = "api-returns-model"
    severity = Severity.INFO
    profiles = ("strict",)
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": """
            from django.db import models

            class Order(models.Model):
                pass
            """,
        "orders/api.py": """
            from .models import Order

            def get_order(pk):
                return Order.objects.get(pk=pk)
            """,
    }
    good = {
        **bad,
        "orders/data.py": "class OrderData: ...",
        "orders/api.py": """
            from .data import OrderData
            from .models import Order as _Order

            def get_order(pk):
                order = _Order.objects.get(pk=pk)
                return OrderData(id=order.pk)
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the annotations and the returned expressions of the public functions."""
        if not is_python_api(project, module):
            return
        for function in public_functions(module):
            if what := _annotated(project, function) or _returned(project, module, function):
                yield self.finding(
                    module.at(function),
                    f"{function.name} returns {what}.",
                    "Return a data class, or a page of them.",
                    anchor=function.name,
                    app=project.apps[module.app],
                )


def _annotated(project: Project, function: Function) -> str:
    for path in function.returns or ():
        name = path.rpartition(".")[2]
        if path.startswith("django.db.models") and name in _QUERYSET:
            return "a queryset"
        if model := project.model(path):
            return f"the model {model.row.simple_name}"
    return ""


def _returned(project: Project, module: Module, function: Function) -> str:
    for row in module.body.returns:
        if row.scope != function.name or not row.path.endswith(("()", "[]")):
            continue
        call = row.path[:-2]
        if model := project.model(queried(project, call)):
            if call.rpartition(".")[2] not in _PLAIN:
                return f"what {model.row.simple_name} gives"
        elif made := project.model(call):
            return f"the model {made.row.simple_name}"
    return ""
