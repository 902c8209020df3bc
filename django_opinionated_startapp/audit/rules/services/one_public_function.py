"""The rule ``one-public-function``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.service_modules import is_service_module
from ...project import Module, Project
from ...rule import Rule


class OnePublicFunction(Rule):
    """A module of mutations or queries has not exactly one public function, or that one is called otherwise.

    Types that describe what it takes or gives may stand beside it, and so may private functions. A module of types
    alone is left out.

    **Why.** One action, one file: the list of files is the list of what the app can do, and what a function needs
    stands around it and nowhere else.

    **Instead.** Split the module, or give helpers a leading underscore; name the function like the file.
    """

    code = "SV003"
    name = "one-public-function"
    severity = Severity.WARNING
    profiles = ("domain",)
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/domain/__init__.py": "",
        "orders/domain/mutations/__init__.py": "",
        "orders/domain/mutations/_place_order.py": "def place_order(): ...\n\ndef cancel_order(): ...\n",
    }
    good = {
        **bad,
        "orders/domain/mutations/__init__.py": "from ._place_order import place_order",
        "orders/domain/mutations/_place_order.py": "def place_order(): ...\n\ndef _reserve(): ...\n",
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Count the public functions."""
        app = project.apps.get(module.app)
        if app is None or module.is_package or not is_service_module(app, module, self.profiles):
            return
        wanted = module.name.rpartition(".")[2].lstrip("_")
        public = [each for each in module.body.functions if each.public]
        if not public or [each.name for each in public] == [wanted]:
            return
        other = next((each for each in public if each.name != wanted), public[0])
        names = ", ".join(each.name for each in public)
        yield self.finding(
            module.at(other),
            f"{module.name} has the public functions {names}; it should have {wanted} alone."
            if len(public) > 1
            else f"The function of {module.name} is called {names} and not {wanted}.",
            f"Give {other.name} a module of its own, or a leading underscore."
            if len(public) > 1
            else "Rename either.",
            anchor=module.name,
            app=app,
        )
