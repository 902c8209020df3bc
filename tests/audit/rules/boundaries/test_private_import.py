import pytest

from django_opinionated_startapp.audit.rules.boundaries.private_import import PrivateImport
from tests.audit.trees import run_rule

SHOP = {
    "shop/__init__.py": "",
    "shop/_base.py": "def base(): ...",
    "shop/helpers.py": "def _helper(): ...",
    "shop/billing/__init__.py": "",
    "shop/billing/models.py": "",
    "shop/billing/prices.py": "def _rounded(): ...",
    "shop/billing/_tax/__init__.py": "",
    "shop/orders/__init__.py": "",
    "shop/orders/models.py": "",
    "shop/orders/_sums.py": "def _sum(): ...",
}


def found(source: str, path: str = "shop/orders/totals.py") -> list[str]:
    return [each.message for each in run_rule(PrivateImport, {**SHOP, path: source})]


@pytest.mark.parametrize(
    ("line", "private", "around"),
    [
        ("from shop.billing.prices import _rounded", "_rounded", "shop.billing.prices"),
        ("from shop.billing._tax import rate", "_tax", "shop.billing"),
        ("import shop.billing._tax", "_tax", "shop.billing"),
        ("from shops._helpers import a", "_helpers", "shops"),
        ("from django.utils._os import safe_join", "_os", "django.utils"),
        ("from django.contrib.auth import _clean_credentials", "_clean_credentials", "django.contrib.auth"),
    ],
)
def test_a_private_name_of_others_is_found(line: str, private: str, around: str) -> None:
    assert found(line) == [f"shop.orders.totals imports {private}, which is private to {around}."]


@pytest.mark.parametrize(
    "line",
    [
        "from __future__ import annotations",
        "from django import __version__",
        "from shop.orders._sums import _sum",
        "from ._sums import _sum",
        "from shop.billing.prices import rounded as _rounded",
        "from shop.translation import _",
        "from shop._base import base",
        "from shop_sdk._helpers import a",
        "from shop.helpers import _helper",
        "from sys import _getframe",
        "import _thread",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from billing.prices import _rounded",
        "from lxml.etree import _Element\n\ndef walk(node: _Element) -> None: ...",
    ],
)
def test_what_is_ones_own_or_by_design_is_not(line: str) -> None:
    assert found(line) == []


def test_a_class_for_annotations_that_is_also_made_is_found() -> None:
    source = "from lxml.etree import _Element\n\ndef walk(node: _Element) -> None:\n    _Element()\n"
    assert len(found(source)) == 1


def test_an_app_may_not_reach_into_another_package_of_the_project() -> None:
    tree = {
        **SHOP,
        "tools/__init__.py": "",
        "tools/dates.py": "",
        "shop/orders/a.py": "from tools.dates import _parse",
    }
    assert [each.anchor for each in run_rule(PrivateImport, tree)] == ["tools.dates._parse"]


def test_the_parts_of_an_app_that_is_split_over_packages_are_not_told_apart() -> None:
    assert found("from shop.orders._sums import _sum", "shop/orders/pages/__init__.py") == []


def test_where_the_private_name_stands_in_no_app_only_the_other_root_counts() -> None:
    tree = {"a/__init__.py": "", "a/x.py": "from b.y import _z", "b/__init__.py": "", "b/y.py": ""}
    assert [each.anchor for each in run_rule(PrivateImport, tree)] == ["b.y._z"]
