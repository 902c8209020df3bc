"""For tools that read the XML of Checkstyle."""

from itertools import groupby

from ..finding import Place
from ..report import Report
from ._look import Look
from ._xml import document, element


def render(report: Report, _look: Look) -> str:
    """Return the findings by file; rules that failed are errors too."""
    rows = [
        (each.place, each.severity.value, f"{each.message} {each.hint}".strip(), each.rule) for each in report.findings
    ]
    rows += [(each.place, "error", f"The rule failed here: {each.error}", each.rule) for each in report.failures]
    root = element(None, "checkstyle", {"version": "4.3"})
    for path, group in groupby(sorted(rows), key=lambda row: row[0].path):
        file = element(root, "file", {"name": path})
        for place, level, message, rule in group:
            attributes = {"severity": level, "message": message, "source": f"auditapps.{rule}"}
            element(file, "error", {**_position(place), **attributes})
    return document(root)


def _position(place: Place) -> dict[str, int]:
    return {"line": place.line, "column": place.column} if place.line else {}
