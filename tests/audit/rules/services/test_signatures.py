import pytest

from django_opinionated_startapp.audit.rule import Rule
from django_opinionated_startapp.audit.rules.services.keyword_only import KeywordOnly
from django_opinionated_startapp.audit.rules.services.unannotated_service import UnannotatedService
from tests.audit.trees import run_rule


def found(rule: type[Rule], source: str, path: str = "orders/services.py") -> list[str]:
    tree = {"orders/__init__.py": "", "orders/models.py": "", path: source}
    return [each.message for each in run_rule(rule, tree, profiles=("domain",))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(): ...", []),
        ("def f(a): ...", []),
        ("def f(a, *, b, c=1): ...", []),
        ("def f(*, a, b): ...", []),
        ("def f(*args, **kwargs): ...", []),
        ("def f(a, b): ...", ["f takes a, b by position."]),
        ("def f(a, /, b=1): ...", ["f takes a, b by position."]),
        ("def _f(a, b): ...", []),
        ("class A:\n    def f(self, a, b): ...", []),
    ],
)
def test_arguments_are_named(source: str, expected: list[str]) -> None:
    assert found(KeywordOnly, source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(a: int, *, b: str) -> None: ...", []),
        ("def f(a, *, b: str) -> None: ...", ["f doesn't annotate a."]),
        ("def f(a: int): ...", ["f doesn't annotate what it returns."]),
        ("def f(a, *b): ...", ["f doesn't annotate a, b, what it returns."]),
    ],
)
def test_signatures_are_annotated(source: str, expected: list[str]) -> None:
    assert found(UnannotatedService, source) == expected


@pytest.mark.parametrize("path", ["orders/services/place.py", "orders/selectors.py", "orders/domain/queries/_all.py"])
def test_all_places_of_services_count(path: str) -> None:
    assert len(found(KeywordOnly, "def f(a, b): ...", path)) == 1


@pytest.mark.parametrize("path", ["orders/views.py", "services.py"])
@pytest.mark.parametrize("rule", [KeywordOnly, UnannotatedService])
def test_other_functions_are_left_alone(rule: type[Rule], path: str) -> None:
    assert found(rule, "def f(a, b): ...", path) == []
