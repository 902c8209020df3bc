"""``--report cuts``: for each cycle of apps the cheapest edges without which it is none, and how cheap they can be."""

from dataclasses import dataclass

from ..graph import AppGraph, Cut, app_graph
from ..lookups.circles import shortest_circle
from ..project import Project


@dataclass(frozen=True, slots=True)
class CycleCuts:
    """A cycle: its apps, the edges to cut with a circle that each of them closes, and their price.

    ``bound`` is what any such edges cost at least; ``edges`` and ``places`` are how many there are inside the cycle.
    """

    apps: tuple[str, ...]
    cuts: tuple[tuple[Cut, tuple[str, ...]], ...]
    price: int
    bound: int
    edges: int
    places: int

    @property
    def optimal(self) -> bool:
        """Whether no other edges are cheaper."""
        return self.price == self.bound


@dataclass(frozen=True, slots=True)
class CutsReport:
    """All cycles, the largest first; ``apps`` is how many apps there are."""

    apps: int
    cycles: tuple[CycleCuts, ...]


def cuts_report(project: Project, apps: frozenset[str] | None = None) -> CutsReport:
    """Return the cuts of all cycles; with ``apps``, of those cycles that one of them is in."""
    graph = app_graph(project)
    found = (each for each in graph.cycles() if apps is None or apps & each)
    return CutsReport(len(graph.apps), tuple(_cuts(graph, cycle) for cycle in found))


def _cuts(graph: AppGraph, cycle: frozenset[str]) -> CycleCuts:
    inside = [found for edge, found in graph.edges.items() if cycle.issuperset(edge)]
    cuts = graph.cuts(cycle)
    circles = (tuple(shortest_circle((each.source, each.target), graph.edges)) for each in cuts)
    proof = graph.proof(cycle)
    return CycleCuts(
        tuple(sorted(cycle)),
        tuple(zip(cuts, circles, strict=True)),
        proof.cost,
        proof.bound,
        len(inside),
        sum(map(len, inside)),
    )
