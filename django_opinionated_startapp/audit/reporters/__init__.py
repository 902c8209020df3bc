"""Text made of a report: a module for each format, whose name is that of the module.

A reporter is a function ``render(report, look) -> str``. The text ends with a new line, is the same for the same
tree, and holds no absolute path and no time. Modules with a leading underscore are no formats.
"""

from importlib import import_module

from ...errors import OpinionatedError, nearest
from ..names import FORMATS
from ..report import Report
from ._changes import changes
from ._look import Look
from ._rules import documentation, explain, facts, list_rules, shown_files, title
from ._statistics import statistics

__all__ = [
    "Look",
    "changes",
    "documentation",
    "explain",
    "facts",
    "formats",
    "list_rules",
    "render",
    "shown_files",
    "statistics",
    "title",
]


def formats() -> tuple[str, ...]:
    """Return the names of all formats, sorted."""
    return FORMATS


def render(name: str, report: Report, look: Look) -> str:
    """Return the report in the format ``name``; raise ``OpinionatedError`` if there is no such format."""
    if name not in formats():
        raise OpinionatedError(f"There is no format '{name}'.", nearest(name, formats()))
    text: str = import_module(f"{__name__}.{name}").render(report, look)
    return text
