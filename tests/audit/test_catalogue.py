"""Every rule shows itself: its bad example has what it is about, its good example has not, and it is documented."""

import re

import pytest

from django_opinionated_startapp.audit.registry import load_rules
from django_opinionated_startapp.audit.rule import Rule
from tests.audit.trees import run_rule

RULES = load_rules()
by_name = pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])


@by_name
def test_the_bad_example_has_a_finding_in_one_of_its_files(rule: type[Rule]) -> None:
    found = run_rule(rule, rule.bad)
    assert found
    for finding in found:
        assert (finding.code, finding.rule) == (rule.code, rule.name)
        assert any(path == finding.place.path or path.startswith(f"{finding.place.path}/") for path in rule.bad)


@by_name
def test_the_good_example_has_none(rule: type[Rule]) -> None:
    assert run_rule(rule, rule.good) == ()


@by_name
def test_what_a_rule_says_is_a_sentence_with_advice_and_an_anchor_without_numbers(rule: type[Rule]) -> None:
    for finding in run_rule(rule, rule.bad):
        assert finding.message.endswith("."), finding.message
        assert finding.hint.endswith((".", ":", "?")), finding.hint
        assert finding.anchor
        assert not re.search(r"\bline \d|:\d+", finding.anchor)


@by_name
def test_a_rule_says_what_it_finds_why_that_is_bad_and_what_to_do_instead(rule: type[Rule]) -> None:
    documentation = rule.__doc__ or ""
    assert "**Why.**" in documentation
    assert "**Instead.**" in documentation
