"""Reports beside findings, one module each: project → value. The text is made in ``reporters``, last."""

from typing import TypeAlias

from ...errors import OpinionatedError, nearest
from ..project import App, Project
from ..report import Report
from ..targets import scope_of
from .cuts import CutsReport, cuts_report
from .graph import GraphReport, graph_report
from .inventory import InventoryReport, inventory_report
from .removable import RemovableReport, removable_report
from .split import SplitReport, split_report

__all__ = ["AnyReport", "make_report"]

AnyReport: TypeAlias = GraphReport | CutsReport | SplitReport | RemovableReport | InventoryReport


def make_report(name: str, project: Project, targets: tuple[str, ...], findings: Report) -> AnyReport:
    """Return the report ``name`` about ``targets``, everything if there are none; ``findings`` are for the inventory.

    Raises ``OpinionatedError`` for a target that there is not, and where one app is wanted for more or fewer.
    """
    if name == "split":
        return split_report(project, _one(name, project, targets))
    if name == "removable":
        return removable_report(project, _one(name, project, targets))
    apps = _labels(project, targets) if targets else None
    if name == "inventory":
        return inventory_report(project, findings, apps)
    return graph_report(project, apps) if name == "graph" else cuts_report(project, apps)


def _one(report: str, project: Project, targets: tuple[str, ...]) -> App:
    """Return the app that a target names, by its label, its dotted name or its folder."""
    if len(targets) != 1:
        raise OpinionatedError(f"--report {report} is about one app.", f"Name it: --report {report} APP.")
    wanted = targets[0].rstrip("/")
    for app in project.apps.values():
        if wanted in (app.label, app.name, app.path):
            return app
    names = [name for app in project.apps.values() for name in (app.label, app.name)]
    raise OpinionatedError(f"There is no app '{wanted}'.", nearest(wanted, names))


def _labels(project: Project, targets: tuple[str, ...]) -> frozenset[str]:
    """Return the labels of the apps that are named, and of those that the paths lie in."""
    scope = scope_of(targets, project, frozenset())
    if scope.paths is None:
        return scope.apps or frozenset()
    return frozenset(m.app for m in project.modules.values() if m.path in scope.paths and m.app)
