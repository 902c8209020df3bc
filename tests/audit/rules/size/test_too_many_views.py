import pytest

from django_opinionated_startapp.audit.rules.size.too_many_views import TooManyViews
from tests.audit.trees import run_rule


@pytest.mark.parametrize(
    "view",
    [
        "def _view{}(request): ...",
        "def view{}(): ...",
        "def view{}(order, request): ...",
        "class V{}:\n    def get(request): ...",
        "def may_view{}(request, view, action): ...",
    ],
    ids=["private", "no parameter", "another parameter", "method", "condition of a permission"],
)
def test_other_functions_are_no_views(view: str) -> None:
    source = "\n".join(view.format(number) for number in range(30))
    assert not run_rule(TooManyViews, {"orders/__init__.py": "", "orders/models.py": "", "orders/views.py": source})


def test_views_count_in_any_module_and_up_to_the_threshold() -> None:
    tree = {"lib/__init__.py": "", "lib/pages.py": "async def a(request): ...\ndef b(request, pk): ...\n"}
    assert run_rule(TooManyViews, tree, thresholds={"max_views": 1})
    assert not run_rule(TooManyViews, tree, thresholds={"max_views": 2})
