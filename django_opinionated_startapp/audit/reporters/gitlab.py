"""For GitLab: a code quality report."""

import json

from ..finding import Severity
from ..fingerprint import fingerprints
from ..report import Report
from ._look import Look

_LEVELS = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "minor"}


def render(report: Report, _look: Look) -> str:
    """Return the list of issues; what stands for a whole file is shown at its first line."""
    issues = [
        {
            "description": " ".join(filter(None, (each.message, each.hint))),
            "check_name": each.rule,
            "fingerprint": fingerprint,
            "severity": _LEVELS[each.severity],
            "location": {"path": each.place.path, "lines": {"begin": max(each.place.line, 1)}},
        }
        for each, fingerprint in zip(report.findings, fingerprints(report.findings), strict=True)
    ]
    return json.dumps(issues, indent=2) + "\n"
