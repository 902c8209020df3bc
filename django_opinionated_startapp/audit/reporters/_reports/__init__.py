"""Text made of the reports beside findings: a module for each report, a format for each way to read it."""

from collections.abc import Callable, Iterable
from typing import Any

from . import cuts, graph, inventory, removable, split
from .blocks import Block, as_markdown, as_text
from .data import as_json
from .drawing import dot, mermaid

_BLOCKS: dict[str, Callable[[Any], Iterable[Block]]] = {
    "graph": graph.blocks,
    "cuts": cuts.blocks,
    "split": split.blocks,
    "removable": removable.blocks,
    "inventory": inventory.blocks,
}
_DRAWN = {"mermaid": mermaid, "dot": dot}


def render_report(name: str, value: Any, look: str) -> str:  # noqa: ANN401  (one of the reports)
    """Return the report ``name`` in the format ``look``, which is one that it has."""
    if look in _DRAWN:
        return _DRAWN[look](value)
    if look == "json":
        return as_json(name, value)
    return (as_markdown if look == "markdown" else as_text)(_BLOCKS[name](value))
