"""SquashRequest → VerifiedSquash: the whole chain, from the migrations on the disk to what may be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .bench import make_bench
from .choose import Choice, choose
from .history import read_history
from .order import undeclared
from .plan import Limits, Planner
from .scratch import scratch
from .trace import Trace
from .verify import VerifiedSquash, verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class SquashRequest:
    """What is asked for.

    ``databases`` are the aliases to consider, all of the project's if empty; ``verify_with`` is the alias or URL of a
    server for the throw-away databases. ``proof`` off leaves out everything that needs the squashed migrations to run.
    """

    root: Path
    choice: Choice = field(default_factory=Choice)
    squashed_name: str = ""
    databases: tuple[str, ...] = ()
    verify_with: str = ""
    proof: bool = True
    strict_names: bool = False
    line_length: int = 88


def squash(request: SquashRequest, tell: Callable[[str], None]) -> VerifiedSquash:
    """Return what can be squashed and is proved; ``tell`` hears of the progress.

    Raises OpinionatedError for a request that makes no sense here, and where the project's own migrations don't run.
    """
    history = read_history(request.root)
    chosen = choose(history, request.choice)
    with scratch(request.databases or None, request.verify_with) as databases:
        tell(f"Running the history once: {len(history.nodes)} migrations …")
        half = history.nodes[len(history.nodes) // 2].key
        bench = make_bench(databases, history.disk, half)
        orderings = undeclared(history, bench.trace)
        planner = Planner(history, bench.trace, orderings, chosen, request.squashed_name)
        return verify(
            planner, bench if request.proof else None, request.line_length, tell, strict_names=request.strict_names
        )


def squashable(root: Path, choice: Choice) -> dict[str, int]:
    """Return for each app how many migrations a squash would take away, as far as can be told without running any."""
    history = read_history(root)
    plan = Planner(history, Trace(()), (), choose(history, choice)).plan(Limits())
    counts = {app.label: 0 for app in history.apps}
    for piece in plan.written:
        counts[piece.app_label] += len(piece.keys) - 1
    return counts
