"""The rule ``import-time-cycle``."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from ...cuts import cheapest_cut, components
from ...facts import Call, Import, Use, Where
from ...finding import Finding, Severity
from ...lookups.circles import shortest_circle
from ...lookups.neighbours import owner
from ...project import Kind, Project
from ...rule import Rule

Imports: TypeAlias = Mapping[tuple[str, str], list[Import]]

_NOT_ALWAYS = Where.FUNCTION | Where.TYPING | Where.CONDITIONAL
_LATER = Where.FUNCTION | Where.LAMBDA


class ImportTimeCycle(Rule):
    """Modules import each other in a circle while they are loaded.

    Only imports that always run count: not those in functions, under conditions or under `TYPE_CHECKING`. Nor does a
    module that imports the package around it as a whole, and uses it in functions only: that works in any order.
    Reported are imports, as few as possible, without which no circle is left.

    **Why.** Such modules can be imported in some orders and not in others. It works until somebody sorts the imports,
    starts with another module or adds a name: then it ends in "partially initialized module".

    **Instead.** Move what both need into a third module. Where that is too much for now, import inside the function.
    """

    code = "GR003"
    name = "import-time-cycle"
    severity = Severity.WARNING
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/prices.py": "from .taxes import TAX\n\nPRICE = 1\n",
        "orders/taxes.py": "from .prices import PRICE\n\nTAX = 2\n",
    }
    good = {
        **bad,
        "orders/taxes.py": """
            from typing import TYPE_CHECKING

            if TYPE_CHECKING:
                from .prices import PRICE

            TAX = 2

            def taxed(price):
                from .prices import PRICE
            """,
    }

    def check_project(self, project: Project) -> Iterator[Finding]:
        """Cut each circle of modules."""
        imports = _imports(project)
        for group in components((each.name for each in project.production()), imports):
            needed = {
                edge: found
                for edge, rows in imports.items()
                if group.issuperset(edge) and (found := [row for row in rows if _is_needed(project, edge, row)])
            }
            inside = {edge: len(rows) for edge, rows in needed.items()}
            for edge in cheapest_cut(group, inside):
                yield self._found(project, edge, needed[edge][0], shortest_circle(edge, inside))

    def _found(self, project: Project, edge: tuple[str, str], row: Import, way: list[str]) -> Finding:
        module = project.modules[edge[0]]
        return self.finding(
            module.at(row),
            f"{edge[0]} and {edge[1]} import each other while they are loaded: {' → '.join(way)}.",
            "Move what both need into a third module, or import it inside the function that uses it.",
            anchor=f"{edge[0]} -> {edge[1]}",
            app=owner(project, module),
        )


def _is_needed(project: Project, edge: tuple[str, str], row: Import) -> bool:
    """Tell whether loading a module uses what it imports; a package around it, imported whole, may be half loaded."""
    source, target = edge
    if row.target != target or not source.startswith(f"{target}."):
        return True
    body = project.modules[source].body
    rows: tuple[Use | Call, ...] = (*body.uses, *body.calls)
    return any(each.path.startswith(f"{target}.") and not each.flags & _LATER for each in rows)


def _imports(project: Project) -> Imports:
    """Return the imports that always run, by the names of the importing and the imported module."""
    found: dict[tuple[str, str], list[Import]] = {}
    for module in project.production():
        for row in module.outline.imports:
            source = None if row.flags & _NOT_ALWAYS else project.imported(row)
            if source is not None and source.kind is Kind.PRODUCTION and source.name != module.name:
                found.setdefault((module.name, source.name), []).append(row)
    return found
