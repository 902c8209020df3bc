"""For people: findings by app, each with its place first, so that terminals and editors lead there."""

from collections.abc import Iterator

from ...wording import counted, printable
from ..finding import Finding, Severity
from ..report import Report
from ._look import Look
from ._terminal import Line, styled
from ._words import fixable, grouped, summary

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def render(report: Report, look: Look) -> str:
    """Return the findings grouped by app, what could not be seen, and a summary."""
    return styled(tuple(_lines(report, look)), colour=look.colour)


def _lines(report: Report, look: Look) -> Iterator[Line]:
    for app, positions in grouped(report).items():
        if positions:
            yield ((printable(app) or "The project", "bold"), (f" ({counted(len(positions), 'finding')})", ""))
            for position in positions:
                yield from _finding(report.findings[position])
            yield ()
    yield from _section("Stale lines of baselines, which --prune-baseline takes out:", _stale(report))
    yield from _section("Not looked at:", (f"{each.place}: {each.reason}" for each in report.unseen))
    yield from _section("Rules that failed:", (f"{e.place}: {e.code} {e.rule}: {e.error}" for e in report.failures))
    yield ((summary(report), "bold"),)
    if hint := fixable(report, look.rules):
        yield ((hint, ""),)


def _finding(finding: Finding) -> Iterator[Line]:
    level = finding.severity.value
    yield (
        (printable(f"{finding.place}: "), ""),
        (level, _STYLES[finding.severity]),
        (printable(f" {finding.code} {finding.message} [{finding.rule}]"), ""),
    )
    if finding.hint:
        yield ((printable(f"    {finding.hint}"), "dim"),)
    for place, caption in finding.related:
        yield ((printable(f"    {place}: {caption}"), "dim"),)


def _stale(report: Report) -> Iterator[str]:
    return (f"{file}: {line}" for file, line in report.stale)


def _section(title: str, texts: Iterator[str]) -> Iterator[Line]:
    lines: list[Line] = [((printable(f"    {text}"), ""),) for text in texts]
    if lines:
        yield ((title, "bold"),)
        yield from lines
        yield ()
