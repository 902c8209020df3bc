"""The rule ``layer-violation``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...globs import matches_app
from ...graph import app_graph
from ...project import App, Project
from ...rule import Rule


class LayerViolation(Rule):
    """An app needs one of a higher rank.

    It finds nothing until the configuration declares the ranks, highest first: `layers = [["orders", "billing"],
    ["catalog"], ["users"]]`. Every way of needing counts: imports, relations, URLs, tasks, names in strings. Apps
    without a rank are left out.

    **Why.** A declared order is what keeps a project without circles while it grows: who may know whom is decided once
    and not with every import.

    **Instead.** Let the higher app call the lower one, or listen to its signals; or rank the apps otherwise.
    """

    code = "GR002"
    name = "layer-violation"
    severity = Severity.ERROR
    bad = {
        "pyproject.toml": '[tool.opinionated_startapp.audit]\nlayers = [["orders"], ["users"]]\n',
        "orders/__init__.py": "",
        "orders/models.py": "",
        "users/__init__.py": "",
        "users/models.py": "",
        "users/views.py": "from orders.models import Order",
    }
    good = {
        "pyproject.toml": '[tool.opinionated_startapp.audit]\nlayers = [["orders"], ["users"]]\n',
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/views.py": "from users.models import User",
        "users/__init__.py": "",
        "users/models.py": "",
    }

    def check_project(self, project: Project) -> Iterator[Finding]:
        """Compare the ranks at both ends of each edge."""
        if not project.config.layers:
            return
        ranks = {label: _rank(project, app) for label, app in project.apps.items()}
        for (source, target), evidence in app_graph(project).edges.items():
            lower, higher = ranks[source], ranks[target]
            if lower is None or higher is None or lower <= higher:
                continue
            for each in evidence:
                yield self.finding(
                    each.place,
                    f"{source} needs {target}, which ranks above it ({each.kind.value} {each.text}).",
                    f"Let {target} call {source}, or listen to a signal of it.",
                    anchor=f"{each.module} -> {each.text}",
                    app=project.apps[source],
                )


def _rank(project: Project, app: App) -> int | None:
    """Return the number of the first rank that means the app, None if it has none."""
    for number, globs in enumerate(project.config.layers):
        if any(matches_app(glob, app.label, app.name) for glob in globs):
            return number
    return None
