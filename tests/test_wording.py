"""How messages count."""

import pytest

from django_opinionated_startapp.wording import counted


@pytest.mark.parametrize(
    ("number", "thing", "expected"),
    [
        (0, "file", "0 files"),
        (1, "class", "1 class"),
        (2, "class", "2 classes"),
        (3, "dependency", "3 dependencies"),
    ],
)
def test_things_are_counted_in_english(number: int, thing: str, expected: str) -> None:
    assert counted(number, thing) == expected
