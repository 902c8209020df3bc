import pytest

from django_opinionated_startapp.audit.rules.boundaries.common_knows_app import CommonKnowsApp
from tests.audit.trees import run_rule

ORDERS = {
    "shop/__init__.py": "",
    "shop/orders/__init__.py": "",
    "shop/orders/models.py": "from shop.common.dates import today",
    "shop/sites/__init__.py": "",
    "shop/sites/models.py": "",
    "shop/common/__init__.py": "",
    "shop/common/dates.py": "",
    "shop/common/forms/__init__.py": "",
    "shop/sites/common/__init__.py": "",
    "shop/helpers/__init__.py": "",
}
LINE = "from shop.orders.models import Order"


def found(tree: dict[str, str]) -> list[str]:
    return [each.anchor for each in run_rule(CommonKnowsApp, {**ORDERS, **tree})]


@pytest.mark.parametrize(
    ("path", "line", "expected"),
    [
        ("shop/common/a.py", LINE, ["shop.orders.models.Order"]),
        ("shop/common/a.py", f"def f():\n    {LINE}", ["f -> shop.orders.models.Order"]),
        ("shop/common/a.py", f"{LINE}\n{LINE}er", ["shop.orders.models.Order", "shop.orders.models.Orderer"]),
        ("shop/common/forms/a.py", LINE, ["shop.orders.models.Order"]),
        ("shop/common/a.py", f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {LINE}", []),
        ("shop/common/a.py", "from django.db import models", []),
        ("shop/common/a.py", "from .dates import today", []),
        ("shop/common/a.py", "from shop.sites.models import Site", []),
        ("shop/common/management/commands/fill.py", LINE, []),
        ("shop/helpers/a.py", LINE, []),
        ("shop/sites/common/a.py", LINE, []),
    ],
)
def test_what_is_common_knows_no_app_that_stands_on_it(path: str, line: str, expected: list[str]) -> None:
    assert found({path: line}) == expected


def test_a_shared_package_may_be_an_app_and_know_another_shared_one() -> None:
    app = {"shop/common/models.py": LINE, "common/__init__.py": "", "common/models.py": "import shop.common.models"}
    assert found(app) == ["shop.orders.models.Order"]


def test_a_package_that_is_configured_knows_no_app_at_all() -> None:
    shared = '[tool.opinionated_startapp.audit]\nshared = ["shop.tools"]\n'
    tree = {"pyproject.toml": shared, "shop/tools/__init__.py": "", "shop/tools/a.py": "import shop.sites.models"}
    assert found(tree) == ["shop.sites.models"]


def test_a_guessed_package_with_pages_of_its_own_is_an_app_like_any_other() -> None:
    app = {"shop/common/models.py": LINE, "shop/common/urls.py": ""}
    assert found(app) == []
    shared = '[tool.opinionated_startapp.audit]\nshared = ["shop.common"]\n'
    assert found({**app, "pyproject.toml": shared}) == ["shop.orders.models.Order"]
