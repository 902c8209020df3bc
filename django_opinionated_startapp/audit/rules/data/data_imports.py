"""The rule ``data-imports``."""

import sys
from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.data import is_data_module
from ...lookups.neighbours import anchored
from ...project import Module, Project
from ...rule import Rule

_BACKPORTS = ("typing_extensions",)  # of what is in the standard library
_DISTRIBUTIONS = {"attr": "attrs"}  # modules that are called otherwise than the package that brings them


class DataImports(Rule):
    """`data.py` imports something besides the standard library.

    Looked at is a `data.py` that holds data classes and stands beside an `api.py`. Imports under `TYPE_CHECKING` are
    free, and so are the packages that the configuration lists: `data_libraries = ["attrs"]`.

    **Why.** Every other app may import this module, at any time, also before Django is ready and without pulling in
    half the project. It is the one part of the app that can't take part in a circle.

    **Instead.** Keep plain values in the data classes, and let `api.py` convert.
    """

    code = "DA001"
    name = "data-imports"
    severity = Severity.WARNING
    profiles = ("oep49",)
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "class Order: ...",
        "orders/api.py": "from .data import OrderData",
        "orders/data.py": """
            from dataclasses import dataclass

            from .models import Order

            @dataclass(frozen=True)
            class OrderData:
                order: Order
            """,
    }
    good = {
        **bad,
        "orders/data.py": """
            from dataclasses import dataclass

            @dataclass(frozen=True)
            class OrderData:
                order_id: int
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at what the module imports, if it is one for data."""
        app = project.apps.get(module.app)
        if app is None or not is_data_module(project, app, module):
            return
        allowed = {*sys.stdlib_module_names, *_BACKPORTS, *project.config.data_libraries}
        for row in module.outline.imports:
            root = row.module.partition(".")[0]
            if not row.typing_only and not allowed & {root, _DISTRIBUTIONS.get(root, root)}:
                yield self.finding(
                    module.at(row),
                    f"{module.name} imports {row.target}; it may import the standard library only.",
                    "Keep plain values in the data classes, and let api.py convert.",
                    anchor=anchored(row.scope, row.target),
                    app=app,
                )
