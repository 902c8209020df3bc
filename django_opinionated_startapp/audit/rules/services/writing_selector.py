"""The rule ``writing-selector``."""

from collections.abc import Iterator

from ....pattern import Construct
from ...finding import Finding, Severity
from ...lookups.homes import lives_in
from ...lookups.neighbours import anchored
from ...lookups.writing import written
from ...project import Module, Project
from ...rule import Rule


class WritingSelector(Rule):
    """A selector or query writes to the database.

    **Why.** Who reads expects to change nothing: selectors are called twice, in templates, on a replica that refuses
    to write, and before permissions to change anything were asked for.

    **Instead.** Move what writes into a service or mutation.
    """

    code = "SV002"
    name = "writing-selector"
    severity = Severity.ERROR
    profiles = ("services", "domain")
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": """
            from django.db import models

            class Order(models.Model):
                pass
            """,
        "orders/selectors.py": """
            from .models import Order

            def open_orders(*, user):
                Order.objects.filter(user=user).update(seen=True)
                return Order.objects.filter(user=user)
            """,
    }
    good = {
        **bad,
        "orders/selectors.py": """
            from .models import Order

            def open_orders(*, user):
                return Order.objects.filter(user=user)
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the calls in selectors."""
        app = project.apps.get(module.app)
        if app is None or not lives_in(app, module, Construct.READ, self.profiles):
            return
        for call in module.body.calls:
            if what := written(project, call):
                yield self.finding(
                    module.at(call),
                    f"{call.scope or module.name} is there to read and writes to {what} ({call.name}).",
                    "Move it into a function that is there to write.",
                    anchor=anchored(call.scope, f"{what}.{call.name}"),
                    app=app,
                )
