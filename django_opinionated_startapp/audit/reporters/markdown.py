"""For comments on a pull request and for the summary of a job: tables of Markdown, as GitHub and GitLab read it."""

from collections.abc import Iterator

from ..finding import Finding
from ..report import Report
from ._look import Look
from ._marks import plain
from ._words import grouped, summary


def render(report: Report, _look: Look) -> str:
    """Return a heading, the summary, and a table for each app that has findings."""
    parts = ["## Audit of the apps", plain(summary(report))]
    for app, positions in grouped(report).items():
        if positions:
            parts.append(f"### {plain(app) or 'The project'}")
            rows = (_row(report.findings[position]) for position in positions)
            parts.append("\n".join(("| level | place | rule | what to do |", "|---|---|---|---|", *rows)))
    parts += _list("Stale lines of baselines", (f"{path}: {line}" for path, line in report.stale))
    parts += _list("Not looked at", (f"{each.place}: {each.reason}" for each in report.unseen))
    parts += _list("Rules that failed", (f"{each.place}: {each.rule}: {each.error}" for each in report.failures))
    return "\n\n".join(parts) + "\n"


def _row(finding: Finding) -> str:
    text = " ".join(filter(None, (finding.message, finding.hint)))
    cells = (finding.severity.value, str(finding.place), f"{finding.code} {finding.rule}", text)
    return f"| {' | '.join(map(plain, cells))} |"


def _list(title: str, texts: Iterator[str]) -> list[str]:
    lines = [f"- {plain(text)}" for text in texts]
    return [f"### {title}", "\n".join(lines)] if lines else []
