"""The search for the fewest operations that are proved to do what a run of foldable operations does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.models import ModelOperation

from ..state import deconstruct
from .derive import Underivable, derive
from .effect import Effect, effect
from .fold import fold
from .item import Item, merged
from .kinds import model_of
from .late import put_off

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.migrations.operations.base import Operation
    from django.db.migrations.state import ProjectState


@dataclass(frozen=True, slots=True)
class Reducer:
    """The search within one app; ``populated``: tables that are there at the start may hold rows."""

    app_label: str
    populated: bool

    def reduce(self, items: Sequence[Item], before: ProjectState) -> list[Item]:
        """Return the fewest items found that do the same from ``before``, if need be ``items`` themselves."""
        goal = self._effect(items, before)
        if len(items) == 1 or goal is None:
            return list(items)
        strays: set[tuple[str, str]] = set()
        for proposal in self._proposals(items, goal, before):
            reached = self._effect(proposal, before)
            if reached is None:
                continue
            strays = goal.spoilt(reached) | (set(goal.strays(reached)) if self.populated else set())
            if not strays and goal.equals(reached):
                return proposal
        return self._apart(items, put_off(items, strays, self.app_label), goal, before) or self._halves(items, before)

    def _effect(self, items: Sequence[Item], before: ProjectState) -> Effect | None:
        return effect((item.operation for item in items), before, self.app_label)

    def _proposals(self, items: Sequence[Item], goal: Effect, before: ProjectState) -> Iterator[list[Item]]:
        """Yield what may be shorter: what Django would write anew first, because that is seldom outdone by folding."""
        try:
            derived = derive(before, goal, self.app_label)
        except Underivable:
            derived = None
        if derived is not None and len(derived) <= len(items):
            yield [_origin(operation, items) for operation in derived]
        yield fold(items, self.app_label)

    def _apart(self, items: Sequence[Item], late: set[Item], goal: Effect, before: ProjectState) -> list[Item] | None:
        """Return the result with the ``late`` items after all others, None if that isn't the same."""
        first, last = [item for item in items if item not in late], [item for item in items if item in late]
        between = self._effect(first, before)
        if not first or not last or between is None:
            return None
        found = [*self.reduce(first, before), *self.reduce(last, between.state)]
        reached = self._effect(found, before)
        proved = reached is not None and goal.equals(reached) and not (self.populated and any(goal.strays(reached)))
        return found if proved else None

    def _halves(self, items: Sequence[Item], before: ProjectState) -> list[Item]:
        first, last = items[: len(items) // 2], items[len(items) // 2 :]
        between = self._effect(first, before)
        return [*self.reduce(first, before), *self.reduce(last, between.state)] if between else list(items)


def _origin(operation: Operation, items: Sequence[Item]) -> Item:
    """Return the item whose operation says the same as a derived one, or a new item that stands for all of them."""
    subject = _subject(operation)
    alike = (item for item in items if _subject(item.operation) == subject)
    return next((item for item in alike if _says_the_same(item.operation, operation)), merged(operation, *items))


def _subject(operation: Operation) -> tuple[object, ...]:
    return type(operation), *(getattr(operation, each, None) for each in ("name_lower", "model_name_lower"))


def _says_the_same(one: Operation, other: Operation) -> bool:
    return _spelling(one) == _spelling(other)


def _spelling(operation: Operation) -> tuple[object, ...]:
    """Return what an operation is made of; its model may be spelled in upper or lower case, unless it is created."""
    _, args, kwargs = operation.deconstruct()
    if isinstance(operation, ModelOperation) and not isinstance(operation, CreateModel):
        args, kwargs = args[1:], {**kwargs, "name": operation.name_lower}
    spelled = {key: value if key == "managers" else deconstruct(value) for key, value in kwargs.items()}
    return args, {**spelled, "model_name": model_of(operation)}
