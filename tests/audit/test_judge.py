"""From what was found to what counts: comments, paths, levels, baseline, and the order in which they have a say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from django_opinionated_startapp.audit.baseline import read_baseline, record
from django_opinionated_startapp.audit.comments import read_comments
from django_opinionated_startapp.audit.finding import Finding, Severity
from django_opinionated_startapp.audit.judge import Verdict, judge
from django_opinionated_startapp.audit.scope import Scope
from django_opinionated_startapp.audit.select import Request, make_selection
from django_opinionated_startapp.audit.suppress import Commented
from django_opinionated_startapp.conf import AuditConfig

from .samples import ERROR, INFO, LABEL, RULES, SIZE, found

EVERYTHING = Scope(frozenset(rule.name for rule in RULES))
COMMENTED = (
    Commented("orders/views.py", "orders", read_comments("\n\ncall()  # audit: ignore[BD001] the shop moves\n")),
)
NOTHING = AuditConfig()


def verdict(  # noqa: PLR0913
    root: Path,
    findings: Sequence[Finding],
    config: AuditConfig = NOTHING,
    *,
    commented: Sequence[Commented] = (),
    scope: Scope = EVERYTHING,
    request: Request = Request(),  # noqa: B008
) -> Verdict:
    return judge(
        findings,
        selection=make_selection(RULES, config, request),
        commented=commented,
        baseline=read_baseline(root, config, {}),
        scope=scope,
        today=date(2026, 11, 21),
    )


def remember(root: Path, *findings: Finding) -> None:
    """Let the baseline know these findings."""
    record(findings, read_baseline(root, NOTHING, {}), EVERYTHING, NOTHING, {}).apply()


def test_what_counts_is_sorted_by_app_and_place(tmp_path: Path) -> None:
    wanted = (
        found(LABEL, line=0, app=""),
        found(LABEL, "billing/apps.py", app="billing"),
        found(SIZE, "orders/models.py", 1),
        found(line=3),
        found(line=9),
    )
    for findings in (wanted, wanted[::-1]):
        assert verdict(tmp_path, findings) == Verdict(wanted, (), (), wanted)


def test_comments_go_before_the_baseline(tmp_path: Path) -> None:
    remember(tmp_path, found())
    done = verdict(tmp_path, [found()], commented=COMMENTED)
    assert done.findings == done.recordable == ()
    assert [each.by for each in done.suppressed] == ["comment"]
    assert len(done.stale) == 1


def test_what_comments_and_baseline_excuse_stands_together_sorted(tmp_path: Path) -> None:
    remember(tmp_path, found(path="orders/api.py"), found(line=9))
    done = verdict(tmp_path, [found(line=9), found(), found(path="orders/api.py")], commented=COMMENTED)
    assert [(each.finding.place.path, each.finding.place.line, each.by) for each in done.suppressed] == [
        ("orders/api.py", 3, "baseline"),
        ("orders/views.py", 3, "comment"),
        ("orders/views.py", 9, "baseline"),
    ]


@pytest.mark.parametrize("request_", [Request(select=("error",)), Request(ignore=("warning",))])
def test_levels_that_are_not_shown_make_nothing_unused_and_nothing_stale(tmp_path: Path, request_: Request) -> None:
    remember(tmp_path, found(line=9))
    done = verdict(tmp_path, [found(), found(line=9), found(LABEL)], commented=COMMENTED, request=request_)
    assert done.findings == (found(LABEL),)
    assert done.suppressed == done.stale == ()
    assert done.recordable == (found(LABEL), found(line=9))


def test_a_baseline_takes_what_counts_and_keeps_what_it_knows(tmp_path: Path) -> None:
    remember(tmp_path, found(line=9))
    findings = [found(line=9), found(SIZE), found(LABEL)]
    assert verdict(tmp_path, findings, AuditConfig(ignore=("info",))).recordable == (found(LABEL), found(line=9))


def test_a_path_whose_rules_are_ignored_needs_no_baseline(tmp_path: Path) -> None:
    remember(tmp_path, found())
    done = verdict(tmp_path, [found()], AuditConfig(per_path_ignores={"orders/*": ("BD001",)}))
    assert done.findings == done.suppressed == ()
    assert len(done.stale) == 1


def test_another_level_is_that_of_excused_findings_too(tmp_path: Path) -> None:
    remember(tmp_path, found(line=9))
    config = AuditConfig(severity={"BD001": "error", "unused-suppression": "info"})
    done = verdict(tmp_path, [found(), found(line=9), found(line=11)], config, commented=COMMENTED)
    assert [each.severity for each in done.findings] == [ERROR]
    assert [each.finding.severity for each in done.suppressed] == [ERROR, ERROR]
    unused = verdict(tmp_path, [found(line=9)], config, commented=COMMENTED)
    assert [(each.rule, each.severity) for each in unused.findings] == [("unused-suppression", INFO)]


@pytest.mark.parametrize(
    "scope",
    [
        replace(EVERYTHING, apps=frozenset({"billing"})),
        replace(EVERYTHING, paths=frozenset({"billing/apps.py"})),
    ],
)
def test_what_the_run_was_not_asked_about_is_dropped(tmp_path: Path, scope: Scope) -> None:
    remember(tmp_path, found(line=9), found(line=11))
    commented = (*COMMENTED, Commented("orders/api.py", "orders", read_comments("call()  # audit: ignore[BD001]")))
    asked = found(LABEL, "billing/apps.py", app="billing")
    done = verdict(tmp_path, [found(), asked], commented=commented, scope=scope)
    assert done == Verdict((asked,), (), (), (asked,))


def test_findings_about_comments_are_selected_like_others(tmp_path: Path) -> None:
    assert [each.rule for each in verdict(tmp_path, [], commented=COMMENTED).findings] == ["unused-suppression"]
    scope = Scope(frozenset({"foreign-model-query"}))
    assert verdict(tmp_path, [], commented=COMMENTED, scope=scope).findings == ()


def test_the_level_of_a_finding_that_a_rule_chose_stays(tmp_path: Path) -> None:
    (only,) = verdict(tmp_path, [found(SIZE, severity=Severity.WARNING)]).findings
    assert only.severity is Severity.WARNING
