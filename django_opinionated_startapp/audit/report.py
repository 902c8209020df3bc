"""The result of an audit: a value that prints nothing. The reporters make text of it."""

from dataclasses import dataclass

from .finding import Finding, Place, Severity


@dataclass(frozen=True, slots=True)
class Unseen:
    """Something of the project that the audit could not look at or into, and why (``"syntax error: …"``)."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that crashed on a file: the audit is incomplete by this rule on this file."""

    place: Place
    code: str
    rule: str
    error: str


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that is not held against the project, by an inline comment or by the baseline, and why."""

    finding: Finding
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit has found; all tuples are sorted, so that the same tree gives the same report.

    ``apps`` holds the labels of the apps that were looked at, ``files`` how many files. ``stale`` holds the lines of
    baselines that no longer match anything, as ``(path of the baseline file, line)``.
    """

    apps: tuple[str, ...]
    files: int
    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...] = ()
    stale: tuple[tuple[str, str], ...] = ()
    unseen: tuple[Unseen, ...] = ()
    failures: tuple[Failure, ...] = ()

    def count(self, severity: Severity) -> int:
        """Return how many findings have exactly this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def exit_code(self, fail_level: Severity) -> int:
        """Return 2 if a rule crashed, 1 if a finding is at or above ``fail_level`` or a baseline is stale, else 0."""
        if self.failures:
            return 2
        reached = any(finding.severity.rank >= fail_level.rank for finding in self.findings)
        return int(reached or bool(self.stale))
