"""Graphs: groups that hang together in a circle, and the cheapest edges without which they would not."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

Edge: TypeAlias = tuple[str, str]


def components(nodes: Iterable[str], edges: Iterable[Edge]) -> list[frozenset[str]]:
    """Return the strongly connected components, single nodes too, after Tarjan and without recursion."""
    targets: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in edges:
        targets[source].append(target)
    search = _Tarjan(targets)
    for node in targets:
        search.start(node)
    return search.found


class _Tarjan:
    """Tarjan's search: what is on the stack belongs to components that are not complete yet."""

    def __init__(self, targets: Mapping[str, list[str]]) -> None:
        self._targets = targets
        self._index: dict[str, int] = {}
        self._low: dict[str, int] = {}
        self._stack: dict[str, None] = {}
        self.found: list[frozenset[str]] = []

    def start(self, node: str) -> None:
        """Search from ``node``, unless it has been reached already."""
        if node in self._index:
            return
        work = [self._enter(node)]
        while work:
            current, rest = work[-1]
            ahead = next((target for target in rest if self._is_new(current, target)), None)
            if ahead is not None:
                work.append(self._enter(ahead))
                continue
            work.pop()
            if work:
                below = work[-1][0]
                self._low[below] = min(self._low[below], self._low[current])
            self._close(current)

    def _enter(self, node: str) -> tuple[str, Iterator[str]]:
        self._index[node] = self._low[node] = len(self._index)
        self._stack[node] = None
        return node, iter(self._targets[node])

    def _is_new(self, node: str, target: str) -> bool:
        if target in self._stack:
            self._low[node] = min(self._low[node], self._low[target])
        return target not in self._index

    def _close(self, node: str) -> None:
        if self._low[node] == self._index[node]:
            members: list[str] = []
            while node not in members:
                members.append(self._stack.popitem()[0])
            self.found.append(frozenset(members))


def cheapest_cut(nodes: Iterable[str], prices: Mapping[Edge, int]) -> list[Edge]:
    """Return edges without which ``nodes`` have no cycle, with a sum of prices as low as can be found.

    Finding the lowest is a hard problem (minimum feedback arc set). Here the nodes are put into an order, greedily and
    from two ends, which is then improved by moving single nodes and blocks of neighbours to better places until no
    move helps. What points backwards is the cut.
    """
    members = sorted(nodes)
    out: dict[str, dict[str, int]] = {node: {} for node in members}
    for (source, target), price in sorted(prices.items()):
        if source != target:
            out[source][target] = price
    starts = (_greedy(members, out), members[::-1], sorted(members, key=lambda node: -sum(out[node].values())))
    orders = [_improved(order, out) for order in starts]
    best = min(orders, key=lambda order: _cost(order, out))
    place = {node: number for number, node in enumerate(best)}
    return [edge for edge in sorted(prices) if place[edge[0]] > place[edge[1]]]


def _greedy(members: list[str], out: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Return an order after Eades, Lin and Smyth: sources first, sinks last, else what gives most and takes least."""
    left = set(members)
    head: list[str] = []
    tail: list[str] = []
    while left:
        given = {node: sum(price for target, price in out[node].items() if target in left) for node in sorted(left)}
        taken = dict.fromkeys(given, 0)
        for node in given:
            for target, price in out[node].items():
                if target in left:
                    taken[target] += price
        sinks = [node for node in given if not given[node]]
        sources = [node for node in given if not taken[node]]
        if sinks:
            tail.append(sinks[0])
        else:
            head.append(sources[0] if sources else max(given, key=lambda node: given[node] - taken[node]))
        left.discard((tail if sinks else head)[-1])
    return head + tail[::-1]


def _cost(order: list[str], out: Mapping[str, Mapping[str, int]]) -> int:
    place = {node: number for number, node in enumerate(order)}
    return sum(price for node in order for target, price in out[node].items() if place[target] < place[node])


def _improved(order: list[str], out: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Return ``order`` after moving blocks of one, two and three nodes to better places until none helps."""
    better = True
    while better:
        better = False
        for size in (1, 2, 3):
            for start in range(len(order) - size + 1):
                moved = _best_place(order, start, size, out)
                if moved is not None:
                    order, better = moved, True
    return order


def _best_place(order: list[str], start: int, size: int, out: Mapping[str, Mapping[str, int]]) -> list[str] | None:
    """Return the order with the block at ``start`` at its best place, None if that is where it is."""
    block, rest = order[start : start + size], order[:start] + order[start + size :]
    gains: list[int] = []  # of standing before each node of the rest rather than behind it
    for node in rest:
        after = sum(out[each].get(node, 0) for each in block)
        before = sum(out[node].get(each, 0) for each in block)
        gains.append(after - before)
    # Standing at place p costs: what the block gives to nodes before it and takes from nodes behind it.
    cost = [sum(out[node].get(each, 0) for node in rest for each in block)]
    for gain in gains:
        cost.append(cost[-1] + gain)
    best = min(range(len(cost)), key=lambda place: (cost[place], abs(place - start)))
    return rest[:best] + block + rest[best:] if cost[best] < cost[start] else None
