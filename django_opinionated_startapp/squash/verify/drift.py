"""How the project was at odds with its own models before anything was squashed: to be reported, not to be mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import Error
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState

from ..disk import DiskLoader, execution_order
from ..schema import differences
from ..scratch import reason
from ..state import deconstruct, forward

if TYPE_CHECKING:
    from ..bench import Bench
    from ..difference import Difference
    from ..disk import Disk


@dataclass(frozen=True, slots=True)
class Change:
    """Something that ``makemigrations`` would write for an app: what it is, and how it is described."""

    app_label: str
    what: Any
    sentence: str


@dataclass(frozen=True, slots=True)
class Drift:
    """What was so before.

    ``schema`` says how tables made straight from the models differ from those that the old migrations make; or, where
    they can't be made, ``unknown`` says why. ``pending`` is what ``makemigrations`` would write.
    """

    schema: tuple[Difference, ...] = ()
    unknown: str = ""
    pending: tuple[str, ...] = ()


def pending(disk: Disk) -> list[Change]:
    """Return what ``makemigrations`` would write for the migrations on ``disk``."""
    loader = DiskLoader(disk)
    state = ProjectState(real_apps=set(disk.unmigrated))
    for key in execution_order(loader):
        for operation in loader.graph.nodes[key].operations:
            forward(operation, key[0], state)
    questioner = MigrationQuestioner(dry_run=True)  # the silent one: it knows no answers
    found = MigrationAutodetector(state, ProjectState.from_apps(apps), questioner).changes(loader.graph)
    return [
        Change(label, deconstruct(list(operation.deconstruct())), f"{label}: {operation.describe()}")
        for label, migrations in found.items()
        for migration in migrations
        for operation in migration.operations
    ]


def drift_of(disk: Disk, bench: Bench) -> Drift:
    """Return how far the models are from the migrations on ``disk``, which ``bench`` has run."""
    changes = tuple(change.sentence for change in pending(disk))
    try:
        schemas = bench.schemas_of_models()
    except Error as error:  # such as an extension of the server that only a migration brings in
        return Drift(unknown=reason(error), pending=changes)
    found = (
        difference
        for old, new in zip(bench.outcome.schemas, schemas, strict=True)
        for difference in differences(old, new, strict_names=False)
    )
    return Drift(tuple(found), pending=changes)
