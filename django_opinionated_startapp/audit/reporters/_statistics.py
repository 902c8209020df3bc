"""Counts of findings, for a first look at a large project."""

from collections import Counter
from collections.abc import Iterable, Sequence

from ...wording import printable
from ..finding import Finding, Severity
from ..report import Report

_LEVELS = tuple(reversed(Severity))


def statistics(report: Report) -> str:
    """Return how many findings there are for each rule and each app, by level; what is ignored is not counted."""
    named = {finding.rule: f"{finding.code} {finding.rule}" for finding in report.findings}
    parts = (
        _counts("rule", ((named[finding.rule], finding) for finding in report.findings), ()),
        _counts("app", ((finding.app, finding) for finding in report.findings), report.apps),
    )
    return "\n".join(parts)


def _counts(title: str, keyed: Iterable[tuple[str, Finding]], others: Iterable[str]) -> str:
    counts: dict[str, Counter[Severity]] = {other: Counter() for other in others}
    for key, finding in keyed:
        counts.setdefault(key, Counter())[finding.severity] += 1
    rows = [
        (printable(key) or "(no app)", *_levels(count))
        for key, count in sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
    ]
    total = sum(counts.values(), Counter[Severity]())
    return columns([(title, *(level.value for level in _LEVELS), "all"), *rows, ("all", *_levels(total))])


def _levels(count: Counter[Severity]) -> tuple[int, ...]:
    return (*(count[level] for level in _LEVELS), count.total())


def columns(rows: Sequence[Sequence[object]]) -> str:
    """Return the rows as lines with columns of equal width, text to the left and numbers to the right."""
    width = [max(len(str(row[place])) for row in rows) for place in range(len(rows[0]))]
    numeric = [all(isinstance(row[place], int) for row in rows[1:]) for place in range(len(rows[0]))]
    cells = (
        (str(cell).rjust(width[place]) if numeric[place] else str(cell).ljust(width[place]))
        for row in rows
        for place, cell in enumerate(row)
    )
    return "".join("  ".join(next(cells) for _ in row).rstrip() + "\n" for row in rows)
