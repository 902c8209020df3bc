"""``--report graph``: which app needs which, by every kind of edge, with the cycles and the edges to cut."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ..graph import AppGraph, Evidence, app_graph
from ..project import Project


@dataclass(frozen=True, slots=True)
class Node:
    """An app; ``cycle`` is the number of the cycle that it is in, from 1, and 0 where it is in none."""

    label: str
    name: str
    cycle: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """All that ``source`` needs ``target`` for, as one edge.

    ``cycle`` is the number of the cycle that both ends are in, 0 where there is none. ``cut`` tells whether it is
    one of the cheapest edges without which that cycle is none.
    """

    source: str
    target: str
    evidence: tuple[Evidence, ...]
    cycle: int = 0
    cut: bool = False

    @property
    def kinds(self) -> tuple[tuple[str, int], ...]:
        """The kinds of edges that are bundled here, by name, each with its number; the most frequent first."""
        found = Counter(each.kind.value for each in self.evidence)
        return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True, slots=True)
class GraphReport:
    """The graph; apps and edges are sorted, the largest cycle comes first."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    cycles: tuple[tuple[str, ...], ...]


def graph_report(project: Project, apps: frozenset[str] | None = None) -> GraphReport:
    """Return the graph of production code; with ``apps``, those and what they need or are needed by."""
    graph = app_graph(project)
    cycles = graph.cycles()
    number = {label: position for position, cycle in enumerate(cycles, 1) for label in cycle}
    links = tuple(each for each in _links(graph, number) if apps is None or apps & {each.source, each.target})
    shown = set(graph.apps) if apps is None else apps.union(*((each.source, each.target) for each in links))
    return GraphReport(
        tuple(Node(label, project.apps[label].name, number.get(label, 0)) for label in graph.apps if label in shown),
        links,
        tuple(tuple(sorted(each)) for each in cycles if shown & each),
    )


def _links(graph: AppGraph, number: dict[str, int]) -> Iterator[Link]:
    cut = {(each.source, each.target) for cycle in graph.cycles() for each in graph.cuts(cycle)}
    for (source, target), found in graph.edges.items():
        cycle = number.get(source, 0) if number.get(source) == number.get(target) else 0
        yield Link(source, target, found, cycle, (source, target) in cut)
