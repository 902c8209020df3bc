"""The rule ``relative-import-across-apps``."""

import ast
import re
from collections.abc import Iterator

from ...finding import Finding, Severity
from ...fixes.imports import import_at
from ...fixes.kinds import Edit, Fix, Safety
from ...fixes.texts import Texts
from ...lookups.neighbours import anchored, foreign_imports, same_django_app
from ...project import Module, Project
from ...rule import Rule

_WRITTEN = re.compile(r"from[ \t\\\r\n]*(\.[.\w \t]*?)(?=[ \t\\\r\n]+import\b)")


class RelativeImportAcrossApps(Rule):
    """A relative import leads into another app. Applets of one app may use them among themselves.

    **Why.** The dots say "mine". What they reach in another app looks like a part of this one, does not turn up when
    somebody searches for the other app's name, and breaks when either of them moves.

    **Instead.** Write the absolute name: `from shop.orders.api import place_order`.

    **Fix.** The absolute name. Not where the module isn't the project's, as far as that can be seen.
    """

    code = "BD008"
    name = "relative-import-across-apps"
    severity = Severity.WARNING
    profiles = ("strict",)
    safety = Safety.SAFE
    bad = {
        "shop/__init__.py": "",
        "shop/orders/__init__.py": "",
        "shop/orders/models.py": "",
        "shop/billing/__init__.py": "",
        "shop/billing/models.py": "from ..orders.models import Order",
    }
    good = {
        **bad,
        "shop/orders/models.py": "class Order: ...",
        "shop/orders/views.py": "from .models import Order",
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

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Write the absolute name of the module."""
        source = texts.source(finding.place.path)
        found = import_at(source, finding.place) if source else None
        if source is None or found is None or not isinstance(found[0], ast.ImportFrom):
            return None
        rows = texts.module_at(finding.place.path).outline.imports
        row = next(each for each in rows if (each.line, each.column) == (finding.place.line, finding.place.column))
        start, end = source.start(found[0]), source.start(found[0].names[0])
        written = _WRITTEN.match(source.text, start, end)
        if written is None or project.modules.get(row.module) is None:
            return None
        space = "" if written.start(1) > start + len("from") else " "
        return Fix((Edit(finding.place.path, written.start(1), written.end(1), f"{space}{row.module}"),))
