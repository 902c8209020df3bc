"""What comments excuse, and what is found wrong with them."""

from dataclasses import replace
from datetime import date

import pytest

from django_opinionated_startapp.audit.comments import read_comments
from django_opinionated_startapp.audit.finding import Finding, Place
from django_opinionated_startapp.audit.report import Suppressed
from django_opinionated_startapp.audit.scope import Scope
from django_opinionated_startapp.audit.suppress import Commented, suppress

from .samples import INTERNALS, RULES, found

TODAY = date(2026, 11, 21)
EVERYTHING = Scope(frozenset(rule.name for rule in RULES))
PATH = "orders/views.py"


def judged(
    source: str, *findings: Finding, scope: Scope = EVERYTHING
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...]]:
    """Return what is left of findings in a file with this source, and what is excused."""
    return suppress(findings, [Commented(PATH, "orders", read_comments(source))], RULES, scope, TODAY)


def said(source: str, *findings: Finding, scope: Scope = EVERYTHING) -> list[tuple[str, int, str, str]]:
    """Return rule, line, message and hint of what is left."""
    kept, _ = judged(source, *findings, scope=scope)
    return [(each.rule, each.place.line, each.message, each.hint) for each in kept]


@pytest.mark.parametrize("name", ["BD001", "bd001", "foreign-model-query", "orm-leak", "AC004, BD001"])
def test_a_comment_excuses_by_code_name_or_alias(name: str) -> None:
    scope = replace(EVERYTHING, rules=frozenset({"foreign-model-query"}))
    kept, excused = judged(f"call()  # audit: ignore[{name}] the shop moves\n", found(line=1), scope=scope)
    assert kept == ()
    assert excused == (Suppressed(found(line=1), "comment", "the shop moves"),)


def test_the_reason_is_kept_with_its_date() -> None:
    _, excused = judged("call()  # audit: ignore[BD001] it moves until 2026-11-21\n", found(line=1))
    assert excused[0].reason == "it moves until 2026-11-21"


def test_every_finding_of_the_rule_in_the_statement_is_excused() -> None:
    source = "# audit: ignore[BD001] old\ncall(\n    1,\n)\n"
    kept, excused = judged(source, *(found(line=line) for line in (1, 2, 3, 4, 5)))
    assert [each.place.line for each in kept] == [1, 5]
    assert [each.finding.place.line for each in excused] == [2, 3, 4]


def test_other_rules_other_files_and_whole_files_are_not_excused() -> None:
    others = (found(INTERNALS, line=1), found(path="orders/api.py", line=1), found(line=0))
    kept, excused = judged("call()  # audit: ignore[BD001] old\n", *others)
    assert kept[:3] == others
    assert excused == ()


def test_an_expired_comment_excuses_nothing_and_the_finding_says_so() -> None:
    kept, excused = judged("call()  # audit: ignore[BD001] it moves until 2026-11-20\n", found(line=1))
    note = (Place(PATH, 1, 9), "This comment expired: it moves until 2026-11-20")
    message = f"{found().message} (It was ignored until 2026-11-20.)"
    assert kept == (replace(found(line=1), message=message, related=(note,)),)
    assert excused == ()


def test_of_two_comments_the_one_that_holds_is_enough() -> None:
    source = (
        "# audit: ignore[BD001] first until 2026-01-01\n"
        "call()  # audit: ignore[BD001] then until 2027-01-01\n"
    )  # fmt: skip
    kept, excused = judged(source, found(line=2))
    assert kept == ()
    assert excused[0].reason == "then until 2027-01-01"


def test_an_unused_comment_is_found() -> None:
    source = "call()  # audit: ignore[BD001, duplicate-label] old\n"
    assert said(source) == [
        (
            "unused-suppression",
            1,
            "This comment ignores BD001, duplicate-label, which finds nothing here.",
            "Take it out.",
        )
    ]
    assert said(source, found(line=1)) == [
        ("unused-suppression", 1, "This comment ignores duplicate-label, which finds nothing here.", "Take it out.")
    ]


@pytest.mark.parametrize(
    "scope",
    [
        replace(EVERYTHING, rules=frozenset({"unused-suppression", "duplicate-label"})),
        replace(EVERYTHING, rules=frozenset({"foreign-model-query"})),
        replace(EVERYTHING, apps=frozenset({"billing"})),
        replace(EVERYTHING, paths=frozenset({"orders/api.py"})),
        replace(EVERYTHING, failed=frozenset({("foreign-model-query", PATH)})),
        replace(EVERYTHING, failed=frozenset({("foreign-model-query", "")})),
    ],
)
def test_nothing_is_unused_that_the_run_could_not_find(scope: Scope) -> None:
    assert said("call()  # audit: ignore[BD001] old\n", scope=scope) == []


def test_a_run_of_everything_finds_what_is_unused() -> None:
    scope = replace(EVERYTHING, apps=frozenset({"orders"}), paths=frozenset({PATH}))
    assert len(said("call()  # audit: ignore[BD001] old\n", scope=scope)) == 1


def test_a_malformed_comment_is_found_and_excuses_nothing() -> None:
    assert said("call()  # audit: ignore because\n", found(line=1))[1:] == [
        (
            "malformed-suppression",
            1,
            "This comment has no effect: it names no rule.",
            "Write it as '# audit: ignore[name] reason until 2027-01-31'; the date may be left out.",
        )
    ]
    assert [rule for rule, *_ in said("call()  # audit: ignore[BD001] until 2027-02-30\n", found(line=1))] == [
        "foreign-model-query",
        "malformed-suppression",
    ]


def test_an_unknown_rule_is_found_and_the_others_are_excused() -> None:
    assert said("call()  # audit: ignore[BD001, foreign-model-quary] old\n", found(line=1)) == [
        (
            "malformed-suppression",
            1,
            "This comment names the rule 'foreign-model-quary', which does not exist.",
            "Did you mean foreign-model-query?",
        )
    ]


def test_a_comment_without_a_reason_excuses_and_is_found() -> None:
    assert said("call()  # audit: ignore[BD001]\n", found(line=1)) == [
        (
            "unexplained-suppression",
            1,
            "This comment does not say why BD001 is to be ignored.",
            "Write the reason after the bracket.",
        )
    ]


def test_findings_about_comments_are_those_of_the_app_and_have_no_line_in_their_anchor() -> None:
    early, _ = judged("call()  # audit: ignore[BD001]\n")
    late, _ = judged("\n\n\ncall()  # audit: ignore[BD001]\n")
    assert [(each.app, each.rule, each.anchor) for each in early] == [
        ("orders", "unexplained-suppression", "comment: BD001"),
        ("orders", "unused-suppression", "comment: BD001"),
    ]
    assert [each.anchor for each in early] == [each.anchor for each in late]
