"""History and Trace → SquashPlan: what becomes of each migration, and why one is left as it is.

Every refusal is made here, before a question or a write.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .segments import Graph, least, segments
from .trace import runs_code

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from .disk import Key
    from .elide import LeftOut
    from .flatten import OldSquash
    from .history import History
    from .order import Ordering
    from .trace import Trace

_BETWEEN = "what it depends on in other apps has to run between it and the one before it"
_CUT = "\0cut"  # the label of nodes that only keep two migrations apart; no app can have it


@dataclass(frozen=True, slots=True)
class Limits:
    """What a plan has to respect besides the history.

    ``alone``: migrations that stay as they are, with the reason. ``cuts``: migrations that start a new
    piece, with the reason.
    ``plain``: migrations whose operations are not reduced. ``pinned``: operations that stay as they are within those
    that are, by their migration and their place in it.
    """

    alone: Mapping[Key, str] = field(default_factory=dict)
    cuts: Mapping[Key, str] = field(default_factory=dict)
    plain: frozenset[Key] = frozenset()
    pinned: frozenset[tuple[Key, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Piece:
    """Migrations of one app that run together.

    With a ``name`` they are replaced by a new migration of that name, with ``dependencies`` and ``run_before`` beside
    those that they declare; without one they stay as they are.
    """

    keys: tuple[Key, ...]
    name: str = ""
    dependencies: tuple[Key, ...] = ()
    run_before: tuple[Key, ...] = ()

    @property
    def app_label(self) -> str:
        """The app."""
        return self.keys[0][0]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An app that is left as it is, the reason, and what the user can do about it."""

    app_label: str
    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class SquashPlan:
    """What is to be done.

    ``pieces`` cover the whole history in an order in which they can run. ``kept`` are migrations that stay alone
    within the range that was asked for, with the reason, ``divided`` those that don't go with the one before them;
    ``orderings`` are those that the new files declare,
    ``undeclarable`` those between migrations of other people. ``bound`` is the least number of migrations
    that any choice of pieces could have left in the project's apps. ``left_out`` are the operations
    that the pieces do without, ``flattened`` the old squashes whose files go. ``puts_off`` tells that there is a
    database which checks references at the end of a transaction.
    """

    history: History
    pieces: tuple[Piece, ...]
    kept: Mapping[Key, str]
    refusals: tuple[Refusal, ...]
    orderings: tuple[Ordering, ...]
    undeclarable: tuple[Ordering, ...]
    limits: Limits
    bound: int
    left_out: tuple[LeftOut, ...] = ()
    divided: Mapping[Key, str] = field(default_factory=dict)
    flattened: tuple[OldSquash, ...] = ()
    puts_off: bool = False

    @property
    def written(self) -> tuple[Piece, ...]:
        """The pieces that become new migrations."""
        return tuple(piece for piece in self.pieces if piece.name)


