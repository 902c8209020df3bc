"""An operation and the module that it was read from: what the parts of the squash room pass to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from django.db.migrations.operations.base import Operation


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of a migration.

    ``module`` is the migration module whose code the operation comes from; None for one that the reduction made. Such
    a one has in ``sources`` the modules whose operations went into it, newest first: its values were written there.
    """

    operation: Operation
    module: ModuleType | None
    sources: tuple[ModuleType, ...] = ()
