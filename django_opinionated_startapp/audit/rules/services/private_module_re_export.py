"""The rule ``private-module-re-export``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...fixes.kinds import Fix, Safety
from ...fixes.renaming import made_private, offered
from ...fixes.texts import Texts
from ...lookups.service_modules import service_functions
from ...project import Module, Project
from ...rule import Rule


class PrivateModuleReExport(Rule):
    """A module of mutations or queries has no leading underscore, or its package doesn't offer its function.

    **Why.** With both, callers write `from .domain.mutations import save_result` and not the name twice, and what is
    in which file stays nobody else's business.

    **Instead.** Call the module `_save_result.py`, and import its function in the `__init__.py` of the package.

    **Fix.** The underscore, in the file's name and in all imports from it; then the import in the package. Not where
    something imports the module as a whole, or names it in a string, where a task goes by its name, or where what it
    imports leads back to the package.
    """

    code = "SV007"
    name = "private-module-re-export"
    severity = Severity.WARNING
    profiles = ("domain",)
    safety = Safety.SAFE
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/domain/__init__.py": "",
        "orders/domain/mutations/__init__.py": "",
        "orders/domain/mutations/place_order.py": "def place_order(): ...",
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/domain/__init__.py": "",
        "orders/domain/mutations/__init__.py": "from ._place_order import place_order",
        "orders/domain/mutations/_place_order.py": "def place_order(): ...",
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Compare the module's name and functions with what its package imports."""
        app = project.apps.get(module.app)
        functions = () if module.is_package else tuple(service_functions(app, module, self.profiles))
        name = module.name.rpartition(".")[2]
        if functions and not name.startswith("_"):
            yield self.finding(
                module.at(),
                f"The module {module.name} can be imported past its package.",
                f"Call it _{name}.py.",
                anchor="name",
                app=app or "",
            )
        package = project.modules.get(module.package)
        offered = {each.target for each in package.outline.imports} if package else set()
        for function in functions:
            if not offered & {f"{module.name}.{function.name}", module.name}:
                yield self.finding(
                    module.at(function),
                    f"{module.package} doesn't offer {function.name}.",
                    f"Add from .{name} import {function.name} to its __init__.py.",
                    anchor=function.name,
                    app=app or "",
                )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Rename the module, then have its package offer its functions."""
        module = texts.module_at(finding.place.path)
        if finding.anchor == "name":
            return made_private(module, project, texts)
        return offered(module, finding.anchor, project, texts)
