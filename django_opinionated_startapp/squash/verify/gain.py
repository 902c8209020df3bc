"""What a squash is good for: how long ``migrate`` takes on an empty database, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..build import SquashedMigration
    from ..plan import SquashPlan
    from ..trace import Trace

_TELLING = 2.0  # seconds; in less, two runs of the same migrations may well differ by a quarter


@dataclass(frozen=True, slots=True)
class Gain:
    """Seconds before and after; ``measured`` if both were run, else the second is an estimate."""

    before: float
    after: float
    measured: bool

    @property
    def ratio(self) -> float | None:
        """The time after as a part of the time before; None where that is so short that chance has most of it."""
        return self.after / self.before if self.before >= _TELLING else None


def estimate(plan: SquashPlan, migrations: Sequence[SquashedMigration], trace: Trace) -> Gain:
    """Return the gain to be expected if an operation of a squashed migration takes as long as one of the old ones."""
    seconds, nodes = dict(trace.seconds), plan.history.by_key()
    before = after = sum(seconds.values())
    for each in migrations:
        took = sum(seconds.get(key, 0.0) for key in each.piece.keys)
        count = sum(len(nodes[key].migration.operations) for key in each.piece.keys)
        after -= took * (1 - min(len(each.text.steps) / count, 1)) if count else 0.0
    return Gain(before, after, measured=False)
