"""Pages to look at: a project with a cycle, and a graph made of nothing but names."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django_opinionated_startapp.audit.finding import Place
from django_opinionated_startapp.audit.graph import AppGraph, EdgeKind, Evidence
from django_opinionated_startapp.audit.project import Project
from django_opinionated_startapp.audit.reports.graph import GraphReport, Link, Node

from ..trees import read_project, write_tree

TREE = {
    "shop/__init__.py": "",
    "shop/settings.py": "INSTALLED_APPS = ['orders', 'billing', 'people', 'alone']",
    "orders/__init__.py": "",
    "orders/views.py": "from billing.models import Invoice\nfrom people.models import Person\n",
    "orders/api.py": "from billing.models import Invoice\n",
    "billing/__init__.py": "",
    "billing/models.py": "from people.models import Person\n",
    "billing/late.py": "from orders.api import ask\n",
    "people/__init__.py": "",
    "people/models.py": "",
    "alone/__init__.py": "",
}


@cache
def project() -> Project:
    """Return a project in which orders and billing need each other, both need people, and alone stands alone."""
    with TemporaryDirectory() as folder:
        found = read_project(write_tree(Path(folder).resolve(), TREE))
        for module in found.modules.values():
            assert not module.outline.error  # read while it is there
    return found


def report_of(labels: Iterable[str], edges: Iterable[tuple[str, str]]) -> GraphReport:
    """Return the report of a graph with these edges, with one place for each."""
    place = (Evidence(EdgeKind.IMPORT, Place("a/views.py", 3, 1), "a.views", "b.models.B"),)
    graph = AppGraph(tuple(sorted(labels)), dict.fromkeys(sorted(edges), place))
    number = {label: number for number, cycle in enumerate(graph.cycles(), 1) for label in cycle}
    cut = {(each.source, each.target) for cycle in graph.cycles() for each in graph.cuts(cycle)}
    return GraphReport(
        tuple(Node(label, label, number.get(label, 0)) for label in graph.apps),
        tuple(
            Link(*edge, found, number.get(edge[0], 0) * (number.get(edge[0]) == number.get(edge[1])), edge in cut)
            for edge, found in graph.edges.items()
        ),
        tuple(tuple(sorted(each)) for each in graph.cycles()),
    )
