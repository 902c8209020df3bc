"""The cheapest cut of a cycle together with a proof: a bound below which no cut can be."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .cuts import Edge, cheapest_cut, components

# How many sets the search looks at before it gives up on a proof: a number and no time, so that every machine gives
# the same answer. Graphs of real projects take a few thousand.
_WORK = 100_000


@dataclass(frozen=True, slots=True)
class Proof:
    """Edges without which there is no cycle, what they cost together, and what any such edges cost at least."""

    edges: tuple[Edge, ...]
    cost: int
    bound: int

    @property
    def optimal(self) -> bool:
        """Whether nothing cheaper can be found."""
        return self.cost == self.bound


def proved_cut(nodes: Iterable[str], prices: Mapping[Edge, int]) -> Proof:
    """Return edges without which ``nodes`` have no cycle, as cheap as can be found, and a bound for their price.

    Of two edges between the same nodes one has to go in any case: the cheaper one is paid at once, and only what the
    dearer one costs more is still open. What is then left of the cycles is small, and mostly solved for good.
    """
    members = sorted(nodes)
    net, paid = _net(prices)
    bound = paid
    gone: set[Edge] = set()
    for group in components(members, net):
        inside = {edge: price for edge, price in net.items() if group.issuperset(edge)}
        if len(group) > 1:
            cut, least = _Search(sorted(group), inside).result()
            gone.update(cut)
            bound += least
    place = {node: number for number, node in enumerate(_ordered(members, [edge for edge in net if edge not in gone]))}
    found = [edge for edge in sorted(prices) if place[edge[0]] > place[edge[1]]]
    best = min(found, cheapest_cut(members, prices), key=lambda each: sum(prices[edge] for edge in each))
    return Proof(tuple(best), sum(prices[edge] for edge in best), bound)


def _net(prices: Mapping[Edge, int]) -> tuple[dict[Edge, int], int]:
    """Return by how much one direction costs more than the other, and what all the cheaper directions cost."""
    net: dict[Edge, int] = {}
    paid = 0
    for (source, target), price in sorted(prices.items()):
        back = prices.get((target, source), 0)
        if source != target and price > back:
            net[source, target] = price - back
            paid += back
        elif source < target and price == back:
            paid += back
    return net, paid


def _ordered(nodes: list[str], edges: Iterable[Edge]) -> list[str]:
    """Return the nodes so that no edge points backwards; there must be no cycle."""
    groups = components(nodes, sorted(edges))  # what an edge leads to is complete first
    return [node for group in reversed(groups) for node in group]


class _Search:
    """The cheapest edges that meet every cycle: cycles are added as long as a cheaper set misses one.

    A set of edges is a number with a bit for each, and so is a cycle.
    """

    def __init__(self, nodes: list[str], prices: Mapping[Edge, int]) -> None:
        """Start with the best cut that moving nodes about finds, and a short cycle through each edge."""
        self._edges = sorted(prices)
        self._price = [prices[edge] for edge in self._edges]
        self._number = {edge: number for number, edge in enumerate(self._edges)}
        self._targets: dict[str, list[str]] = {node: [] for node in nodes}
        for source, target in self._edges:
            self._targets[source].append(target)
        self._best = self._mask(cheapest_cut(nodes, prices))
        self._cost = self._sum(self._best)
        self._cycles = sorted(set(self._short_cycles(0)), key=_by_size)

    def result(self) -> tuple[list[Edge], int]:
        """Return the cheapest edges that were found, and the least that any cost."""
        bound, work = 0, _WORK
        while True:
            cover = _Cover(self._cycles, self._price, self._cost, work)
            chosen, least = cover.result()
            bound, work = max(bound, least), cover.work
            if chosen is None:
                break
            missed = sorted(set(self._short_cycles(chosen)), key=_by_size)
            if not missed:
                self._best, self._cost = chosen, self._sum(chosen)
                break
            self._cycles = sorted({*self._cycles, *missed}, key=_by_size)
            self._repair(chosen, missed)
        return [edge for number, edge in enumerate(self._edges) if self._best >> number & 1], min(bound, self._cost)

    def _repair(self, chosen: int, missed: list[int]) -> None:
        """Take a set that misses cycles as the start of one that misses none; it may be better than the best."""
        while missed and self._sum(chosen) < self._cost:
            cheapest = min(_bits(missed[0]), key=lambda number: (self._price[number], number))
            chosen |= 1 << cheapest
            missed = sorted(set(self._short_cycles(chosen)), key=_by_size)
        if not missed and self._sum(chosen) < self._cost:
            self._best, self._cost = chosen, self._sum(chosen)

    def _mask(self, edges: Iterable[Edge]) -> int:
        return sum(1 << self._number[edge] for edge in edges)

    def _sum(self, mask: int) -> int:
        return sum(self._price[number] for number in _bits(mask))

    def _short_cycles(self, without: int) -> Iterator[int]:
        """Yield a shortest cycle through each edge that is on one, leaving out the edges ``without``."""
        left = {
            node: [target for target in targets if not without >> self._number[node, target] & 1]
            for node, targets in self._targets.items()
        }
        for node in left:
            for before in [each for each, targets in left.items() if node in targets]:
                way = _shortest(left, node, before)
                if way:
                    yield self._mask(zip(way, [*way[1:], way[0]], strict=True))


def _by_size(mask: int) -> tuple[int, int]:
    return mask.bit_count(), mask


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def _shortest(targets: Mapping[str, list[str]], start: str, end: str) -> list[str]:
    """Return the nodes of a shortest way from ``start`` to ``end``, none if there is no way."""
    origin = {start: ""}
    queue = deque([start])
    while queue and end not in origin:
        node = queue.popleft()
        for target in targets[node]:
            if target not in origin:
                origin[target] = node
                queue.append(target)
    way = [end] if end in origin else []
    while way and way[-1] != start:
        way.append(origin[way[-1]])
    return way[::-1]


class _Cover:
    """The cheapest bits that meet every one of some sets, found by branch and bound."""

    def __init__(self, sets: list[int], price: list[int], limit: int, work: int) -> None:
        """Look for a choice that is cheaper than ``limit``; ``work`` is how many sets may be looked at."""
        self._sets, self._price, self._limit, self.work = sets, price, limit, work
        self._found: int | None = None
        self._open = limit  # the least that something may cost that was not looked at for want of steps

    def result(self) -> tuple[int | None, int]:
        """Return the cheapest choice, None if none is cheaper than the limit, and the least that any costs."""
        self._branch(0, 0, 0, self._sets)
        return self._found, min(self._limit, self._open)

    def _branch(self, chosen: int, barred: int, cost: int, left: list[int]) -> None:
        self.work -= len(left)
        least, narrow = self._bound(barred, left)
        if cost + least >= self._limit:
            return
        if not narrow:
            self._found, self._limit = chosen, cost
            return
        if self.work < 0:
            self._open = min(self._open, cost + least)
            return
        for number in sorted(_bits(narrow), key=lambda each: (self._price[each] / self._weight(each, left), each)):
            bit = 1 << number
            self._branch(chosen | bit, barred, cost + self._price[number], [each for each in left if not each & bit])
            barred |= bit

    def _weight(self, number: int, left: list[int]) -> int:
        return sum(each >> number & 1 for each in left)

    def _bound(self, barred: int, left: list[int]) -> tuple[int, int]:
        """Return what meeting the sets costs at least, and the set with the fewest ways to meet it.

        The sets share out the prices of their bits: what they can pay together without any price being exceeded, no
        choice can be cheaper than. No set is without a way: one with a single way left is the next to be met.
        """
        rest = self._price.copy()
        total, narrow, fewest = 0, 0, len(rest) + 1
        for each in left:
            bits = _bits(each & ~barred)
            if len(bits) < fewest:
                narrow, fewest = each & ~barred, len(bits)
            share = min(rest[number] for number in bits)
            total += share
            for number in bits if share else ():
                rest[number] -= share
        return total, narrow
