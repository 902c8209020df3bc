"""The parts of a report as plain dictionaries, for the formats that are JSON."""

from collections.abc import Iterable
from typing import Any

from ..finding import Finding, Place
from ..fingerprint import fingerprints
from ..report import Report
from ..rule import Rule


def place(where: Place) -> dict[str, Any]:
    """Return a position; line and column are left out where it is the whole file."""
    return {"path": where.path, **({"line": where.line, "column": where.column} if where.line else {})}


def finding(found: Finding, fingerprint: str, fix: str | None = None) -> dict[str, Any]:
    """Return a finding with all its parts; ``fix`` is the safety of the fixes of its rule."""
    return {
        **place(found.place),
        "app": found.app,
        "level": found.severity.value,
        "code": found.code,
        "rule": found.rule,
        "message": found.message,
        "hint": found.hint,
        "anchor": found.anchor,
        "fingerprint": fingerprint,
        "fix": fix,
        "related": [{**place(where), "caption": caption} for where, caption in found.related],
    }


def records(report: Report, rules: Iterable[type[Rule]] = ()) -> dict[str, list[dict[str, Any]]]:
    """Return all parts of the report by kind."""
    everything = (*report.findings, *(each.finding for each in report.suppressed))
    prints = fingerprints(everything)
    fixes = {rule.name: rule.safety.value for rule in rules if rule.safety}
    rows = [finding(each, name, fixes.get(each.rule)) for each, name in zip(everything, prints, strict=True)]
    excused = zip(rows[len(report.findings) :], report.suppressed, strict=True)
    return {
        "findings": rows[: len(report.findings)],
        "suppressed": [{**row, "by": each.by, "reason": each.reason} for row, each in excused],
        "stale": [{"path": path, "text": text} for path, text in report.stale],
        "unseen": [{**place(each.place), "reason": each.reason} for each in report.unseen],
        "failures": [
            {**place(each.place), "code": each.code, "rule": each.rule, "error": each.error}
            for each in report.failures
        ],
    }


def totals(report: Report, rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return counts and what was looked at."""
    levels = ("error", "warning", "info")
    return {
        "apps": list(report.apps),
        "files": report.files,
        "levels": {level: sum(row["level"] == level for row in rows["findings"]) for level in levels},
        **{kind: len(found) for kind, found in rows.items()},
    }
