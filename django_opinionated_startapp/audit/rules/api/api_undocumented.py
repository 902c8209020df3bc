"""The rule ``api-undocumented``."""

from collections.abc import Iterator

from ...facts import Function
from ...finding import Finding, Severity
from ...lookups.python_api import is_python_api, public_functions
from ...project import Module, Project
from ...rule import Rule


class ApiUndocumented(Rule):
    """A public function of `api.py` lacks a docstring or annotations, or the module lacks `__all__`.

    **Why.** `api.py` is a promise to the other apps. What a function takes, gives and raises can't be guessed from its
    name, and without `__all__` nobody knows which names are promised.

    **Instead.** Write a docstring of a line or two, annotate all parameters and what is returned, and list the names.
    """

    code = "AP003"
    name = "api-undocumented"
    severity = Severity.INFO
    profiles = ("oep49",)
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/api.py": "def place(order_id):\n    return order_id\n",
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/api.py": '''
            __all__ = ["place"]

            def place(order_id: int) -> int:
                """Place the order, and return its number."""
                return order_id
            ''',
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the public functions, and for a list of them."""
        if not is_python_api(project, module):
            return
        app = project.apps[module.app]
        functions = tuple(public_functions(module))
        if functions and module.outline.exports is None:
            yield self.finding(
                module.at(),
                f"{module.name} doesn't say which names are its interface.",
                "List them in __all__.",
                anchor="__all__",
                app=app,
            )
        for function in functions:
            if missing := _missing(function):
                yield self.finding(
                    module.at(function),
                    f"{function.name} of {module.name} has no {missing}.",
                    "Say what it takes, gives and raises: others call it.",
                    anchor=f"{function.name} {missing}",
                    app=app,
                )


def _missing(function: Function) -> str:
    annotated = all(each.annotation is not None for each in function.params) and function.returns is not None
    if function.documented:
        return "" if annotated else "complete annotations"
    return "docstring" if annotated else "docstring and no complete annotations"
