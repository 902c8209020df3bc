"""Groups of nodes that have more to do with each other than with the rest: modularity, after Blondel and others."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

Pair: TypeAlias = tuple[str, str]
_LEAST = 1e-9  # a gain below this is rounding


def communities(nodes: Iterable[str], weights: Mapping[Pair, float]) -> tuple[tuple[str, ...], ...]:
    """Return the groups, the largest first; ``weights`` of a pair count in both directions.

    Each node moves to the group of its neighbours that gains most by it, until none gains; then groups become nodes,
    and the same begins again. Nodes go in the order of their names, so that the same graph gives the same groups.
    """
    members: dict[str, tuple[str, ...]] = {node: (node,) for node in sorted(nodes)}
    links = {node: dict[str, float]() for node in members}
    for (left, right), weight in sorted(weights.items()):
        if left != right:
            links[left][right] = links[left].get(right, 0.0) + weight
            links[right][left] = links[right].get(left, 0.0) + weight
    loops = dict.fromkeys(members, 0.0)
    while True:
        home = _moved(links, loops)
        names = sorted(set(home.values()))
        if len(names) == len(members):
            found = (tuple(sorted(each)) for each in members.values())
            return tuple(sorted(found, key=lambda each: (-len(each), each)))
        members = {name: tuple(m for node in members if home[node] == name for m in members[node]) for name in names}
        links, loops = _merged(links, loops, home, names)


def _moved(links: Mapping[str, Mapping[str, float]], loops: Mapping[str, float]) -> dict[str, str]:
    """Return the group of each node, which goes by the name of one of its nodes."""
    degree = {node: sum(near.values()) + 2 * loops[node] for node, near in links.items()}
    whole = sum(degree.values())
    home = {node: node for node in links}
    total = dict(degree)
    moving = whole > 0
    while moving:
        moving = False
        for node, near in links.items():
            total[home[node]] -= degree[node]
            ties = {home[node]: 0.0}
            for other, weight in near.items():
                ties[home[other]] = ties.get(home[other], 0.0) + weight
            gains = {group: tie - degree[node] * total[group] / whole for group, tie in ties.items()}
            best = max(sorted(gains), key=lambda group: gains[group])
            if gains[best] > gains[home[node]] + _LEAST:
                home[node], moving = best, True
            total[home[node]] += degree[node]
    return home


def _merged(
    links: Mapping[str, Mapping[str, float]], loops: Mapping[str, float], home: Mapping[str, str], names: Iterable[str]
) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """Return the graph whose nodes are the groups: what was between two nodes of one group becomes a loop."""
    between: dict[str, dict[str, float]] = {name: {} for name in names}
    inside = dict.fromkeys(names, 0.0)
    for node, near in links.items():
        group = home[node]
        inside[group] += loops[node]
        for other, weight in near.items():
            if home[other] == group:
                inside[group] += weight / 2
            else:
                between[group][home[other]] = between[group].get(home[other], 0.0) + weight
    return between, inside
