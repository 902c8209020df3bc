"""A shop whose apps need each other in every way that the reports tell of."""

import pytest

from django_opinionated_startapp.audit.project import Project
from tests.audit.trees import read_project, write_tree

APPS = ("orders", "billing", "people", "goods", "lonely")
SHOP = {
    "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n",
    "config/__init__.py": "",
    "config/settings.py": """
        INSTALLED_APPS = ["orders", "billing", "people", "goods.apps.GoodsConfig", "lonely"]
        AUTH_USER_MODEL = "people.Person"
        ROOT_URLCONF = "config.urls"
        MIDDLEWARE = ["goods.middleware.Prices", 7]
        SHOP_BILL_MODEL = "billing.Bill"
        MIGRATION_MODULES = {"billing": "billing.migrations"}
        """,
    "config/urls.py": """
        from django.urls import include, path
        urlpatterns = [path("", include("billing.urls"))]
        """,
    "templates/base.html": "{% load money %}\n<a href=\"{% url 'billing:list' %}\">{{ price }}</a>\n",
    "templates/logo.svg": "{% load money %}",
    **{f"{app}/__init__.py": "" for app in APPS},
    "people/models.py": "from django.db import models\nclass Person(models.Model): ...\n",
    "goods/apps.py": """
        from django.apps import AppConfig
        class GoodsConfig(AppConfig):
            name = "goods"
        """,
    "goods/models.py": "from django.db import models\nclass Item(models.Model): ...\n",
    "goods/middleware.py": "from orders.models import Order\nclass Prices: ...\n",
    "lonely/models.py": "",
    "billing/models.py": """
        from django.conf import settings
        from django.db import models
        class Bill(models.Model):
            payer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
            order = models.ForeignKey("orders.Order", models.CASCADE)
        """,
    "billing/urls.py": "app_name = 'billing'\nurlpatterns = []\n",
    "billing/templatetags/__init__.py": "",
    "billing/templatetags/money.py": "",
    "billing/templates/billing/bill.html": "{% load money %}",
    "billing/migrations/__init__.py": "",
    "billing/migrations/0001_initial.py": """
        from django.db import migrations
        class Migration(migrations.Migration):
            dependencies = [("orders", "0001_initial")]
        """,
    "orders/models.py": """
        from django.db import models
        class Order(models.Model):
            item = models.ForeignKey("goods.Item", models.CASCADE)
        """,
    "orders/api.py": "from billing.models import Bill\nfrom goods.models import Item\n",
    "orders/templates/orders/order.html": '\n{%- extends "billing/bill.html" %}\n',
    "orders/tests/__init__.py": "",
    "orders/tests/test_api.py": "from billing.models import Bill\n",
}


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return the shop, read."""
    return read_project(write_tree(tmp_path_factory.mktemp("shop").resolve(), SHOP))
