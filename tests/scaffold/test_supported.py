"""Which series of Django code runs on that was written for one of them."""

import pytest

from django_opinionated_startapp.scaffold.supported import supported


@pytest.mark.parametrize(
    ("written_for", "series"),
    [
        ((4, 2), ["4.2", "5.0"]),
        ((5, 0), ["4.2", "5.0"]),
        ((5, 1), ["5.1", "5.2", "6.0", "6.1"]),
        ((6, 1), ["5.1", "5.2", "6.0", "6.1"]),
    ],
)
def test_constraints_are_spelt_in_two_ways(written_for: tuple[int, int], series: list[str]) -> None:
    assert [each.django for each in supported(written_for)] == series


def test_each_series_has_its_pythons() -> None:
    pythons = {each.django: each.pythons for each in (*supported((4, 2)), *supported((6, 0)))}
    assert pythons["4.2"] == ("3.10", "3.11", "3.12")
    assert pythons["6.0"] == ("3.12", "3.13", "3.14")
