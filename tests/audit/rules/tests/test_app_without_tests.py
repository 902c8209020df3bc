from pathlib import Path

import pytest

from django_opinionated_startapp.audit.rules.tests.app_without_tests import AppWithoutTests
from tests.audit.fixes.mending import fixed
from tests.audit.trees import run_rule

APP = {"orders/__init__.py": "", "orders/models.py": "LIMIT = 1\n"}
OTHER = {"tests/__init__.py": "", "tests/test_bills.py": "import json\n"}


def found(tree: dict[str, str]) -> list[str]:
    return [each.app for each in run_rule(AppWithoutTests, {**APP, **tree})]


@pytest.mark.parametrize(
    "test",
    [
        {"orders/tests.py": ""},
        {"orders/tests/test_models.py": ""},
        {"tests/orders/test_models.py": ""},
        {"tests/test_orders.py": ""},
        {"tests/test_limits.py": "from orders import models\n"},
    ],
    ids=["beside", "inside", "a folder of its name", "a module of its name", "an import"],
)
def test_a_test_belongs_to_an_app_in_several_ways(test: dict[str, str]) -> None:
    assert found({**OTHER, **test}) == []


def test_an_app_with_views_alone_should_have_tests_too() -> None:
    views = {
        "orders/models.py": "",
        "orders/views/__init__.py": "",
        "orders/views/index.py": "def index(request): ...\n",
    }
    assert found({**OTHER, **views}) == ["orders"]


def test_an_app_without_models_and_views_has_nothing_to_test() -> None:
    assert found({**OTHER, "orders/models.py": "", "orders/admin.py": "x = 1\n"}) == []


def test_where_there_are_no_tests_they_are_elsewhere() -> None:
    assert found({}) == []
    assert found({"orders/tests/__init__.py": "", "lib/testing/helpers.py": "", "lib/test_utils.py": ""}) == []


def test_where_something_else_is_called_tests_no_test_is_written(tmp_path: Path) -> None:
    tree = {**APP, **OTHER, "orders/tests": "To be written.\n"}
    assert fixed(tmp_path, tree, "app-without-tests", profiles=("strict",)) == {}
