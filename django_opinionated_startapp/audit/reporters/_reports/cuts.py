"""The cuts in words."""

from collections.abc import Iterator

from ....wording import counted
from ...reports.cuts import CutsReport, CycleCuts
from .blocks import Block, Heading, Items, Prose
from .graph import line

_UNSEEN = (
    "The price is the number of places to change: which of them are hard, only you know. "
    "Edges of one price may have others as good; cut elsewhere, and the list changes."
)


def blocks(report: CutsReport) -> Iterator[Block]:
    """Yield for each cycle what to cut, and how good that is."""
    yield Heading("What to cut", 1)
    if not report.cycles:
        yield Prose(f"No cycle among {counted(report.apps, 'app')}.")
    for number, cycle in enumerate(report.cycles, 1):
        yield Heading(f"Cycle {number}: {counted(len(cycle.apps), 'app')}")
        yield Prose(f"{', '.join(cycle.apps)}.")
        yield Prose(_verdict(cycle))
        yield Items(
            tuple(
                (
                    f"{cut.source} → {cut.target}: {counted(cut.price, 'place')}, closes {' → '.join(circle)}",
                    tuple(map(line, cut.evidence)),
                )
                for cut, circle in cycle.cuts
            )
        )
    if report.cycles:
        yield Prose(_UNSEEN)


def _verdict(cycle: CycleCuts) -> str:
    whole = f"of {counted(cycle.edges, 'edge')} with {counted(cycle.places, 'place')}"
    proof = (
        "optimal: no other edges are cheaper"
        if cycle.optimal
        else f"at most {cycle.price - cycle.bound} above the optimum, which is {cycle.bound} or more"
    )
    return f"Cut {counted(len(cycle.cuts), 'edge')} with {counted(cycle.price, 'place')} {whole}; {proof}."
