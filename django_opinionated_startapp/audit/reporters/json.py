"""For programs: one JSON document with everything that the report holds."""

import json

from ... import __version__
from ..report import Report
from ._look import Look
from ._records import records, totals


def render(report: Report, look: Look) -> str:
    """Return the document; ``format`` is raised when a key changes its meaning or goes."""
    rows = records(report, look.rules)
    document = {"format": 1, "version": __version__, "summary": totals(report, rows), **rows}
    return json.dumps(document, indent=2) + "\n"
