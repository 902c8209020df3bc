"""SquashRequest → VerifiedSquash: the whole chain, from the migrations on the disk to what may be written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..wording import counted
from .bench import make_bench
from .checked import puts_off
from .choose import Choice, choose
from .elide import declared, without_effect
from .flatten import old_squashes
from .history import read_history
from .migrate import unseen
from .order import undeclared
from .plan import Limits, Planner
from .rebuild.run import Rebuild, VerifiedRebuild, rebuild
from .scratch import scratch
from .span import Asked, read_span, refuse_other_vendors
from .trace import Trace
from .verify import VerifiedSquash, verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .disk import Key
    from .history import History
    from .migrate import Step


@dataclass(frozen=True, slots=True)
class SquashRequest:
    """What is asked for.

    ``databases`` are the aliases to consider, all of the project's if empty; ``verify_with`` is the alias or URL of a
    server for the throw-away databases. ``proof`` off leaves out everything that needs the squashed migrations to run.
    ``until`` is a migration, a date or a tag of git that ends the range, ``elide_noop`` leaves out what does nothing.
    """

    root: Path
    choice: Choice = field(default_factory=Choice)
    squashed_name: str = ""
    databases: tuple[str, ...] = ()
    verify_with: str = ""
    proof: bool = True
    strict_names: bool = False
    line_length: int = 88
    until: str = ""
    elide_noop: bool = False

    def asked(self, *, finished: bool, whole: bool = False) -> Asked:
        """Return what is asked about the range."""
        return Asked(self.root, self.choice, self.databases, self.until, finished, whole)


def squash(request: SquashRequest, tell: Callable[[str], None], step: Step = unseen) -> VerifiedSquash:
    """Return what can be squashed and is proved; ``tell`` hears of the progress, ``step`` how far each run is.

    Raises OpinionatedError for a request that makes no sense here, and where the project's own migrations don't run.
    """
    history = read_history(request.root)
    span = read_span(history, request.asked(finished=request.elide_noop))
    vendors, off = span.vendors(), puts_off(request.databases)
    with scratch(request.databases or None, request.verify_with) as databases:
        if request.elide_noop:
            refuse_other_vendors(vendors, "--elide-noop")
        tell(f"Running the history once: {counted(len(history.nodes), 'migration')} …")
        bench = make_bench(databases, history.disk, *_stops(history), step=step)
        idle = without_effect(history, bench.trace, span.finished)
        planner = Planner(
            history,
            bench.trace,
            undeclared(history, bench.trace),
            span.chosen,
            request.squashed_name,
            (*declared(history), *idle),
            old_squashes(history, request.root),
            off,
        )
        return verify(
            planner, bench if request.proof else None, request.line_length, tell, strict_names=request.strict_names
        )


def _stops(history: History) -> tuple[Key, ...]:
    """Return the migrations before which a run is interrupted: after a third of them and after two."""
    count = len(history.nodes)
    return tuple(history.nodes[count * part // 3].key for part in (1, 2) if count)


def remake(request: SquashRequest, tell: Callable[[str], None], step: Step = unseen) -> VerifiedRebuild:
    """Return what can be rebuilt and is proved, as ``squash`` does; the old migrations will be deleted at once.

    Raises OpinionatedError where a database has only a part of the range besides.
    """
    history = read_history(request.root)
    span = read_span(history, request.asked(finished=True, whole=True))
    vendors = span.vendors()
    with scratch(request.databases or None, request.verify_with) as databases:
        refuse_other_vendors(vendors, "--mode rebuild")
        tell(f"Running the history once: {counted(len(history.nodes), 'migration')} …")
        bench = make_bench(databases, history.disk, history.nodes[len(history.nodes) // 2].key, step=step)
        wanted = Rebuild(
            history=history,
            chosen=span.chosen,
            databases=span.databases,
            orderings=undeclared(history, bench.trace),
            root=request.root,
            ending=request.squashed_name,
            line_length=request.line_length,
            strict_names=request.strict_names,
        )
        return rebuild(wanted, bench, tell)


def left_over(request: SquashRequest, rebuilt: VerifiedRebuild) -> SquashRequest | None:
    """Return the request to squash, beside their old files, the apps that a rebuild leaves alone; None for none.

    It is for the time after the rebuild has been written.
    """
    history, choice = rebuilt.history, request.choice
    rest = {refusal.app_label for refusal in rebuilt.refusals if len(history.of_app(refusal.app_label)) > 1}
    if not rest:
        return None
    others = {app.label for app in history.apps} - rest
    before = tuple(limit for limit in choice.before if limit.partition("=")[0] not in others)
    return replace(request, choice=replace(choice, exclude=tuple({*choice.exclude, *others}), before=before))


def squashable(root: Path, choice: Choice) -> dict[str, int]:
    """Return for each app how many migrations a squash would take away, as far as can be told without running any."""
    history = read_history(root)
    chosen, old = choose(history, choice), old_squashes(history, root)
    plan = Planner(history, Trace(()), (), chosen, old_squashes=old).plan(Limits())
    counts = {app.label: 0 for app in history.apps}
    for piece in plan.written:
        counts[piece.app_label] += len(piece.keys) - 1
    return counts
