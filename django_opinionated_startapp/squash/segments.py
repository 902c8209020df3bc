"""Fewest contiguous pieces whose quotient graph has no cycle.

A squashed migration inherits every parent of what it replaces, so a set of pieces works exactly when the graph in
which each piece is one node has no cycle. That is so if the pieces can be run one after the other: the question is
for a topological order with as few changes of app as possible.

An app is *ripe* when what it can run now can't be made longer by running other apps first. To run a ripe app never
costs a piece. Only where no app is ripe is there a choice, and there a beam search looks at several.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from .disk import Key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

Pieces: TypeAlias = tuple[tuple[Key, ...], ...]

_WIDTH = 8  # of the beam


@dataclass(frozen=True, slots=True)
class Graph:
    """Migrations in an order in which they can run, with their parents; the ``fixed`` ones stay alone."""

    order: tuple[Key, ...]
    parents: Mapping[Key, Collection[Key]]
    fixed: frozenset[Key]


@dataclass(frozen=True, slots=True)
class Segments:
    """Pieces in an order in which they can run, and the least number that any choice could have."""

    pieces: Pieces
    bound: int


def segments(graph: Graph) -> Segments:
    """Return few pieces of ``graph``: keys of one app each, every key in exactly one of them."""
    search = _Search(graph)
    beam, finished = [_Walk(0, ())], []
    while beam:
        walks = [search.settle(walk) for walk in beam]
        finished += [walk for walk in walks if walk.done == search.all]
        branches: dict[int, _Walk] = {}
        for branch in sorted((branch for walk in walks for branch in search.branches(walk)), key=search.promise):
            branches.setdefault(branch.done, branch)
        beam = list(branches.values())[:_WIDTH]
    best = min(finished, key=lambda walk: (len(walk.runs), walk.runs))
    return Segments(tuple(search.keys(run) for run in best.runs), search.bound(0))


def least(graph: Graph) -> int:
    """Return the least number of pieces that any choice could have."""
    return _Search(graph).bound(0)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Sets of migrations, as bits: those that were ``done``, in ``runs`` one after the other."""

    done: int
    runs: tuple[int, ...]

    def then(self, run: int) -> _Walk:
        return _Walk(self.done | run, (*self.runs, run))


class _Search:
    def __init__(self, graph: Graph) -> None:
        self._order = graph.order
        number = {key: index for index, key in enumerate(graph.order)}
        self._parents = [sum(1 << number[parent] for parent in set(graph.parents[key])) for key in graph.order]
        self._ancestors: list[int] = []
        for parents in self._parents:
            self._ancestors.append(parents | _union(self._ancestors, parents))
        self._fixed = sum(1 << number[key] for key in graph.fixed)
        self._apps: dict[str, list[int]] = {}
        for key, index in number.items():
            self._apps.setdefault(key[0], []).append(index)
        self._heights = {app: self._heights_of(members) for app, members in self._apps.items()}
        self.all = (1 << len(graph.order)) - 1

    def keys(self, run: int) -> tuple[Key, ...]:
        """Return the migrations of ``run`` in order."""
        return tuple(self._order[index] for index in _bits(run))

    def settle(self, walk: _Walk) -> _Walk:
        """Run everything that can't be better run later."""
        while run := self._free(walk.done):
            walk = walk.then(run)
        return walk

    def branches(self, walk: _Walk) -> Iterator[_Walk]:
        """Yield what can be done next where nothing is free."""
        for members in self._apps.values():
            if run := self._run(members, walk.done):
                yield walk.then(run)

    def promise(self, walk: _Walk) -> tuple[int, int, tuple[int, ...]]:
        """Return how good ``walk`` is, less being better: the number of pieces that it comes to at least, first."""
        return len(walk.runs) + self.bound(walk.done), -walk.done.bit_count(), walk.runs

    def bound(self, done: int) -> int:
        """Return how many pieces are left at least: of each app as many as if no other app were squashed."""
        return sum(
            max((height for index, height in heights.items() if not done >> index & 1), default=0)
            for heights in self._heights.values()
        )

    def _heights_of(self, members: Sequence[int]) -> dict[int, int]:
        """Return for each migration of an app how many pieces of the app it and what depends on it take."""
        mask, heights = sum(1 << index for index in members), dict.fromkeys(members, 1)
        for index in reversed(members):
            for below in _bits(self._ancestors[index] & mask):
                heights[below] = max(heights[below], heights[index] + self._apart(below, index, mask))
        return heights

    def _apart(self, below: int, index: int, mask: int) -> bool:
        """Tell whether two migrations of an app can't be in one piece."""
        if (1 << below | 1 << index) & self._fixed:
            return True
        between = self._ancestors[index] & ~mask
        return any(self._ancestors[other] >> below & 1 for other in _bits(between))

    def _free(self, done: int) -> int:
        for index in _bits(self._fixed & ~done):
            if not self._parents[index] & ~done:
                return 1 << index
        for members in self._apps.values():
            run = self._run(members, done)
            if run and not self._can_grow(members, done, run):
                return run
        return 0

    def _run(self, members: Sequence[int], done: int) -> int:
        """Return what an app can run now without another one."""
        run = 0
        for index in members:
            if not (done | self._fixed) >> index & 1 and not self._parents[index] & ~(done | run):
                run |= 1 << index
        return run

    def _can_grow(self, members: Sequence[int], done: int, run: int) -> bool:
        """Tell whether ``run`` would be longer if other apps, which don't wait for this one, were run before."""
        left = sum(1 << index for index in members) & ~done
        together = run
        for index in _bits(left & ~run & ~self._fixed):
            waits = self._parents[index] & ~done & ~together
            if not waits & left and not any(self._ancestors[other] & left for other in _bits(waits)):
                together |= 1 << index
        return together != run


def _union(sets: Sequence[int], members: int) -> int:
    result = 0
    for index in _bits(members):
        result |= sets[index]
    return result


def _bits(number: int) -> Iterator[int]:
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low
