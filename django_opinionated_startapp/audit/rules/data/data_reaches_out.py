"""The rule ``data-reaches-out``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.data import is_data_module
from ...lookups.queries import runs_query
from ...lookups.reaching_out import reached
from ...project import Module, Project
from ...rule import Rule


class DataReachesOut(Rule):
    """`data.py` queries the database, reaches for the network or opens a file.

    **Why.** Data objects are made, compared and copied anywhere, in loops too. Who makes one expects no query, no
    waiting, and no error but that a value is wrong.

    **Instead.** Let `api.py` fetch what is needed and hand it over as plain values. Checks that need nothing but the
    values themselves are fine.
    """

    code = "DA002"
    name = "data-reaches-out"
    severity = Severity.ERROR
    profiles = ("oep49",)
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": """
            from django.db import models

            class Order(models.Model):
                pass
            """,
        "orders/api.py": "from .data import OrderData",
        "orders/data.py": """
            from dataclasses import dataclass

            @dataclass(frozen=True)
            class OrderData:
                order_id: int

                def exists(self):
                    from .models import Order

                    return Order.objects.filter(pk=self.order_id).exists()
            """,
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/api.py": "from .data import OrderData",
        "orders/data.py": """
            from dataclasses import dataclass

            @dataclass(frozen=True)
            class OrderData:
                order_id: int

                def __post_init__(self):
                    if self.order_id < 1:
                        raise ValueError("order_id must be positive")
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the calls in the module, if it is one for data."""
        app = project.apps.get(module.app)
        if app is None or not is_data_module(project, app, module):
            return
        for call in module.body.calls:
            model = runs_query(project, call)
            what = f"the database ({model.rpartition('.')[2]})" if model else reached(project, call.path)
            if what:
                yield self.finding(
                    module.at(call),
                    f"{call.scope or module.name} is data and reaches for {what}.",
                    "Let api.py fetch it, and hand it over as a plain value.",
                    anchor=f"{call.scope or module.name} -> {call.path}",
                    app=app,
                )
