"""What people write by hand during the year."""

SETTINGS = """
import sys

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
sys.path.append(str(BASE_DIR / "django-stock"))
INSTALLED_APPS += ["django_stock"]
"""

# Two rows of each model of the apps that come in for %r; those without tests have no factories.
ROWS = """
from importlib import import_module
from importlib.util import find_spec
from itertools import count

from django.apps import apps
from django.contrib.auth import get_user_model

numbers = count(get_user_model().objects.count())
for label in %r:
    config = apps.get_app_config(label)
    tested = find_spec(config.name + ".tests")
    factories = import_module(config.name + ".tests.factories") if tested else None
    if tested:
        factories._numbers = numbers
    for model in config.get_models():
        make = getattr(factories, "make_" + model._meta.model_name, model.objects.create)
        for _ in range(2):
            make()
"""

REMARK_LEAVES = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notes", "0001_initial")]
    operations = [
        migrations.RemoveIndex("remark", "notes_remark_created_at"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("remark", "labels_remark")],
            state_operations=[migrations.DeleteModel("Remark")],
        ),
    ]
"""
REMARK_ARRIVES = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("labels", "0001_initial"), ("notes", "0002_remark_moves")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Remark",
                    fields=[
                        ("id", models.BigAutoField("ID", auto_created=True, primary_key=True, serialize=False)),
                        ("text", models.TextField(verbose_name="text")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                    ],
                    options={
                        "verbose_name": "remark",
                        "verbose_name_plural": "remarks",
                        "ordering": ["-created_at", "-pk"],
                    },
                ),
            ]
        ),
        migrations.AddIndex("remark", models.Index(fields=["-created_at"], name="labels_remark_created_at")),
    ]
"""

WORDING = '''"""How orders speak to people."""


def polite(text: str) -> str:
    """Return ``text`` as one would say it to a guest."""
    return f"{text.capitalize()}, please"
'''
POLITE = """
from django.db import migrations

from apps.orders.wording import polite


def be_polite(apps, schema_editor):
    for order in apps.get_model("orders", "Order").objects.all():
        order.comment = polite(order.comment)
        order.save(update_fields=["comment"])


class Migration(migrations.Migration):
    dependencies = [("orders", "{0}")]
    operations = [migrations.RunPython(be_polite, migrations.RunPython.noop)]
"""

ORDER_TITLE = '''

def invoice_title(*, invoice: Invoice) -> str:
    """Return what an invoice is about: its number, and the title of its order."""
    return f"{invoice.number}: {get_order(order_id=invoice.order_id).title}"
'''
TEST_OF_ORDER_TITLE = '''"""Tests of what an invoice is about."""

from django.test import TestCase

from ...services import invoice_title
from ..factories import make_invoice


class TitleTests(TestCase):
    """An invoice asks the app of the orders."""

    def test_it_names_the_order(self) -> None:
        """The order's title is part of it."""
        self.assertEqual(invoice_title(invoice=make_invoice(number="7")), "7: Title")
'''

METHOD = '''    def shout(self) -> str:
        """Return it in capitals."""
        return str(self).upper()

'''
ARCHIVE = '''"""Archives sales."""

from ...models import Sale


def archive_sales() -> int:
    """Delete all sales, and return how many there were."""
    return Sale.objects.all().delete()[0]
'''
BLOCK = """{{% extends "builtin:{0}/models.py.jinja" %}}
{{% block meta %}}
{{{{ super() }}}}
        get_latest_by = "pk"
{{% endblock %}}
"""
