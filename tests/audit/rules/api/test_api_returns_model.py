import pytest

from django_opinionated_startapp.audit.rules.api.api_returns_model import ApiReturnsModel
from tests.audit.trees import run_rule

HEAD = "from django.db.models import QuerySet\nfrom .data import OrderData\nfrom .models import Order, Page\n\n"


def found(source: str, path: str = "orders/api.py") -> list[str]:
    models = "from django.db import models\n\nclass Order(models.Model): ...\n\nclass Page: ...\n"
    tree = {"orders/__init__.py": "", "orders/models.py": models, path: HEAD + source}
    return [each.message for each in run_rule(ApiReturnsModel, tree)]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def f() -> Order: ...", "f returns the model Order."),
        ("def f() -> 'Order | None': ...", "f returns the model Order."),
        ("def f() -> QuerySet[Order]: ...", "f returns a queryset."),
        ("def f():\n    return Order.objects.all()", "f returns what Order gives."),
        ("def f():\n    return Order.objects.filter(a=1).first()", "f returns what Order gives."),
        ("def f():\n    order = Order.objects.get(pk=1)\n    return order", "f returns what Order gives."),
        ("def f():\n    return Order.objects.all()[0]", "f returns what Order gives."),
        ("def f():\n    return Order(pk=1)", "f returns the model Order."),
    ],
)
def test_models_stay_inside(source: str, message: str) -> None:
    assert found(source) == [message]


@pytest.mark.parametrize(
    "source",
    [
        "def f() -> OrderData: ...",
        "def f() -> list[int]: ...",
        "def f() -> int:\n    return Order.objects.count()",
        "def f():\n    return Order.objects.values_list('pk', flat=True)",
        "def f():\n    return Page()",
        "def f():\n    return other.objects.all()",
        "def f():\n    return 1",
        "def f():\n    def g():\n        return Order()\n    return None",
        "def _f():\n    return Order()",
        "class A:\n    def f(self):\n        return Order()",
        "__all__ = []\n\ndef f():\n    return Order()",
    ],
)
def test_what_is_plain_or_private_is_right(source: str) -> None:
    assert found(source) == []


@pytest.mark.parametrize("path", ["orders/services.py", "api.py", "orders/rest/api.py"])
def test_only_the_api_of_an_app_is_meant(path: str) -> None:
    assert found("def f() -> Order: ...", path) == []


def test_a_rest_api_is_another_matter() -> None:
    assert found("from rest_framework import viewsets\n\ndef f() -> Order: ...") == []
