import pytest

from django_opinionated_startapp.audit.finding import Severity
from django_opinionated_startapp.audit.rules.migrations.live_model_in_migration import LiveModelInMigration
from tests.audit.trees import run_rule

APP = {
    "orders/__init__.py": "",
    "orders/models.py": "from django.db import models\nclass Order(models.Model):\n    LIMIT = 3\n",
    "orders/migrations/__init__.py": "",
}
MIGRATION = "\nclass Migration(migrations.Migration):\n    operations = [migrations.RunPython(fill)]\n"


def found(imports: str, body: str, rest: str = MIGRATION) -> list[tuple[Severity, str]]:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    source = f"from django.db import migrations\n{imports}\ndef fill(apps, schema_editor):\n{lines}{rest}"
    tree = {**APP, "orders/migrations/0002_fill.py": source}
    return [(each.severity, each.anchor) for each in run_rule(LiveModelInMigration, tree)]


@pytest.mark.parametrize(
    ("imports", "body", "model"),
    [
        ("from orders.models import Order", "Order.objects.all().delete()", "orders.models.Order"),
        ("from ..models import Order", "for order in Order.objects.all():\n    order.save()", "orders.models.Order"),
        ("from orders import models", "models.Order(pk=1).save()", "orders.models.Order"),
        ("from orders.models import Order", "Order.archived.update(x=1)", "orders.models.Order"),
        ("", "from orders.models import Order\nOrder.objects.create()", "orders.models.Order"),
        (
            "from django.contrib.auth import get_user_model",
            "User = get_user_model()\nUser.objects.first()",
            "django.contrib.auth.get_user_model()",
        ),
        (
            "from django.contrib import auth\nUser = auth.get_user_model()",
            "User.objects.first()",
            "django.contrib.auth.get_user_model()",
        ),
        (
            "from django.apps import apps as registry",
            "registry.get_model('orders', 'Order').objects.count()",
            "django.apps.apps.get_model()",
        ),
    ],
)
def test_a_model_of_today_is_found_once(imports: str, body: str, model: str) -> None:
    assert found(imports, body) == [(Severity.ERROR, f"fill -> {model}")]


def test_a_model_of_django_is_a_warning() -> None:
    body = "Group.objects.get_or_create(name='x')\nGroup.objects.count()"
    assert found("from django.contrib.auth.models import Group", body) == [
        (Severity.WARNING, "fill -> django.contrib.auth.models.Group")
    ]


@pytest.mark.parametrize(
    ("imports", "body"),
    [
        (
            "from orders.models import Order",
            "Old = apps.get_model('orders', 'Order')\nOld.objects.filter(x=Order.LIMIT)",
        ),
        ("from django.apps import apps", "apps.get_model('orders', 'Order').objects.count()"),
        ("from orders.models import Order", "print(Order._meta.db_table)\nOrder._meta.get_field('x')"),
        ("from company.sdk import Client", "Client.objects.all()"),
        ("from django.contrib.auth.management import create_permissions", "create_permissions(None)"),
        ("from django.contrib.auth.models import Group", "print(Group)"),
    ],
    ids=["state", "parameter", "meta", "no model", "no query", "no call"],
)
def test_what_is_no_query_of_a_live_model_is_not_found(imports: str, body: str) -> None:
    assert found(imports, body) == []


def test_a_helper_beside_the_migrations_is_none() -> None:
    assert found("from orders.models import Order", "Order.objects.count()", rest="") == []


def test_fields_of_the_migration_itself_are_no_instances() -> None:
    rest = "\nfrom orders.models import Order\nclass Migration(migrations.Migration):\n    order = Order()\n"
    assert found("", "pass", rest=rest) == []
