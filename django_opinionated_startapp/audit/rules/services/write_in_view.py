"""The rule ``write-in-view``."""

from collections.abc import Iterator

from ....pattern import Construct
from ...finding import Finding, Severity
from ...lookups.homes import lives_in
from ...lookups.neighbours import anchored
from ...lookups.writing import written
from ...project import Module, Project
from ...rule import Rule


class WriteInView(Rule):
    """A view writes to the database itself: `.objects.create()`, `.update()`, `.save()`, `.delete()`.

    Forms and serializers that are saved are not counted.

    **Why.** What a view does can't be done by a command, a task or another view. The rule that an order needs
    a customer then holds wherever somebody has thought of it.

    **Instead.** Call a function that does it: `services.place_order(user=request.user)`.
    """

    code = "SV001"
    name = "write-in-view"
    severity = Severity.WARNING
    profiles = ("services", "domain")
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": """
            from django.db import models

            class Order(models.Model):
                pass
            """,
        "orders/views.py": """
            from .models import Order

            def place(request):
                Order.objects.create(user=request.user)
            """,
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/services.py": "def place_order(*, user): ...",
        "orders/views.py": """
            from .services import place_order

            def place(request):
                place_order(user=request.user)
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the calls in views."""
        app = project.apps.get(module.app)
        if app is None or not lives_in(app, module, Construct.VIEW, self.profiles):
            return
        for call in module.body.calls:
            if what := written(project, call):
                yield self.finding(
                    module.at(call),
                    f"The view {call.scope or module.name} writes to {what} ({call.name}).",
                    "Call a function that does it.",
                    anchor=anchored(call.scope, f"{what}.{call.name}"),
                    app=app,
                )
