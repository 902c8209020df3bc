import pytest

from django_opinionated_startapp.audit.rules.boundaries.direct_fk_import import DirectFkImport
from tests.audit.trees import run_rule

ORDERS = {
    "orders/__init__.py": "",
    "orders/models_api.py": "from .models import Order",
    "orders/models.py": "from django.db import models\n\nclass Order(models.Model): ...\n\ndef helper(): ...\n",
    "billing/__init__.py": "",
}
HEAD = "from django.db import models\nfrom orders.models import Order\n"
FIELD = "\nclass Invoice(models.Model):\n    order = models.ForeignKey(Order, on_delete=models.CASCADE)\n"


def found(source: str, changed: dict[str, str] | None = None, profiles: tuple[str, ...] = ()) -> list[str]:
    tree = {**ORDERS, "billing/models.py": source, **(changed or {})}
    return [each.hint for each in run_rule(DirectFkImport, tree, profiles=profiles)]


@pytest.mark.parametrize(
    "source",
    [
        HEAD + FIELD,
        HEAD + FIELD.replace("Order,", "to=Order,").replace("ForeignKey", "OneToOneField"),
        HEAD.replace("from orders.models import Order", "from orders.models import Order, helper")
        + FIELD.replace("ForeignKey(Order, on_delete=models.CASCADE)", "ManyToManyField(Order)"),
        "from mptt.models import TreeForeignKey\n" + HEAD + FIELD.replace("models.ForeignKey", "TreeForeignKey"),
    ],
)
def test_a_model_that_is_only_related_to_is_better_named(source: str) -> None:
    assert found(source) == ['Write "orders.Order" instead, and drop the import.']


@pytest.mark.parametrize(
    "source",
    [
        HEAD,
        HEAD + FIELD + "    def orders(self):\n        return Order.objects.all()\n",
        HEAD + FIELD + "    def make(self):\n        return Order()\n",
        HEAD + FIELD + "    def is_one(self, other: Order): ...\n",
        HEAD + FIELD + "\nclass Draft(Order): ...\n",
        HEAD + FIELD + "\nregister(Order)\n",
        HEAD + "__all__ = ['Order']\n" + FIELD,
        HEAD.replace("from orders.models import Order", "from orders.models import helper") + FIELD,
        HEAD.replace("orders.models", "orders") + FIELD,
        "def f():\n    from orders.models import Order\n    ForeignKey(Order)\n",
    ],
)
def test_a_model_that_is_needed_for_more_is_left(source: str) -> None:
    assert found(source) == []


def test_a_model_that_is_offered_for_the_purpose_may_be_imported() -> None:
    source = HEAD.replace("orders.models", "orders.models_api") + FIELD
    assert found(source) == []
    assert found(source, profiles=("oep49",)) == []


def test_what_has_no_label_can_not_be_named() -> None:
    apart = {"legacy/__init__.py": "", "legacy/models.py": ORDERS["orders/models.py"].replace("Order(", "Old(")}
    source = HEAD.replace("orders.models import Order", "legacy.models import Old") + FIELD.replace("Order", "Old")
    assert found(source, {**apart, "legacy/apps.py": ""}) == ['Write "legacy.Old" instead, and drop the import.']
