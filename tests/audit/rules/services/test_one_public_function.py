import pytest

from django_opinionated_startapp.audit.rules.services.one_public_function import OnePublicFunction
from tests.audit.trees import run_rule


def found(source: str, path: str = "orders/domain/mutations/_place.py") -> list[str]:
    tree = {"orders/__init__.py": "", "orders/models.py": "", path: source}
    return [each.message for each in run_rule(OnePublicFunction, tree)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def place(): ...\n\ndef _helper(): ...\n\nclass Result: ...\n", []),
        ("async def place(): ...", []),
        ("class Result: ...", []),
        ("def put(): ...", ["The function of _place is called put and not place."]),
        (
            "def place(): ...\n\ndef cancel(): ...\n",
            ["_place has the public functions place, cancel; it should have place alone."],
        ),
        (
            "def a(): ...\n\ndef b(): ...\n",
            ["_place has the public functions a, b; it should have place alone."],
        ),
    ],
)
def test_a_module_is_one_action(source: str, expected: list[str]) -> None:
    assert [each.replace("orders.domain.mutations.", "") for each in found(source)] == expected


@pytest.mark.parametrize(
    "path", ["orders/domain/mutations/__init__.py", "orders/domain/rules.py", "orders/services.py", "place.py"]
)
def test_other_modules_have_what_they_need(path: str) -> None:
    assert found("def a(): ...\n\ndef b(): ...\n", path) == []
