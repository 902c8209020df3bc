"""What a rebuilt app is made of, and what each part has to wait for.

The schema comes from the state at the end of the range, so the order of the old migrations counts for nothing; only
what a model, a relation or a data operation itself needs does, and where migrations that stay are in between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from django.db.migrations.utils import resolve_relation

from ..reduce.create import relations
from ..segments import Graph, segments
from .range import union

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from django.db.migrations.operations.base import Operation
    from django.db.migrations.state import ModelState

    from ..disk import Key
    from ..state import ModelKey
    from .range import Range


_REPLAYS = ("first", "again")


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of an app: a "model", a "relation" of one, or operations of an old migration that are run again.

    These come "first", if the schema needs them, or "again" at the end. ``name`` is the model in lower case or the old
    migration, ``relation`` the name of the field.
    """

    kind: str
    app_label: str
    name: str
    relation: str = ""
    operations: tuple[Operation, ...] = field(default=(), compare=False)

    @property
    def key(self) -> Key:
        """How it is called in a graph in which migrations have their own names."""
        return (self.app_label, f"\0{self.kind} {self.name}.{self.relation}")


@dataclass(frozen=True, slots=True)
class Order:
    """Pieces in an order in which they can run: each is one migration that stays, or the parts of a new one.

    ``parents`` are the places of the pieces that have to run before each, those that others of them follow left out.
    """

    pieces: tuple[tuple[Key, ...], ...]
    parents: tuple[frozenset[int], ...]
    units: Mapping[Key, Unit]


def order(span: Range, together: Collection[str]) -> Order:
    """Return the fewest pieces that were found; what is run again has its own, except in the apps ``together``."""
    return _Ordering(span).order(frozenset(together))


class _Ordering:
    def __init__(self, span: Range) -> None:
        self._span = span
        self._number = {node.key: index for index, node in enumerate(span.history.nodes)}
        self.units = {unit.key: unit for unit in self._all_units()}
        self._replays = {kind: [each for each in self.units.values() if each.kind == kind] for kind in _REPLAYS}
        self._needs = {key: set(self._needed(unit)) for key, unit in self.units.items()}
        self._rank: dict[Key, int] = {}
        for key in self.units:
            self._ranked(key)

    def order(self, together: frozenset[str]) -> Order:
        parents = self._parents()
        sequence = _sorted(parents, {**self._number, **self._rank})
        above = _above(sequence, parents)
        fixed = {key for key in sequence if key not in self.units or (self._is_fixed(key) and key[0] not in together)}
        classes = _classes(sequence, above, fixed)
        found = segments(_contracted(sequence, parents, classes, fixed))
        members: dict[Key, list[Key]] = {}
        for key in sequence:
            members.setdefault(classes[key], []).append(key)
        pieces = tuple(tuple(key for each in run for key in members[each]) for run in found.pieces)
        return Order(pieces, _direct(pieces, parents, self.units), self.units)

    def _is_fixed(self, key: Key) -> bool:
        return self.units[key].kind == "again"

    def _all_units(self) -> Iterator[Unit]:
        labels = set(self._span.labels)
        for (label, name), operations in self._span.first.items():
            yield Unit("first", label, name, operations=operations)
        for (label, name), model in self._span.state.models.items():
            if label in labels:
                yield Unit("model", label, name)
                yield from (Unit("relation", label, name, each) for each in model.fields if _can_wait(model, each))
        for (label, name), operations in self._span.again.items():
            yield Unit("again", label, name, operations=operations)

    def _needed(self, unit: Unit) -> Iterator[Key]:
        """Yield the units that have to come before ``unit`` for its own sake."""
        if unit.kind == "model":
            yield from self._models(_inherent(self._span.state.models[unit.app_label, unit.name]), unit)
        elif unit.kind == "relation":
            model = self._span.state.models[unit.app_label, unit.name]
            yield from self._models({*relations(model, unit.relation), (unit.app_label, unit.name)}, unit)
        elif unit.kind == "again":
            node = self._span.history.nodes[self._origin(unit)]
            labels = {unit.app_label, *(label for label, _ in node.parents), *self._span.touched[node.key]}
            yield from (key for key, each in self.units.items() if each.kind != "again" and each.app_label in labels)
            yield from self._earlier(unit, "again")
        if unit.kind != "again":
            yield from self._earlier(unit, "first")

    def _models(self, targets: Iterable[ModelKey], unit: Unit) -> Iterator[Key]:
        for label, name in targets:
            key = Unit("model", label, name).key
            if key in self.units and key != unit.key:
                yield key

    def _earlier(self, unit: Unit, kind: str) -> Iterator[Key]:
        """Yield the replayed or early units that history ran before this one on purpose."""
        place = self._origin(unit)
        above = self._span.ancestors[place] | 1 << place
        for other in self._replays[kind]:
            if other is not unit and above >> self._origin(other) & 1:
                yield other.key

    def _origin(self, unit: Unit) -> int:
        if unit.kind in _REPLAYS:
            return self._number[unit.app_label, unit.name]
        return self._span.origins[(unit.app_label, unit.name), unit.relation]

    def _ranked(self, key: Key) -> int:
        if key not in self._rank:
            needs = [self._ranked(each) for each in self._needs[key]]
            self._rank[key] = max([self._origin(self.units[key]), *needs])
        return self._rank[key]

    def _parents(self) -> dict[Key, set[Key]]:
        """Return what everything waits for: units for what they need, and for what stays and came before."""
        span, nodes = self._span, self._span.history.nodes
        stays = [node for node in nodes if node.key not in span.wanted]
        parents = {key: set(needs) for key, needs in self._needs.items()}
        for node in stays:
            above = span.ancestors[self._number[node.key]]
            before = {other.key for other in stays if above >> self._number[other.key] & 1}
            parents[node.key] = before | {key for key, rank in self._rank.items() if above >> rank & 1}
        for key, rank in self._rank.items():
            above = span.ancestors[rank]
            parents[key] |= {node.key for node in stays if above >> self._number[node.key] & 1}
        return parents