@dataclass(frozen=True, slots=True)
class Planner:
    """What is known before a plan is made: the history, what it does, its orderings, and the migrations chosen.

    ``squashed_name`` is the ending of the new names, if it is not to be the usual one; ``elidable`` are the operations
    that may be left out. ``old_squashes`` are those that Django can't nest, ``puts_off`` is as for a plan.
    """

    history: History
    trace: Trace
    orderings: tuple[Ordering, ...]
    chosen: frozenset[Key]
    squashed_name: str = ""
    elidable: tuple[LeftOut, ...] = ()
    old_squashes: tuple[OldSquash, ...] = ()
    puts_off: bool = False

    def plan(self, limits: Limits) -> SquashPlan:
        """Return the plan within ``limits``; whatever is not chosen stays as it is."""
        every = (*self.history.apps, *self.history.ignored)
        refusals = tuple(Refusal(app.label, app.obstacle, app.hint) for app in every if app.obstacle)
        refused = {refusal.app_label for refusal in refusals}
        chosen = {key for key in self.chosen if key[0] not in refused}
        own = {key: reason for key, reason in self._reasons_to_keep() if key in chosen}
        kept = {**own, **{key: reason for key, reason in limits.alone.items() if key in chosen}}
        found = segments(self._graph(frozenset(chosen - kept.keys()), limits.cuts))
        # What failed under these limits might have held in other pieces: they don't count.
        bound = found.bound if limits == Limits() else least(self._graph(frozenset(chosen - own.keys()), ()))
        runs = [run for run in found.pieces if run[0][0] != _CUT]
        flattened = self._flattened(runs)
        declarations = _Declarations(self, limits, runs, flattened)
        for ordering in self.orderings:
            declarations.add(ordering)
        foreign = sum(len(self.history.of_app(label)) for label in self.history.foreign)
        return SquashPlan(
            history=self.history,
            pieces=tuple(declarations.pieces),
            kept=kept,
            refusals=refusals,
            orderings=tuple(declarations.made),
            undeclarable=tuple(declarations.lost),
            limits=limits,
            bound=bound - foreign,
            left_out=self._left_out(declarations.pieces, limits),
            divided={**dict(_whole_apps_divided(runs, chosen - kept.keys())), **limits.cuts},
            flattened=flattened,
            puts_off=self.puts_off,
        )

    def _flattened(self, runs: Sequence[Sequence[Key]]) -> tuple[OldSquash, ...]:
        """Return the old squashes that become parts of new ones."""
        parts = {key for run in runs if len(run) > 1 for key in run}
        return tuple(squash for squash in self.old_squashes if squash.key in parts)

    def _left_out(self, pieces: Sequence[Piece], limits: Limits) -> tuple[LeftOut, ...]:
        """Return what goes from the pieces that are reduced; a migration by itself stays what it is."""
        reduced = {
            key
            for piece in pieces
            if piece.name and len(piece.keys) > 1 and limits.plain.isdisjoint(piece.keys)
            for key in piece.keys
        }
        return tuple(each for each in self.elidable if each.key in reduced)

    def name(self, keys: Sequence[Key], flattened: Collection[OldSquash] = ()) -> str:
        """Return a name that no migration has yet for one that replaces ``keys``."""
        label, first = keys[0]
        ending = self.squashed_name or f"squashed_{keys[-1][1]}"
        wanted = f"{first.partition('_')[0]}_{ending}"
        # What others call __first__ is the least of these names. It must not become the new one: a database that has
        # begun the new one would want all of it then before what it has already run.
        if self._is_called_first(label) and (start := self._first(label, flattened)) > wanted:
            wanted = f"{start}_{ending}"
        taken = self.history.disk.migrations.keys() | {squash.end for squash in flattened}
        names = (wanted, *(f"{wanted}_{number}" for number in range(2, len(taken) + 3)))
        return next(name for name in names if (label, name) not in taken)

    def _is_called_first(self, label: str) -> bool:
        """Tell whether a migration depends on the first one of an app, whatever its name."""
        return any((label, "__first__") in each.dependencies for each in self.history.disk.migrations.values())

    def _first(self, label: str, flattened: Collection[OldSquash]) -> str:
        """Return the least name of the migrations of an app that depend on no other of it."""
        gone = {key for squash in flattened for key in squash.deleted}
        starts = {
            key
            for key, migration in self.history.disk.migrations.items()
            if key[0] == label
            and not any(parent[0] == label and parent[1] != "__first__" for parent in migration.dependencies)
        }
        revived = {squash.end for squash in flattened if squash.gone and squash.key in starts}
        return min(name for _, name in (starts - gone) | revived)

    def _reasons_to_keep(self) -> Iterator[tuple[Key, str]]:
        """Yield migrations that have to stay alone; a later reason goes before an earlier one."""
        rigid = {squash.key: squash.obstacle for squash in self.old_squashes if squash.obstacle}
        for node in self.history.nodes:
            if node.key in rigid:
                reason = f"Django can't nest squashed migrations before 6.0, and {rigid[node.key]}"
                yield node.key, f"{reason}; --prune makes it a plain one"
            if not node.migration.atomic:
                yield node.key, "it is not atomic"
        for key, named in named_at_run_time(self.history):
            yield key, f"its code names {'.'.join(named)}"
            yield named, f"the code of {'.'.join(key)} names it"
        for effect in self.trace.effects:
            if effect.rows:
                yield effect.key, "it changes rows on an empty database"

    def _graph(self, free: frozenset[Key], cuts: Collection[Key]) -> Graph:
        """Return the graph of all orders, declared or not, with a node before each migration that starts a piece."""
        order: list[Key] = []
        parents: dict[Key, set[Key]] = {node.key: set(node.parents) for node in self.history.nodes}
        for ordering in self.orderings:
            parents[ordering.after].add(ordering.before)
        for node in self.history.nodes:
            if node.key in cuts:
                cut = (_CUT, ".".join(node.key))
                parents[cut] = {key for key in order if key[0] == node.key[0]}
                parents[node.key].add(cut)
                order.append(cut)
            order.append(node.key)
        return Graph(tuple(order), parents, frozenset(order) - free)


