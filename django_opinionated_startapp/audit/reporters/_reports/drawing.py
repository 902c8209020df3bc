"""The graph as a picture that others draw: Mermaid and DOT. Cut edges are dashed, each cycle stands in a box."""

from collections.abc import Iterator

from ....wording import counted, printable
from ...reports.graph import GraphReport, Link, Node

_TIPS = 10  # pieces of evidence that an edge shows when it is pointed at


def mermaid(report: GraphReport) -> str:
    """Return a flowchart for Mermaid, as GitHub and GitLab show it."""
    return "".join(f"{printable(line)}\n" for line in _mermaid(report))


def _mermaid(report: GraphReport) -> Iterator[str]:
    number = {node.label: f"a{position}" for position, node in enumerate(report.nodes)}
    yield "flowchart TD"
    for cycle, nodes in _grouped(report):
        margin = "    "
        if cycle:
            yield f'    subgraph cycle{cycle} ["cycle {cycle}"]'
            margin *= 2
        yield from (f'{margin}{number[node.label]}["{_entity(node.label)}"]' for node in nodes)
        if cycle:
            yield "    end"
    for link in report.links:
        arrow = "-. {} .->" if link.cut else "-- {} -->"
        yield f"    {number[link.source]} {arrow.format(_quoted(link))} {number[link.target]}"
    cuts = ",".join(str(position) for position, link in enumerate(report.links) if link.cut)
    if cuts:
        yield f"    linkStyle {cuts} stroke:#c00,color:#c00"


def _quoted(link: Link) -> str:
    return f'"{_label(link)}"'


def _entity(text: str) -> str:
    return text.replace("#", "#35;").replace('"', "#quot;")


def dot(report: GraphReport) -> str:
    """Return a digraph for Graphviz."""
    return "".join(f"{line}\n" for line in _dot(report))


def _dot(report: GraphReport) -> Iterator[str]:
    yield "digraph apps {"
    yield "  node [shape=box];"
    for cycle, nodes in _grouped(report):
        margin = "  "
        if cycle:
            yield f"  subgraph cluster_{cycle} {{"
            yield f'    label="cycle {cycle}";'
            margin *= 2
        yield from (f"{margin}{_name(node.label)};" for node in nodes)
        if cycle:
            yield "  }"
    for link in report.links:
        look = ' style=dashed color="#cc0000" constraint=false' if link.cut else ""
        tip = _name(*(f"{each.place}" for each in link.evidence[:_TIPS]))
        words = f"label={_name(_label(link))}{look} tooltip={tip}"
        yield f"  {_name(link.source)} -> {_name(link.target)} [{words}];"
    yield "}"


def _name(*lines: str) -> str:
    shown = (printable(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(shown) + '"'


def _label(link: Link) -> str:
    return ", ".join(counted(number, kind) for kind, number in link.kinds)


def _grouped(report: GraphReport) -> Iterator[tuple[int, list[Node]]]:
    """Yield the apps of each cycle, and under 0 those that are in none."""
    for cycle in sorted({node.cycle for node in report.nodes}):
        yield cycle, [node for node in report.nodes if node.cycle == cycle]
