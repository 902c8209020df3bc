"""What an edit changed: for people who watch."""

from collections import Counter
from collections.abc import Iterator

from ...wording import printable
from ..finding import Finding
from ..report import Report
from ._terminal import Line, styled
from ._words import summary


def changes(before: Report, after: Report, *, colour: bool) -> str:
    """Return the findings that are new, those that are gone, and the counts as they are now.

    A finding that only moved within its file is neither.
    """
    return styled(tuple(_lines(before, after)), colour=colour)


def _lines(before: Report, after: Report) -> Iterator[Line]:
    for finding in _without(after, before):
        yield (("new: ", "bold red"), (_text(finding), ""))
        if finding.hint:
            yield ((printable(f"    {finding.hint}"), "dim"),)
    for finding in _without(before, after):
        yield (("gone: ", "bold green"), (_text(finding), ""))
    for each in sorted({*after.unseen} - {*before.unseen}, key=lambda each: (each.place, each.reason)):
        yield (("not looked at: ", "bold red"), (printable(f"{each.place}: {each.reason}"), ""))
    for failure in after.failures:
        yield (("failed: ", "bold red"), (printable(f"{failure.place}: {failure.rule}: {failure.error}"), ""))
    yield ((summary(after), "bold"),)


def _without(report: Report, other: Report) -> Iterator[Finding]:
    """Yield the findings of ``report`` that ``other`` has not, as a baseline tells findings apart."""
    left = Counter(map(_identity, other.findings))
    for finding in report.findings:
        if not left[_identity(finding)]:
            yield finding
        left[_identity(finding)] -= left[_identity(finding)] > 0


def _identity(finding: Finding) -> tuple[str, str, str, str]:
    return finding.app, finding.rule, finding.place.path, finding.anchor


def _text(finding: Finding) -> str:
    return printable(f"{finding.place}: {finding.severity.value} {finding.code} {finding.message} [{finding.rule}]")
