import pytest

from django_opinionated_startapp.audit.rules.api.api_undocumented import ApiUndocumented
from tests.audit.trees import run_rule


def found(source: str, path: str = "orders/api.py") -> list[str]:
    tree = {"orders/__init__.py": "", "orders/models.py": "", path: source}
    return [each.message for each in run_rule(ApiUndocumented, tree)]


@pytest.mark.parametrize(
    ("function", "missing"),
    [
        ("def f(pk: int) -> int:\n    '''Do it.'''", None),
        ("def f(pk: int) -> int: ...", "docstring"),
        ("def f(pk) -> int:\n    '''Do it.'''", "complete annotations"),
        ("def f(pk: int):\n    '''Do it.'''", "complete annotations"),
        ("def f(pk): ...", "docstring and no complete annotations"),
    ],
)
def test_each_function_says_what_it_takes_and_gives(function: str, missing: str | None) -> None:
    expected = [f"f of orders.api has no {missing}."] if missing else []
    assert found(f"__all__ = ['f']\n\n{function}\n") == expected


def test_the_module_lists_its_names() -> None:
    source = "def f() -> int:\n    '''Do it.'''\n"
    assert found(source) == ["orders.api doesn't say which names are its interface."]


@pytest.mark.parametrize("source", ["", "from .inner.api import *", "__all__ = []\n\ndef f(): ...", "def _f(): ..."])
def test_what_offers_no_function_of_its_own_needs_nothing(source: str) -> None:
    assert found(source) == []


def test_other_modules_are_left_alone() -> None:
    assert found("def f(): ...", "orders/services.py") == []
