"""The rule ``api-internal-alias``."""

import ast
from collections.abc import Iterator

from ...facts import Import
from ...finding import Finding, Severity
from ...fixes.imports import import_at
from ...fixes.kinds import Fix, Safety
from ...fixes.names import is_bound, plain_uses
from ...fixes.places import replaced
from ...fixes.texts import Texts
from ...lookups.facades import is_public
from ...lookups.python_api import is_python_api
from ...project import Module, Project
from ...rule import Rule


class ApiInternalAlias(Rule):
    """`api.py` imports something of its own app under a public name.

    What `__all__` lists is offered on purpose, and so is what comes from another public module such as `data.py`.

    **Why.** What a module imports can be imported from it. Sooner or later somebody imports the model
    from the API, where it happened to lie about, and depends on it.

    **Instead.** `from .models import Order as _Order`.

    **Fix.** The alias, here and wherever the name stands in the module. Not where other modules take the name from
    this one, or where something else gives it a value.
    """

    code = "AP002"
    name = "api-internal-alias"
    severity = Severity.INFO
    profiles = ("strict",)
    safety = Safety.SAFE
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "class Order: ...",
        "orders/api.py": "from .models import Order\n\ndef place(): ...\n",
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "class Order: ...",
        "orders/api.py": "from .models import Order as _Order\n\ndef place(): ...\n",
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at what the module imports from its own app."""
        if not is_python_api(project, module):
            return
        app = project.apps[module.app]
        for row in module.outline.imports:
            if app.contains(row.target) and _is_shown(module, row) and not _is_offered(project, module, row):
                yield self.finding(
                    module.at(row),
                    f"{module.name} shows {row.bound}, an internal of {app.label}, under a public name.",
                    f"Import it as _{row.bound}.",
                    anchor=row.target,
                    app=app,
                )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:  # noqa: ARG002
        """Give the name an underscore, in the import and wherever it stands."""
        source, module = texts.source(finding.place.path), texts.module_at(finding.place.path)
        found = import_at(source, finding.place) if source else None
        if source is None or found is None or not isinstance(found[0], ast.ImportFrom):
            return None
        alias = found[1]
        name = alias.asname or alias.name
        uses = plain_uses(source, name, alias)
        if uses is None or is_bound(source, f"_{name}") or texts.is_taken_from(module, name):
            return None
        edits = (replaced(source, use, f"_{name}") for use in uses)
        return Fix((replaced(source, alias, f"{alias.name} as _{name}"), *edits))


def _is_shown(module: Module, row: Import) -> bool:
    public = bool(row.bound) and not row.bound.startswith("_") and not row.scope and not row.typing_only
    return public and row.bound not in (module.outline.exports or ())


def _is_offered(project: Project, module: Module, row: Import) -> bool:
    """Tell whether it comes from a module that is public itself; what is a whole module is never meant for others."""
    source = project.imported(row)
    return source is not None and source.name != row.target and is_public(project, project.apps[module.app], source)
