"""The rule ``relative-import-across-apps``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.neighbours import anchored, foreign_imports, same_django_app
from ...project import Module, Project
from ...rule import Rule


class RelativeImportAcrossApps(Rule):
    """A relative import leads into another app. Applets of one app may use them among themselves.

    **Why.** The dots say "mine". What they reach in another app looks like a part of this one, does not turn up when
    somebody searches for the other app's name, and breaks when either of them moves.

    **Instead.** Write the absolute name: `from shop.orders.api import place_order`.
    """

    code = "BD008"
    name = "relative-import-across-apps"
    severity = Severity.WARNING
    profiles = ("strict",)
    bad = {
        "shop/__init__.py": "",
        "shop/orders/__init__.py": "",
        "shop/orders/models.py": "",
        "shop/billing/__init__.py": "",
        "shop/billing/models.py": "from ..orders.models import Order",
    }
    good = {
        "shop/__init__.py": "",
        "shop/orders/__init__.py": "",
        "shop/orders/models.py": "class Order: ...",
        "shop/orders/views.py": "from .models import Order",
        "shop/billing/__init__.py": "",
        "shop/billing/models.py": "from shop.orders.models import Order",
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the relative imports."""
        for row, app in foreign_imports(project, module):
            if row.level and module.app and not same_django_app(project, app, module):
                yield self.finding(
                    module.at(row),
                    f"{module.name} imports {row.target} of {app.label} by a relative import.",
                    f"Write from {row.module} import {row.name}.",
                    anchor=anchored(row.scope, row.target),
                    app=project.apps[module.app],
                )
