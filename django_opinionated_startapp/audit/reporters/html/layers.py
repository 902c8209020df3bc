"""The layers of a drawn graph: what is needed stands below all that needs it."""

from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter
from typing import TypeAlias

Edge: TypeAlias = tuple[str, str]


def implied(nodes: Iterable[str], edges: Iterable[Edge]) -> frozenset[Edge]:
    """Return the edges of a graph without cycles whose ends hang together without them, by way of others."""
    targets = _targets(nodes, edges)
    bits = {node: 1 << number for number, node in enumerate(targets)}
    reach: dict[str, int] = {}
    for node in _bottom_up(targets):
        reach[node] = bits[node]
        for target in targets[node]:
            reach[node] |= reach[target]
    return frozenset(
        (source, target)
        for source, near in targets.items()
        for target in near
        if any(other != target and reach[other] & bits[target] for other in near)
    )


def ranks(nodes: Iterable[str], edges: Iterable[Edge], widest: int) -> dict[str, int]:
    """Return the layer of each node of a graph without cycles, 0 at the bottom; none holds more than ``widest``."""
    targets = _targets(nodes, edges)
    rank: dict[str, int] = {}
    count: dict[int, int] = {}
    for node in _bottom_up(targets):
        layer = max((rank[target] + 1 for target in targets[node]), default=0)
        while count.get(layer, 0) >= widest:
            layer += 1
        rank[node] = layer
        count[layer] = count.get(layer, 0) + 1
    return _lifted(targets, rank, count, widest)


def _lifted(
    targets: Mapping[str, list[str]], rank: dict[str, int], count: dict[int, int], widest: int
) -> dict[str, int]:
    """Return the layers with what is needed more than it needs moved up to what needs it: its edges get shorter."""
    sources: dict[str, list[str]] = {node: [] for node in targets}
    for source, near in targets.items():
        for target in near:
            sources[target].append(source)
    for node in sorted(targets, key=lambda each: (-rank[each], each)):
        if len(sources[node]) > len(targets[node]):
            highest = min(rank[source] for source in sources[node]) - 1
            free = [layer for layer in range(highest, rank[node], -1) if count.get(layer, 0) < widest]
            if free:
                count[rank[node]] -= 1
                rank[node] = free[0]
                count[free[0]] = count.get(free[0], 0) + 1
    used = {layer: number for number, layer in enumerate(sorted({*rank.values()}))}
    return {node: used[layer] for node, layer in rank.items()}


def _targets(nodes: Iterable[str], edges: Iterable[Edge]) -> dict[str, list[str]]:
    targets: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in edges:
        targets[source].append(target)
    return targets


def _bottom_up(targets: Mapping[str, list[str]]) -> Iterable[str]:
    return TopologicalSorter(targets).static_order()
