"""What can be rebuilt and is proved: app by app less, until it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...changes import ChangeSet, Create, Delete, Replace
from ..linear import corrected
from ..plan import Refusal
from .files import draft
from .leftovers import LeftBehindError
from .pieces import Unfit, lay_out
from .proof import prove
from .range import read_range
from .units import order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from ...changes import Change
    from ..bench import Bench
    from ..disk import Key
    from ..history import History
    from ..order import Ordering
    from ..recorded import Database
    from .files import Draft
    from .pieces import Layout
    from .proof import Proof
    from .range import FieldKey, Range


@dataclass(frozen=True, slots=True)
class Rebuild:
    """What is asked for: the migrations ``chosen``, all or none of which every one of ``databases`` has.

    ``ending`` is that of the new names, if it is not to be the usual one.
    """

    history: History
    chosen: frozenset[Key]
    databases: tuple[Database, ...]
    orderings: tuple[Ordering, ...]
    root: Path
    ending: str
    line_length: int
    strict_names: bool


@dataclass(frozen=True, slots=True)
class VerifiedRebuild:
    """A draft with its proof, None if nothing can be rebuilt, and the apps that are left alone."""

    history: History
    draft: Draft | None
    proof: Proof | None
    refusals: tuple[Refusal, ...]

    def changes(self, root: Path) -> ChangeSet:
        """Return the files that come, go and change."""
        return ChangeSet(root, tuple(_changes(self.draft)) if self.draft else ()).pending()


def rebuild(wanted: Rebuild, bench: Bench, tell: Callable[[str], None]) -> VerifiedRebuild:
    """Return the rebuild of all apps that it is proved for; ``tell`` hears of the progress.

    Raises OpinionatedError where something fails that no app can be blamed for.
    """
    history = wanted.history
    refusals = {refusal.app_label: refusal for refusal in _refused(history, wanted.chosen)}
    single = {app.label for app in history.apps if len(_of(app.label, wanted.chosen)) == 1}
    indexed: frozenset[FieldKey] = frozenset()
    while True:
        chosen = frozenset(key for key in wanted.chosen if key[0] not in refusals and key[0] not in single)
        if not chosen:
            return VerifiedRebuild(history, None, None, tuple(refusals.values()))
        try:
            layout = _layout(read_range(history, chosen, bench.trace, wanted.orderings, indexed), wanted)
            found = draft(layout, wanted.root, wanted.line_length)
            proof = prove(found, wanted.databases, bench, tell, strict_names=wanted.strict_names)
            return VerifiedRebuild(history, found, proof, tuple(refusals.values()))
        except LeftBehindError as left:
            tell(f"Once more with an index of {left.names}, which no model has, but the database")
            indexed |= left.fields
        except Unfit as unfit:
            tell(f"Once more without {unfit.label}, because {unfit.reason}")
            refusals[unfit.label] = Refusal(unfit.label, unfit.reason, unfit.hint)


def _of(label: str, keys: Iterable[Key]) -> set[Key]:
    return {key for key in keys if key[0] == label}


def _refused(history: History, chosen: frozenset[Key]) -> Iterable[Refusal]:
    """Yield apps that can't be written to, and those of which not the first migrations are chosen."""
    for app in history.ignored:
        yield Refusal(app.label, app.obstacle, app.hint)
    for app in history.apps:
        own = _of(app.label, chosen)
        before = [parent for key in own for parent in history.by_key()[key].parents if parent[0] == app.label]
        if own and app.obstacle:
            yield Refusal(app.label, app.obstacle, app.hint)
        elif not own.issuperset(before):
            reason = "a rebuild begins with the first migration, and that is not in the range"
            yield Refusal(app.label, reason, "Name only the last migration, or no range at all.")


def _layout(span: Range, wanted: Rebuild) -> Layout:
    """Return the layout; an app with too few migrations has what is run again in the same piece as the schema."""
    recorded = [database.applied for database in wanted.databases if database.applied]
    together: set[str] = set()
    while True:
        try:
            return lay_out(span, order(span, together), recorded, wanted.ending)
        except Unfit as unfit:  # noqa: PERF203 - at most once for each app
            if unfit.label in together or not any(key[0] == unfit.label for key in span.again):
                raise
            together.add(unfit.label)


def _changes(found: Draft) -> Iterable[Change]:
    new = (*found.migrations, found.guard) if found.guard else found.migrations
    yield from (Create(each.path, each.source.encode()) for each in new)
    yield from (Create(path, source) for path, source in found.created.items())
    yield from (Delete(path, path.read_bytes()) for path in found.deleted.values())
    yield from (Replace(path, path.read_bytes(), source) for path, source in found.edited.items())
    yield from corrected(found.layout.span.history, found.disk, {each.key[0] for each in new})
