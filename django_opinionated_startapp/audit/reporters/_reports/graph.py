"""The graph in words."""

from collections.abc import Iterator

from ....wording import counted
from ...graph import Evidence
from ...reports.graph import GraphReport, Link
from .blocks import Block, Heading, Items, Prose


def blocks(report: GraphReport) -> Iterator[Block]:
    """Yield the cycles, then for each app what it needs, with the evidence."""
    yield Heading("Which app needs which", 1)
    cycles = f"{counted(len(report.cycles), 'cycle')}." if report.cycles else "No cycle."
    yield Prose(f"{counted(len(report.nodes), 'app')}, {counted(len(report.links), 'edge')}. {cycles}")
    for number, cycle in enumerate(report.cycles, 1):
        yield Prose(f"Cycle {number}: {', '.join(cycle)}.")
    for node in report.nodes:
        found = [each for each in report.links if each.source == node.label]
        if found:
            yield Heading(f"{node.label} ({node.name})")
            yield Items(tuple((_edge(each), tuple(map(line, each.evidence))) for each in found))
    alone = {node.label for node in report.nodes}.difference(*((each.source, each.target) for each in report.links))
    if alone:
        yield Prose(f"Neither needing nor needed: {', '.join(sorted(alone))}.")


def _edge(link: Link) -> str:
    kinds = ", ".join(counted(number, kind) for kind, number in link.kinds)
    marks = f" [cycle {link.cycle}{', cut here' if link.cut else ''}]" if link.cycle else ""
    return f"→ {link.target}: {kinds}{marks}"


def line(evidence: Evidence) -> str:
    """Return one piece of evidence as a line."""
    return f"{evidence.place}: {evidence.kind.value} {evidence.text}"
