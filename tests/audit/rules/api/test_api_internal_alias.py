import pytest

from django_opinionated_startapp.audit.rules.api.api_internal_alias import ApiInternalAlias
from tests.audit.trees import run_rule


def found(source: str, profiles: tuple[str, ...] = (), path: str = "orders/api.py") -> list[str]:
    tree = {"orders/__init__.py": "", "orders/models.py": "", "orders/data.py": "", path: source}
    return [each.anchor for each in run_rule(ApiInternalAlias, tree, profiles=profiles)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from .models import Order", ["orders.models.Order"]),
        ("from . import models", ["orders.models"]),
        ("from .models import Order as TheOrder", ["orders.models.Order"]),
        ("from .models import Order as _Order", []),
        ("from . import models as _models", []),
        ("from .models import Order\n\n__all__ = ['Order']", []),
        ("from .models import *", []),
        ("from billing.api import bill", []),
        ("from django.db import transaction", []),
        ("def f():\n    from .models import Order", []),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .models import Order", []),
    ],
)
def test_what_is_inside_is_imported_with_an_underscore(source: str, expected: list[str]) -> None:
    assert found(source) == expected


def test_what_is_public_itself_may_be_shown() -> None:
    assert found("from .data import OrderData", ("oep49",)) == []
    assert found("from .data import OrderData") == ["orders.data.OrderData"]


def test_a_module_is_never_meant_for_others() -> None:
    assert found("from . import data", ("oep49",)) == ["orders.data"]


def test_other_modules_import_as_they_like() -> None:
    assert found("from .models import Order", path="orders/services.py") == []
