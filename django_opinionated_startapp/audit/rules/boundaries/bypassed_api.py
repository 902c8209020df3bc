"""The rule ``bypassed-api``."""

from collections.abc import Iterator

from ...facts import Import
from ...finding import Finding, Severity
from ...lookups.facades import apps_with_interface, is_public
from ...lookups.neighbours import foreign_imports, same_django_app
from ...project import App, Kind, Module, Project
from ...rule import Rule


class BypassedApi(Rule):
    """Code enters an app that has a Python API by something else than that.

    Public are the modules that the pattern says (`api`, `data`, the signals), Django's own entries (`apps`, `urls`),
    `rules` with the predicates of django-rules, and what the configuration declares under `facades`. Models are not
    looked at here: queries of another app's models are the affair of `foreign-model-query`, and a foreign key may well
    need the class. Between applets of one app it is a warning.

    **Why.** What others import can't be renamed, moved or removed any more. An app with one entry is free
    behind it; each import past the entry takes a piece of that freedom away, unseen.

    **Instead.** Import from `api`. If it lacks the function, add it there. A module that is meant for others by
    intention is declared: `facades = { orders = ["testing"] }`.
    """

    code = "BD002"
    name = "bypassed-api"
    severity = Severity.ERROR
    profiles = ("oep49",)
    bad = {
        "billing/__init__.py": "",
        "billing/models.py": "",
        "billing/api.py": "",
        "billing/prices.py": "def price(): ...",
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/tasks.py": "from billing.prices import price",
    }
    good = {
        **bad,
        "billing/api.py": "from .prices import price",
        "orders/tasks.py": "from billing.api import price",
    }

    def check_project(self, project: Project) -> Iterator[Finding]:
        """Look at the imports of all modules: the boundary is that of the app that is entered, whoever enters."""
        closed = project.shared(apps_with_interface)
        for module in project.production() if closed else ():
            for row, app in foreign_imports(project, module):
                if app.label in closed and not self._may(project, row, app):
                    inside = same_django_app(project, app, module)
                    yield self._found(module, row, app, Severity.WARNING if inside else self.severity)

    def _may(self, project: Project, row: Import, app: App) -> bool:
        source = project.imported(row)
        if source is None or source.name == app.name or source.kind is not Kind.PRODUCTION:
            return True  # the package itself, or a test module, about which other rules speak
        return (
            project.model(row.target) is not None
            or _holds_models(project, source, row)
            or is_public(project, app, source)
        )

    def _found(self, module: Module, row: Import, app: App, severity: Severity) -> Finding:
        return self.finding(
            module.at(row),
            f"{module.name} imports {row.target}, past the Python API of {app.label}.",
            f"Import it from {app.name}.api; if it is not there, add it.",
            anchor=f"{module.name} -> {row.target}",
            app=app,
            severity=severity,
        )


def _holds_models(project: Project, source: Module, row: Import) -> bool:
    """Tell whether a whole module of models is imported, which shows nothing about what is used of it."""
    whole = row.target == source.name
    return whole and any(f"{each.module.name}.".startswith(f"{source.name}.") for each in project.models.values())
