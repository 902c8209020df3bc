"""An operation on its way through the reduction, with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..step import Step

if TYPE_CHECKING:
    from types import ModuleType

    from django.db.migrations.operations.base import Operation


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """An operation; ``position`` is where the first of the steps that it stands for was in the run.

    ``step`` is the one that it still is, None if the operation was made; ``sources`` as in Step.
    """

    operation: Operation
    position: int
    step: Step | None = None
    sources: tuple[ModuleType, ...] = ()

    def to_step(self) -> Step:
        """Return the step that was given, or one for the operation that was made."""
        return self.step or Step(self.operation, None, self.sources)


def merged(operation: Operation, *items: Item) -> Item:
    """Return an item for an operation that stands for ``items``."""
    oldest_first = sorted(items, key=lambda item: item.position)
    sources = dict.fromkeys(source for item in reversed(oldest_first) for source in item.sources)
    return Item(operation, oldest_first[0].position, None, tuple(sources))
