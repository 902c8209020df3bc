import pytest

from django_opinionated_startapp.audit.rules.signals.fat_handler import FatHandler
from tests.audit.trees import run_rule

HEAD = (
    "from django.db.models.signals import post_save\nfrom django.dispatch import receiver\n"
    "from .models import Order\n\n"
    "@receiver([post_save])\ndef announce(sender, instance, **kwargs):\n    '''Say it.'''\n"
)


def found(statements: list[str], thresholds: dict[str, float] | None = None, head: str = HEAD) -> list[str]:
    source = head + "".join(f"    {each}\n" for each in statements)
    model = "from django.db import models\n\nclass Order(models.Model): ...\n"
    tree = {"orders/__init__.py": "", "orders/models.py": model, "orders/handlers.py": source}
    return [each.message for each in run_rule(FatHandler, tree, thresholds=thresholds)]


@pytest.mark.parametrize(
    ("statements", "allowed"),
    [
        (["pass"] * 10, None),
        (["pass"] * 11, 10),
        ([*["pass"] * 7, "instance.save()"], None),
        ([*["pass"] * 8, "instance.save()"], 8),
        ([*["pass"] * 8, "Order.objects.all()"], 8),
        ([*["pass"] * 8, "f = lambda: Order.objects.all()"], 8),
        ([*["pass"] * 8, "print(instance)"], None),
    ],
)
def test_a_receiver_has_few_statements_and_fewer_with_the_orm(statements: list[str], allowed: int | None) -> None:
    count = len(statements)
    expected = [f"The receiver announce has {count} statements; {allowed} are enough."] if allowed else []
    assert found(statements) == expected


def test_the_thresholds_can_be_chosen() -> None:
    assert len(found(["pass"] * 3, {"max_statements": 2})) == 1


def test_a_function_that_receives_nothing_may_be_long() -> None:
    assert found(["pass"] * 20, head="from django.dispatch import receiver\n\ndef announce():\n") == []
    assert found(["pass"] * 20, head="def announce():\n") == []


def test_a_receiver_that_runs_after_migrations_may_be_long() -> None:
    assert found(["pass"] * 20, head=HEAD.replace("post_save", "post_migrate")) == []
