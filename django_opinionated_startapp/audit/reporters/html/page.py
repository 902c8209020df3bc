"""What stands on the page: the report and the graph as values that the template only has to place."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ....wording import counted, printable
from ...finding import Finding
from ...project import Project
from ...report import Report
from ...rule import Rule
from .._look import Look
from .._rules import documentation, facts, shown_files, title
from .prose import prose
from .trend import Trend, trends, whole


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding; ``status`` is new, known (to the baseline) or ignored (by a comment, for ``reason``)."""

    finding: Finding
    status: str = "new"
    reason: str = ""

    @property
    def words(self) -> str:
        """The reason as it is shown."""
        return printable(self.reason)


@dataclass(frozen=True, slots=True)
class Group:
    """An app with its findings: those that count, and those that don't."""

    number: int
    label: str
    trend: Trend
    fresh: tuple[Entry, ...]
    kept: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """A rule described; ``text`` is what its documentation says after its title."""

    name: str
    code: str
    title: Markup
    text: Markup
    facts: tuple[tuple[str, str], ...]
    examples: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """All of the page but the graph."""

    incomplete: str
    whole: Trend
    groups: tuple[Group, ...]
    helps: tuple[Help, ...]
    notes: tuple[tuple[str, tuple[str, ...]], ...]
    files: int
    apps: int

    @property
    def described(self) -> frozenset[str]:
        """The names of the rules that have a description on the page."""
        return frozenset(each.name for each in self.helps)

    @property
    def has_baseline(self) -> bool:
        """Whether there is anything to compare with."""
        return bool(self.whole.recorded or self.whole.mended)

    @property
    def most(self) -> int:
        """The number of findings of the app that has most: what the bars are measured by."""
        return max((group.trend.fresh + group.trend.recorded for group in self.groups), default=0) or 1


def make_page(report: Report, look: Look) -> Page:
    """Return what stands on the page; the app with the worst findings comes first."""
    found = trends(report)
    order = sorted(found, key=lambda label: (found[label].weight, label))
    entries = _entries(report)
    return Page(
        _incomplete(report),
        whole(found.values()),
        tuple(_group(number, label, found[label], entries.get(label, ())) for number, label in enumerate(order)),
        tuple(_helps(look.rules, entries)),
        tuple((heading, texts) for heading, texts in _notes(report) if texts),
        report.files,
        len(report.apps),
    )


def project_name(project: Project) -> str:
    """Return the package that most apps lie in, else that of the settings; the folder's name differs by checkout."""
    packages = Counter(app.name.partition(".")[0] for app in project.apps.values() if "." in app.name)
    common = [name for name, count in packages.most_common(1) if 2 * count > len(project.apps)]
    roots = [root.partition(".")[0] for root in project.settings.roots]
    return printable((*common, *roots, "")[0])


def _incomplete(report: Report) -> str:
    parts = (
        f"{counted(len(report.unseen), 'place')} not looked at" if report.unseen else "",
        f"{counted(len(report.failures), 'failure')} of rules" if report.failures else "",
    )
    return ", ".join(filter(None, parts))


def _entries(report: Report) -> dict[str, list[Entry]]:
    entries: dict[str, list[Entry]] = {}
    for finding in report.findings:
        entries.setdefault(finding.app, []).append(Entry(finding))
    for each in report.suppressed:
        status = "known" if each.by == "baseline" else "ignored"
        entries.setdefault(each.finding.app, []).append(Entry(each.finding, status, each.reason))
    return entries


def _group(number: int, label: str, trend: Trend, entries: Sequence[Entry]) -> Group:
    return Group(
        number,
        printable(label),
        trend,
        tuple(each for each in entries if each.status == "new"),
        tuple(each for each in entries if each.status != "new"),
    )


def _helps(rules: Sequence[type[Rule]], entries: Mapping[str, Sequence[Entry]]) -> Iterator[Help]:
    """Yield the descriptions of the rules that have found something."""
    counts = Counter(each.finding.rule for every in entries.values() for each in every)
    for rule in rules:
        if counts[rule.name]:
            examples = (("Found", rule.bad), ("Not found", rule.good))
            yield Help(
                rule.name,
                rule.code,
                prose(title(rule))[3:-4],
                prose(documentation(rule).partition("\n\n")[2]),
                tuple(facts(rule)),
                tuple((heading, tuple(shown_files(tree))) for heading, tree in examples),
                counts[rule.name],
            )


def _notes(report: Report) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield (
        "Rules that failed",
        tuple(printable(f"{each.place}: {each.code} {each.rule}: {each.error}") for each in report.failures),
    )
    yield "Not looked at", tuple(printable(f"{each.place}: {each.reason}") for each in report.unseen)
    yield (
        "Mended: lines of the baseline that match nothing any more (--prune-baseline takes them out)",
        tuple(printable(f"{path}: {line}") for path, line in report.stale),
    )
