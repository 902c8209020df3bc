"""The rule ``app-cycle``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...graph import Cut, app_graph
from ...lookups.circles import shortest_circle
from ...project import Project
from ...rule import Rule


class AppCycle(Rule):
    """Apps need each other in a circle.

    An app needs another if it imports it, has a relation to its models, loads its models or classes by name, includes
    its URLs, reverses them, or sends its tasks. In most grown projects more than half of the apps hang together in one
    such circle. So it isn't the circle that is reported but the way out of it: a list of edges, cheap ones, without
    which no circle is left, each with the places that it rests on. If you cut elsewhere, the list changes.

    **Why.** None of these apps can be understood, tested, released or taken out without all the others.

    **Instead.** Turn the edge around: let the app that knows more call, or listen to a signal. Or move what both need
    into an app below them.
    """

    code = "GR001"
    name = "app-cycle"
    severity = Severity.WARNING
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/api.py": "from billing import api",
        "billing/__init__.py": "",
        "billing/models.py": "",
        "billing/api.py": "def bill(order): ...",
        "billing/urls.py": "from django.shortcuts import redirect\n\nfrom orders.models import Order\n",
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/api.py": "from billing import api",
        "billing/__init__.py": "",
        "billing/models.py": "",
        "billing/api.py": "def bill(order): ...",
    }

    def check_project(self, project: Project) -> Iterator[Finding]:
        """Go through the cut list of each circle."""
        graph = app_graph(project)
        for cycle in graph.cycles():
            for cut in graph.cuts(cycle):
                yield self._found(cut, shortest_circle((cut.source, cut.target), graph.edges), project)

    def _found(self, cut: Cut, way: list[str], project: Project) -> Finding:
        first, *others = cut.evidence
        places = f"{cut.price} places" if others else "one place"
        return self.finding(
            first.place,
            f"{cut.source} needs {cut.target} ({first.kind.value} {first.text}; {places}), which closes the circle "
            f"{' → '.join(way)}.",
            f"Cut it here: let {cut.target} call {cut.source}, or listen to a signal of it; or move what both need.",
            anchor=f"{cut.source} -> {cut.target}",
            app=project.apps[cut.source],
            related=tuple((each.place, f"{each.kind.value} {each.text}") for each in others),
        )
