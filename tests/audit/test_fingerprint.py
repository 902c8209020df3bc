"""What makes two findings the same one."""

from dataclasses import replace

import pytest

from django_opinionated_startapp.audit.finding import Finding, Place
from django_opinionated_startapp.audit.fingerprint import fingerprints

from .samples import LABEL, found


def test_lines_words_and_levels_are_no_part_of_it() -> None:
    other = replace(found(line=300), message="Other.", hint="", severity=LABEL.severity, code="ZZ999")
    assert fingerprints([found()]) == fingerprints([other])


@pytest.mark.parametrize(
    "other",
    [
        found(app="billing"),
        found(anchor="other"),
        replace(found(), rule="other"),
        replace(found(), place=Place("orders/api.py", 3, 5)),
        found(anchor="\ud800"),
    ],
)
def test_app_rule_path_and_anchor_are(other: Finding) -> None:
    assert fingerprints([found()]) != fingerprints([other])


def test_the_second_of_a_kind_has_its_own() -> None:
    first, second = fingerprints([found(), found(line=9)])
    assert first != second
    assert fingerprints([found(), found(line=9)]) == (first, second)


def test_it_is_the_same_in_every_release() -> None:
    assert fingerprints([found()])[0][:16] == "f6df9d626046e4ec"
