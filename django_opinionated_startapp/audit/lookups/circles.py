"""Answers how an edge of a graph leads back to where it starts."""

from collections import deque
from collections.abc import Iterable


def shortest_circle(edge: tuple[str, str], edges: Iterable[tuple[str, str]]) -> list[str]:
    """Return the shortest way along ``edge`` and back to its start; ``edges`` must hold one."""
    start, first = edge
    targets: dict[str, list[str]] = {}
    for source, target in edges:
        targets.setdefault(source, []).append(target)
    queue = deque([[start, first]])
    seen = {first}
    while queue[0][-1] != start:
        way = queue.popleft()
        for target in targets.get(way[-1], ()):
            if target not in seen:
                seen.add(target)
                queue.append([*way, target])
    return queue[0]
