"""For programs that read line by line: an object on each, whose ``kind`` says what it is; the last is a summary."""

import json

from ..report import Report
from ._look import Look
from ._records import records, totals

_KINDS = {
    "findings": "finding",
    "suppressed": "suppressed",
    "stale": "stale",
    "unseen": "unseen",
    "failures": "failure",
}


def render(report: Report, look: Look) -> str:
    """Return the lines."""
    rows = records(report, look.rules)
    lines = [{"kind": _KINDS[kind], **row} for kind, found in rows.items() for row in found]
    lines.append({"kind": "summary", **totals(report, rows)})
    return "".join(json.dumps(line) + "\n" for line in lines)
