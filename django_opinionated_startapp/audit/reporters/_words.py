"""Sentences that several reporters have in common."""

from collections import Counter
from collections.abc import Iterable

from ...wording import counted
from ..finding import Severity
from ..fixes.kinds import Safety
from ..report import Report
from ..rule import Rule

STALE = "This line of the baseline matches no finding any more; --prune-baseline takes it out."


def summary(report: Report) -> str:
    """Return one sentence with the counts that matter."""
    levels = [counted(report.count(level), level.value) for level in reversed(Severity) if report.count(level)]
    excused = Counter(each.by for each in report.suppressed)
    asides = [
        f"{excused['comment']} ignored by comments" if excused["comment"] else "",
        f"{excused['baseline']} in the baseline" if excused["baseline"] else "",
        f"{counted(len(report.stale), 'line')} of the baseline stale" if report.stale else "",
        f"{counted(len(report.unseen), 'place')} not looked at" if report.unseen else "",
        f"{counted(len(report.failures), 'failure')} of rules" if report.failures else "",
    ]
    looked = f"{counted(len(report.apps), 'app')}, {counted(report.files, 'file')}"
    return "; ".join(filter(None, (f"{', '.join(levels) or 'No findings'} in {looked}", *asides))) + "."


def fixable(report: Report, rules: Iterable[type[Rule]]) -> str:
    """Return one sentence on the findings of rules that can mend some of what they find, "" if there are none."""
    safety = {rule.name: rule.safety for rule in rules}
    found = Counter(safety.get(finding.rule) for finding in report.findings)
    safe, unsafe = found[Safety.SAFE], found[Safety.UNSAFE]
    if not (safe or unsafe):
        return ""
    options = ["--fix" if safe else "", "--fix --unsafe" if unsafe else ""]
    rules_of = f"{counted(safe + unsafe, 'finding')} may be fixable with {' or '.join(filter(None, options))}"
    return f"{rules_of}; --diff{'' if safe else ' --unsafe'} shows how."


def grouped(report: Report) -> dict[str, list[int]]:
    """Return the positions of the findings of each app, and for apps without any an empty list."""
    groups: dict[str, list[int]] = {app: [] for app in report.apps}
    for position, finding in enumerate(report.findings):
        groups.setdefault(finding.app, []).append(position)
    return dict(sorted(groups.items()))
