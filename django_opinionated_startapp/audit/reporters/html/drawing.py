"""The app graph as a drawing: boxes and curves with coordinates, the same for the same graph."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt
from typing import TypeAlias

from ...reports.graph import GraphReport, Link
from .layers import Edge, implied, ranks
from .order import arranged, spread

Point: TypeAlias = tuple[float, float]

HEIGHT, GAP, DROP, MARGIN = 34, 22, 62, 26
_LETTER, _PADDING, _LONGEST, _LANE, _PORT = 7.6, 30, 30, 13, 12

_NARROWEST = 900  # for rows of apps that nothing ties together


@dataclass(frozen=True, slots=True)
class Box:
    """An app; ``x`` and ``y`` are those of the upper left corner, ``text`` is its label, cut short if it is long."""

    label: str
    text: str
    x: int
    y: int
    width: int
    height: int = HEIGHT

    @property
    def middle(self) -> float:
        """The centre, from the left."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Curve:
    """An edge; ``implied`` tells that its ends hang together without it, by way of others."""

    source: str
    target: str
    path: str
    implied: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes in the order of the graph's nodes and curves in that of its links, within ``width`` and ``height``."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]


def draw(report: GraphReport) -> Drawing:
    """Return the drawing: an app stands above those that it needs, so all edges but those to be cut lead down.

    Without those to be cut the graph must have no cycle.

    Lines are found a way past the boxes, save those of edges that others imply: these run straight, below boxes.
    Apps without any edge stand at the foot.
    """
    tied = {label for each in report.links for label in (each.source, each.target)}
    labels = [node.label for node in report.nodes]
    sketch = _Sketch([label for label in labels if label in tied], report.links)
    boxes = sketch.boxes()
    alone = [label for label in labels if label not in tied]
    foot = max((box.y + HEIGHT + DROP // 2 for box in boxes.values()), default=MARGIN)
    boxes |= _row_by_row(alone, foot, max(sketch.right, _NARROWEST))
    width = max((box.x + box.width for box in boxes.values()), default=0)
    height = max((box.y + box.height for box in boxes.values()), default=0) + MARGIN
    return Drawing(
        max(width, sketch.right) + MARGIN, height, tuple(boxes[label] for label in labels), tuple(sketch.curves(boxes))
    )


def _text(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


def _width(label: str) -> int:
    return max(ceil(len(_text(label)) * _LETTER) + _PADDING, 56)


def _row_by_row(labels: Iterable[str], top: int, widest: int) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    x, y = MARGIN, top
    for label in labels:
        if x > MARGIN and x + _width(label) + MARGIN > widest:
            x, y = MARGIN, y + HEIGHT + GAP
        boxes[label] = Box(label, _text(label), x, y, _width(label))
        x += _width(label) + GAP
    return boxes


class _Sketch:
    """Layers of numbered items: the apps, and for each line that passes a layer a lane in it."""

    def __init__(self, labels: list[str], links: Iterable[Link]) -> None:
        self.links = tuple(links)
        self.labels = labels
        down = [(each.source, each.target) for each in self.links if not each.cut]
        self.implied = implied(labels, down)
        widest = max(4, min(9, ceil(sqrt(len(labels)) * 1.5)))
        self.rank = ranks(labels, down, widest)
        self.number = {label: number for number, label in enumerate(labels)}
        self.layers: list[list[int]] = [[] for _ in range(max(self.rank.values(), default=-1) + 1)]
        for label in labels:
            self.layers[-1 - self.rank[label]].append(self.number[label])
        self.ways = {
            (each.source, each.target): self._way(each.source, each.target)
            for each in self.links
            if (each.source, each.target) not in self.implied
        }
        self.steps = [pair for way in self.ways.values() for pair in pairwise(way)]
        self.centre: dict[int, float] = {}
        self.right = 0

    def _way(self, source: str, target: str) -> list[int]:
        """Return the items that a line passes from the upper end to the lower; lanes are made for it."""
        upper, lower = sorted((source, target), key=lambda label: -self.rank[label])
        if self.rank[upper] == self.rank[lower]:
            return []
        between = range(self.rank[upper] - 1, self.rank[lower], -1)
        return [self.number[upper], *(self._lane(rank) for rank in between), self.number[lower]]

    def _lane(self, rank: int) -> int:
        item = sum(map(len, self.layers))
        self.layers[-1 - rank].append(item)
        return item

    def boxes(self) -> dict[str, Box]:
        """Return the boxes, and note where the lanes are."""
        self.layers = arranged(self.layers, self.steps)
        widths = {item: 0 for layer in self.layers for item in layer}
        widths |= {self.number[label]: _width(label) + GAP - _LANE for label in self.labels}
        centre = spread(self.layers, self.steps, widths, _LANE)
        left = min((centre[item] - widths[item] / 2 for item in centre), default=0.0)
        self.centre = {item: place - left + MARGIN for item, place in centre.items()}
        self.right = round(max((self.centre[item] + widths[item] / 2 for item in centre), default=0.0))
        return {
            label: Box(
                label,
                _text(label),
                round(self.centre[number] - _width(label) / 2),
                self._top(self.rank[label]),
                _width(label),
            )
            for label, number in self.number.items()
        }

    def _top(self, rank: int) -> int:
        return MARGIN + (len(self.layers) - 1 - rank) * (HEIGHT + DROP)

    def curves(self, boxes: Mapping[str, Box]) -> Iterable[Curve]:
        """Return the lines between the boxes."""
        ports = self._ports(boxes)
        for each in self.links:
            edge = (each.source, each.target)
            source, target = boxes[each.source], boxes[each.target]
            if edge in self.implied:
                path = _straight(source, target)
            elif source.y == target.y:
                path = _arc(source, target)
            else:
                path = self._line(edge, boxes, ports)
            yield Curve(each.source, each.target, path, edge in self.implied)

    def _line(self, edge: Edge, boxes: Mapping[str, Box], ports: Mapping[tuple[Edge, str], float]) -> str:
        upper, lower = sorted(edge, key=lambda label: boxes[label].y)
        points: list[Point] = [(ports[edge, upper], boxes[upper].y + HEIGHT)]
        for depth, item in enumerate(self.ways[edge][1:-1], 1):
            top = self._top(self.rank[upper] - depth)
            points += [(self.centre[item], top), (self.centre[item], top + HEIGHT)]
        points.append((ports[edge, lower], boxes[lower].y))
        return _smooth(points if edge[0] == upper else points[::-1])

    def _ports(self, boxes: Mapping[str, Box]) -> dict[tuple[Edge, str], float]:
        """Return where each line meets its boxes: side by side, in the order of where they go."""
        sides: dict[tuple[str, bool], list[tuple[float, Edge]]] = {}
        for edge, way in self.ways.items():
            if way:
                upper, lower = sorted(edge, key=lambda label: boxes[label].y)
                sides.setdefault((upper, False), []).append((self.centre[way[1]], edge))
                sides.setdefault((lower, True), []).append((self.centre[way[-2]], edge))
        ports = {}
        for (label, _), ends in sides.items():
            room = boxes[label].width - 2 * _PORT
            apart = min(room / max(len(ends) - 1, 1), 18)
            for number, (_, edge) in enumerate(sorted(ends)):
                ports[edge, label] = boxes[label].middle + apart * (number - (len(ends) - 1) / 2)
        return ports


def _straight(source: Box, target: Box) -> str:
    """Return a curve from the foot of one box to the head of another, leaving on the side where it goes."""
    return _smooth([(_towards(source, target), source.y + HEIGHT), (_towards(target, source), target.y)])


def _towards(box: Box, other: Box) -> float:
    reach = box.width / 2 - _PORT
    return box.middle + max(-reach, min(reach, (other.middle - box.middle) / 4))


def _arc(source: Box, target: Box) -> str:
    """Return a curve between two boxes of the same layer, over their heads."""
    start, end, high = round(source.middle), round(target.middle), round(source.y - DROP * 0.4)
    return f"M{start} {source.y}C{start} {high} {end} {high} {end} {target.y}"


def _smooth(points: list[Point]) -> str:
    """Return a path through the points that leaves and reaches each of them upright."""
    path = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    for (x, y), (to_x, to_y) in pairwise(points):
        half = (y + to_y) / 2
        straight = round(x) == round(to_x)
        path += f"V{to_y:.0f}" if straight else f"C{x:.0f} {half:.0f} {to_x:.0f} {half:.0f} {to_x:.0f} {to_y:.0f}"
    return path
