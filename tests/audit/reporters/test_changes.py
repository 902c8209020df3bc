"""What an edit changed, as text."""

from dataclasses import replace

from django_opinionated_startapp.audit.finding import Finding, Place, Severity
from django_opinionated_startapp.audit.report import Failure, Report, Unseen
from django_opinionated_startapp.audit.reporters import changes

ONE = Finding(Place("a.py", 1, 1), "XX001", "a-rule", Severity.ERROR, "a", "one", "One.", "Mend it.")
TWO = replace(ONE, anchor="two", message="Two.", hint="")
MOVED = replace(ONE, place=Place("a.py", 9, 1))


def report(*findings: Finding, unseen: tuple[Unseen, ...] = (), failures: tuple[Failure, ...] = ()) -> Report:
    return Report(("a",), 1, findings, unseen=unseen, failures=failures)


def test_new_and_gone_findings_are_listed_with_the_counts() -> None:
    assert changes(report(ONE), report(TWO), colour=False) == (
        "new: a.py:1:1: error XX001 Two. [a-rule]\n"
        "gone: a.py:1:1: error XX001 One. [a-rule]\n"
        "1 error in 1 app, 1 file.\n"
    )
    assert changes(report(), report(ONE), colour=False) == (
        "new: a.py:1:1: error XX001 One. [a-rule]\n    Mend it.\n1 error in 1 app, 1 file.\n"
    )


def test_a_second_finding_of_a_kind_is_new_and_one_that_moved_is_not() -> None:
    assert changes(report(ONE), report(MOVED), colour=False) == "1 error in 1 app, 1 file.\n"
    assert changes(report(ONE), report(ONE, MOVED), colour=False).startswith("new: a.py:9:1: error")


def test_what_can_not_be_seen_any_more_and_rules_that_fail_are_told() -> None:
    known, new = Unseen(Place("a.py"), "known"), Unseen(Place("b.py"), "new")
    failure = Failure(Place("c.py"), "XX001", "a-rule", "LookupError: oh")
    assert changes(report(unseen=(known,)), report(unseen=(known, new), failures=(failure,)), colour=False) == (
        "not looked at: b.py: new\n"
        "failed: c.py: a-rule: LookupError: oh\n"
        "No findings in 1 app, 1 file; 2 places not looked at; 1 failure of rules.\n"
    )
