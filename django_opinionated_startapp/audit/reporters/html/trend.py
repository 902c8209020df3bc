"""What a report counts, by app and level: what is new, what the baseline knows, what was mended."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ...baseline import app_of_file
from ...finding import Finding, Severity
from ...report import Report

LEVELS = tuple(reversed(Severity))


@dataclass(frozen=True, slots=True)
class Trend:
    """Counts of one app, or of all: findings by level, new ones and those of the baseline, and lines mended."""

    new: Mapping[Severity, int] = field(default_factory=dict)
    known: Mapping[Severity, int] = field(default_factory=dict)
    ignored: int = 0
    mended: int = 0

    @property
    def fresh(self) -> int:
        """How many findings are new."""
        return sum(self.new.values())

    @property
    def recorded(self) -> int:
        """How many findings the baseline knows."""
        return sum(self.known.values())

    @property
    def weight(self) -> tuple[int, ...]:
        """What apps are sorted by, the worst first: new findings by level, then known ones."""
        return (*(-self.new[level] for level in LEVELS), *(-self.known[level] for level in LEVELS))


def trends(report: Report) -> dict[str, Trend]:
    """Return the counts of each app, by label; "" stands for what belongs to none."""
    new = _by_app(report.findings)
    known = _by_app(each.finding for each in report.suppressed if each.by == "baseline")
    ignored = Counter(each.finding.app for each in report.suppressed if each.by != "baseline")
    mended = Counter(app_of_file(path) for path, _ in report.stale)
    labels = sorted({*report.apps, *new, *known, *ignored, *mended})
    return {
        label: Trend(_levels(new.get(label)), _levels(known.get(label)), ignored[label], mended[label])
        for label in labels
    }


def whole(found: Iterable[Trend]) -> Trend:
    """Return the sum."""
    every = tuple(found)
    return Trend(
        {level: sum(each.new[level] for each in every) for level in LEVELS},
        {level: sum(each.known[level] for each in every) for level in LEVELS},
        sum(each.ignored for each in every),
        sum(each.mended for each in every),
    )


def _by_app(findings: Iterable[Finding]) -> dict[str, Counter[Severity]]:
    counts: dict[str, Counter[Severity]] = {}
    for finding in findings:
        counts.setdefault(finding.app, Counter())[finding.severity] += 1
    return counts


def _levels(counts: Counter[Severity] | None) -> dict[Severity, int]:
    return {level: (counts or Counter[Severity]())[level] for level in LEVELS}
