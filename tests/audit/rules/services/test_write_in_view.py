import pytest

from django_opinionated_startapp.audit.rules.services.write_in_view import WriteInView
from tests.audit.trees import run_rule

HEAD = "from django.shortcuts import get_object_or_404\nfrom .forms import Form\nfrom orders.models import Order\n\n"


def found(call: str, path: str = "orders/views.py") -> list[str]:
    tree = {
        "orders/__init__.py": "",
        "orders/pages/__init__.py": "",
        "orders/models.py": "from django.db import models\n\nclass Order(models.Model): ...\n",
        path: f"{HEAD}class View:\n    def post(self, request, order):\n        {call}\n",
    }
    return [each.message for each in run_rule(WriteInView, tree)]


@pytest.mark.parametrize(
    ("call", "what"),
    [
        ("Order.objects.create()", "Order (create)"),
        ("Order.objects.filter(a=1).update(a=2)", "Order (update)"),
        ("Order.objects.all().delete()", "Order (delete)"),
        ("Order().save()", "Order (save)"),
        ("found = Order.objects.get(pk=1)\n        found.save()", "Order (save)"),
        ("found = Order.objects.get(pk=1)\n        found.lines.add(1)", "Order (add)"),
        ("get_object_or_404(Order, pk=1).delete()", "an object (delete)"),
        ("self.get_object().save()", "an object (save)"),
        ("self.object.delete()", "an object (delete)"),
        ("Order.objects.acreate()", "Order (acreate)"),
    ],
)
def test_a_view_leaves_writing_to_others(call: str, what: str) -> None:
    assert found(call) == [f"The view View.post writes to {what}."]


@pytest.mark.parametrize(
    "call",
    [
        "Order.objects.filter(a=1).count()",
        "Form(request.POST).save()",
        "request.session.save()",
        "order.save()",
        "set().add(1)",
        "self.cache.delete()",
        "len(order)",
        "Order.objects.get(pk=1).data.update(a=1)",
        "Order.objects.get(pk=1).scan.delete()",
    ],
)
def test_what_only_reads_or_saves_something_else_is_right(call: str) -> None:
    assert found(call) == []


@pytest.mark.parametrize("path", ["orders/services.py", "orders/pages/inner.py", "views.py"])
def test_elsewhere_it_is_not_the_views_affair(path: str) -> None:
    assert found("Order.objects.create()", path) == []


def test_views_may_lie_in_a_package_inside() -> None:
    assert len(found("Order.objects.create()", "orders/pages/views.py")) == 1
