import pytest

from django_opinionated_startapp.audit.rules.services.writing_selector import WritingSelector
from tests.audit.trees import run_rule


def found(call: str, path: str = "orders/selectors.py", profiles: tuple[str, ...] = ()) -> list[str]:
    tree = {
        "orders/__init__.py": "",
        "orders/models.py": "from django.db import models\n\nclass Order(models.Model): ...\n",
        path: f"from orders.models import Order\n\ndef orders():\n    {call}\n",
    }
    return [each.message for each in run_rule(WritingSelector, tree, profiles=profiles)]


def test_what_is_there_to_read_does_not_write() -> None:
    assert found("Order.objects.update(seen=True)") == ["orders is there to read and writes to Order (update)."]
    assert found("return Order.objects.all()") == []


@pytest.mark.parametrize("path", ["orders/services.py", "selectors.py", "orders/domain/queries/_orders.py"])
def test_elsewhere_it_may_be_right(path: str) -> None:
    assert found("Order.objects.update(seen=True)", path) == []


def test_queries_are_there_to_read_too() -> None:
    assert len(found("Order().save()", "orders/domain/queries/_orders.py", ("domain",))) == 1
