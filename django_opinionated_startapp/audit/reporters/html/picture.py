"""The app graph on a page: what was drawn, with the evidence of each edge."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log2

from ....wording import printable
from ...graph import app_graph
from ...project import Project
from ...reports.graph import GraphReport, Link, graph_report
from .drawing import Box, Curve, Drawing, draw


@dataclass(frozen=True, slots=True)
class Spot:
    """An app on the page; ``cycle`` is the number of its cycle, 0 for none."""

    number: int
    label: str
    box: Box
    cycle: int
    needs: int
    needed: int


@dataclass(frozen=True, slots=True)
class Line:
    """An edge on the page; ``sort`` is cut, cycle or plain, ``width`` grows with the number of places."""

    number: int
    source: Spot
    target: Spot
    sort: str
    curve: Curve
    kinds: str
    evidence: tuple[tuple[str, str, str], ...]
    width: float


@dataclass(frozen=True, slots=True)
class Picture:
    """The graph, drawn; ``cycles`` are the labels in each, ``cuts`` and ``price`` what ending them takes.

    ``proved`` tells whether nothing cheaper would end them.
    """

    drawing: Drawing
    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]
    cycles: tuple[tuple[str, ...], ...]
    cuts: int
    price: int
    proved: bool


def make_picture(project: Project) -> Picture:
    """Return the picture of the graph of a project."""
    graph, report = app_graph(project), graph_report(project)
    proved = all(graph.proof(cycle).optimal for cycle in graph.cycles())
    drawing = draw(report)
    spots = tuple(_spots(report, drawing))
    lines = tuple(_lines(report, drawing, {spot.box.label: spot for spot in spots}))
    cuts = [each for each in report.links if each.cut]
    cycles = tuple(tuple(map(printable, cycle)) for cycle in report.cycles)
    return Picture(drawing, spots, lines, cycles, len(cuts), sum(len(each.evidence) for each in cuts), proved)


def _spots(report: GraphReport, drawing: Drawing) -> Iterator[Spot]:
    for number, (node, box) in enumerate(zip(report.nodes, drawing.boxes, strict=True)):
        needs = sum(each.source == node.label for each in report.links)
        needed = sum(each.target == node.label for each in report.links)
        yield Spot(number, printable(node.label), box, node.cycle, needs, needed)


def _lines(report: GraphReport, drawing: Drawing, spots: dict[str, Spot]) -> Iterator[Line]:
    for number, (link, curve) in enumerate(zip(report.links, drawing.curves, strict=True)):
        yield Line(
            number,
            spots[link.source],
            spots[link.target],
            _sort(link),
            curve,
            ", ".join(f"{kind} {count}" for kind, count in link.kinds),
            tuple((str(each.place), each.kind.value, each.text) for each in link.evidence),
            round(1 + log2(len(link.evidence)) / 3, 1),
        )


def _sort(link: Link) -> str:
    return "cut" if link.cut else "cycle" if link.cycle else "plain"