def _can_wait(model: ModelState, name: str) -> bool:
    """Tell whether a field may be added after the model: it leads to another one, and isn't what identifies a row."""
    return bool(relations(model, name) - _inherent(model) - {(model.app_label, model.name_lower)})


def _inherent(model: ModelState) -> set[ModelKey]:
    """Return the models that have to be there before ``model`` can be created."""
    bases = {resolve_relation(base, model.app_label) for base in model.bases if isinstance(base, str)}
    for name, each in model.fields.items():
        if each.primary_key or getattr(each.remote_field, "parent_link", False):
            bases |= relations(model, name)
    return bases - {(model.app_label, model.name_lower)}


def _sorted(parents: Mapping[Key, Collection[Key]], rank: Mapping[Key, int]) -> list[Key]:
    """Return the keys after their parents, and otherwise by rank."""
    children: dict[Key, list[Key]] = {key: [] for key in parents}
    waiting = {key: len(above) for key, above in parents.items()}
    for key, above in parents.items():
        for parent in above:
            children[parent].append(key)
    ready = [(rank[key], key) for key, count in waiting.items() if not count]
    heapify(ready)
    found: list[Key] = []
    while ready:
        _, key = heappop(ready)
        found.append(key)
        for child in children[key]:
            waiting[child] -= 1
            if not waiting[child]:
                heappush(ready, (rank[child], child))
    return found


def _above(sequence: Sequence[Key], parents: Mapping[Key, Collection[Key]]) -> dict[Key, int]:
    """Return all that comes before each key, as bits by its place in ``sequence``."""
    place = {key: index for index, key in enumerate(sequence)}
    found: dict[Key, int] = {}
    for key in sequence:
        found[key] = union(found[parent] | 1 << place[parent] for parent in parents[key])
    return found


def _classes(sequence: Sequence[Key], above: Mapping[Key, int], fixed: Collection[Key]) -> dict[Key, Key]:
    """Return for each key the first one of its app that waits for the same of other apps: they go together."""
    own: dict[str, int] = {}
    for index, key in enumerate(sequence):
        if key not in fixed:
            own[key[0]] = own.get(key[0], 0) | 1 << index
    first: dict[object, Key] = {}
    return {
        key: key if key in fixed else first.setdefault((key[0], above[key] & ~own[key[0]]), key) for key in sequence
    }


def _contracted(
    sequence: Sequence[Key], parents: Mapping[Key, Collection[Key]], classes: Mapping[Key, Key], fixed: Collection[Key]
) -> Graph:
    """Return the graph of the classes, in an order in which they can run."""
    merged: dict[Key, set[Key]] = {}
    for key in sequence:
        merged.setdefault(classes[key], set()).update(classes[parent] for parent in parents[key])
    for key, above in merged.items():
        above.discard(key)
    rank = {key: index for index, key in enumerate(sequence)}
    return Graph(tuple(_sorted(merged, rank)), merged, frozenset(fixed))


def _direct(
    pieces: Sequence[tuple[Key, ...]], parents: Mapping[Key, Collection[Key]], units: Collection[Key]
) -> tuple[frozenset[int], ...]:
    number = {key: index for index, piece in enumerate(pieces) for key in piece}
    above: list[int] = []
    found: list[frozenset[int]] = []
    latest: dict[str, int] = {}
    for index, piece in enumerate(pieces):
        near = {number[parent] for key in piece for parent in parents[key]} - {index}
        own = {latest[piece[0][0]]} if piece[0] in units and piece[0][0] in latest else set()
        near |= own
        far = union(above[each] for each in near)
        # Django takes a migration that none of its own app depends on directly for one of several last ones.
        found.append(frozenset(each for each in near if each in own or not far >> each & 1))
        latest.update({piece[0][0]: index} if piece[0] in units else {})
        above.append(far | union(1 << each for each in near))
    return tuple(found)
