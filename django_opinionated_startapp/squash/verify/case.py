"""What is to be proved, and what to try where that fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..build import Setback, SquashedMigration, disk_with
from ..touched import touching

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from django.db.migrations.operations.base import Operation

    from ..disk import Disk
    from ..plan import Piece, SquashPlan


@dataclass(frozen=True, slots=True)
class Case:
    """A plan, its migrations, and the disk with these on it."""

    plan: SquashPlan
    migrations: tuple[SquashedMigration, ...]
    disk: Disk

    def before(self, piece: Piece) -> Iterator[Operation]:
        """Yield the operations of the migrations in ``piece``."""
        nodes = self.plan.history.by_key()
        return (operation for key in piece.keys for operation in nodes[key].migration.operations)

    def retreat(self, reason: str, guilty: Iterable[SquashedMigration], tables: Collection[str] = ()) -> Setback:
        """Return the next smaller step for the migrations at fault: unreduced, divided in two, left alone.

        Where it is known what ``tables`` are wrong, the operations that work on them are left as they are before that.
        """
        own = {key for each in self.migrations for key in each.piece.keys} - self.plan.limits.plain
        touched = touching(self.plan.history, tables) - self.plan.limits.pinned if tables else ()
        if pinned := {place for place in touched if place[0] in own}:
            return Setback(reason, pinned=pinned)
        keys = [each.piece.keys for each in guilty]
        reduced = {key for run in keys for key in run} - self.plan.limits.plain
        if reduced:
            return Setback(reason, plain=reduced)
        halves = {run[len(run) // 2] for run in keys if len(run) > 1}
        return Setback(reason, cuts=halves, alone=[run[0] for run in keys if len(run) == 1])


def case_of(plan: SquashPlan, migrations: tuple[SquashedMigration, ...]) -> Case:
    """Return the case; every new file is imported for it."""
    return Case(plan, migrations, disk_with(plan, migrations))
