"""For spreadsheets: a line for each finding."""

import csv
import io

from ...wording import printable
from ..report import Report
from ._look import Look

_HEAD = ("path", "line", "column", "app", "level", "code", "rule", "message", "hint")
_FORMULA = ("=", "+", "-", "@")


def render(report: Report, _look: Look) -> str:
    """Return the table; a cell that a spreadsheet would take for a formula starts with an apostrophe."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(_HEAD)
    for each in report.findings:
        texts = (each.app, each.severity.value, each.code, each.rule, each.message, each.hint)
        position = (each.place.line or "", each.place.column or "")
        writer.writerow((_cell(each.place.path), *position, *map(_cell, texts)))
    return page.getvalue()


def _cell(text: str) -> str:
    text = printable(text)
    return f"'{text}" if text.startswith(_FORMULA) else text