def _whole_apps_divided(runs: Sequence[Sequence[Key]], free: Collection[Key]) -> Iterator[tuple[Key, str]]:
    """Yield the second of the ``free`` migrations of each app of which no two go together, with the reason."""
    several = {run[0][0] for run in runs if len(run) > 1}
    alone: dict[str, list[Key]] = {}
    for run in runs:
        if run[0] in free and run[0][0] not in several:
            alone.setdefault(run[0][0], []).append(run[0])
    yield from ((keys[1], _BETWEEN) for keys in alone.values() if len(keys) > 1)


def named_at_run_time(history: History) -> Iterator[tuple[Key, Key]]:
    """Yield migrations whose functions name a migration, with that one: both have to be found by name."""
    named: dict[str, list[Key]] = {}
    for key in history.disk.migrations:
        named.setdefault(key[1], []).append(key)
    for node in history.nodes:
        if any(runs_code(operation) for operation in node.migration.operations):
            found = {key for text in _texts_in_functions(node.syntax()) for key in named.get(text, ())}
            for key in sorted(found - {node.key}):  # its own name is most often a label in a log
                yield node.key, key


def _texts_in_functions(tree: ast.Module) -> Iterator[str]:
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    for each in (each for function in functions for each in ast.walk(function)):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


class _Declarations:
    """Gives each ordering that doesn't follow from the dependencies of the pieces to one that can declare it."""

    def __init__(
        self, planner: Planner, limits: Limits, runs: Sequence[tuple[Key, ...]], flattened: Collection[OldSquash]
    ) -> None:
        self.pieces = [Piece(run, planner.name(run, flattened) if len(run) > 1 else "") for run in runs]
        self.made: list[Ordering] = []
        self.lost: list[Ordering] = []
        self._planner = planner
        self._flattened = flattened
        own = {app.label for app in planner.history.apps if not app.obstacle}
        self._writable = {
            node.key
            for node in planner.history.nodes
            if node.key[0] in own and not node.migration.replaces and node.key not in limits.alone
        }
        self._number = {key: index for index, piece in enumerate(self.pieces) for key in piece.keys}
        self._above: list[set[int]] = [set() for _ in self.pieces]
        for node in planner.history.nodes:
            number = self._number[node.key]
            self._above[number] |= {self._number[parent] for parent in node.parents} - {number}

    def add(self, ordering: Ordering) -> None:
        """Declare ``ordering`` if need be."""
        before, after = self._number[ordering.before], self._number[ordering.after]
        if not self._follows(before, after):
            (self.made if self._declare(before, after, ordering) else self.lost).append(ordering)
            self._above[after].add(before)

    def _follows(self, before: int, after: int) -> bool:
        seen, stack = {after}, [after]
        while stack:
            piece = stack.pop()
            if piece == before:
                return True
            stack += self._above[piece] - seen
            seen |= self._above[piece]
        return False

    def _declare(self, before: int, after: int, ordering: Ordering) -> bool:
        first, last = self.pieces[before], self.pieces[after]
        if first.name and not last.name:
            self.pieces[before] = replace(first, run_before=(*first.run_before, ordering.after))
            return True
        if not last.name and ordering.after not in self._writable:
            return False
        # A migration that stays alone gets a file of its own here, for the sake of the dependency.
        name = last.name or self._planner.name(last.keys, self._flattened)
        self.pieces[after] = replace(last, name=name, dependencies=(*last.dependencies, ordering.before))
        return True
