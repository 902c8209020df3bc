import pytest

from django_opinionated_startapp.audit.finding import Severity
from django_opinionated_startapp.audit.rules.boundaries.bypassed_api import BypassedApi
from tests.audit.trees import run_rule

BILLING = {
    "billing/__init__.py": "VERSION = 1",
    "billing/api.py": "def bill(): ...",
    "billing/data.py": "",
    "billing/apps.py": "",
    "billing/urls.py": "",
    "billing/models_api.py": "",
    "billing/settings_api.py": "",
    "billing/prices.py": "price = 1",
    "billing/testing.py": "",
    "billing/signals/__init__.py": "",
    "billing/signals/signals.py": "",
    "billing/signals/handlers.py": "",
    "billing/tests/__init__.py": "",
    "billing/tests/factories.py": "",
    "billing/models/__init__.py": "from .invoice import Invoice, Status",
    "billing/models/invoice.py": """
        from django.db import models

        class Status(models.TextChoices):
            PAID = "paid"

        class Invoice(models.Model):
            pass
        """,
    "orders/__init__.py": "",
    "orders/models.py": "",
}


def found(line: str, changed: dict[str, str] | None = None) -> list[str]:
    return [each.anchor for each in run_rule(BypassedApi, {**BILLING, "orders/views.py": line, **(changed or {})})]


@pytest.mark.parametrize(
    "line",
    [
        "from billing import api",
        "from billing.api import bill",
        "from billing.api import *",
        "from billing.data import InvoiceData",
        "from billing.signals.signals import paid",
        "from billing.signals import paid",
        "from billing.models_api import Invoice",
        "from billing.settings_api import LIMIT",
        "from billing.urls import urlpatterns",
        "from billing.rules import may_pay",
        "from billing.apps import BillingConfig",
        "from billing import VERSION",
        "import billing",
        "from billing.models import Invoice",
        "from billing.models import *",
        "from billing import models",
        "from billing.tests.factories import InvoiceFactory",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from billing.prices import price",
        "import requests",
        "from .models import Order",
    ],
)
def test_what_is_public_may_be_imported(line: str) -> None:
    assert found(line) == []


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ("from billing.prices import price", "billing.prices.price"),
        ("from billing import prices", "billing.prices"),
        ("from billing.signals.handlers import on_paid", "billing.signals.handlers.on_paid"),
        ("from billing.models import Status", "billing.models.Status"),
    ],
)
def test_what_is_not_public_may_not(line: str, target: str) -> None:
    assert found(line) == [f"orders.views -> {target}"]


def test_declared_facades_are_public() -> None:
    declared = '[tool.opinionated_startapp.audit.facades]\nbilling = ["testing"]\n'
    assert found("from billing.testing import fill", {"pyproject.toml": declared}) == []
    assert found("from billing.testing import fill") == ["orders.views -> billing.testing.fill"]


@pytest.mark.parametrize(
    "api",
    [
        "from rest_framework.views import APIView",
        "from rest_framework import viewsets",
        "from ninja import Router",
        "def invoices(request): ...",
    ],
)
def test_an_app_whose_api_serves_http_has_no_python_api_to_bypass(api: str) -> None:
    assert found("from billing.prices import price", {"billing/api.py": api}) == []


def test_a_package_of_urls_and_views_is_no_python_api() -> None:
    tree = {path: source for path, source in BILLING.items() if path != "billing/api.py"}
    tree |= {"billing/api/__init__.py": "", "billing/api/urls.py": ""}
    assert run_rule(BypassedApi, {**tree, "orders/views.py": "from billing.prices import price"}) == ()


def test_data_alone_is_no_python_api() -> None:
    tree = {path: source for path, source in BILLING.items() if path != "billing/api.py"}
    assert run_rule(BypassedApi, {**tree, "orders/views.py": "from billing.prices import price"}) == ()


def test_code_outside_of_all_apps_is_held_to_it_too() -> None:
    (finding,) = run_rule(
        BypassedApi, {**BILLING, "config/__init__.py": "", "config/helpers.py": "from billing.prices import price"}
    )
    assert finding.app == "billing"
    assert finding.message == "config.helpers imports billing.prices.price, past the Python API of billing."


def test_the_apps_own_modules_are_inside() -> None:
    assert found("", {"billing/pages.py": "from .prices import price"}) == []


def test_between_applets_of_one_app_it_is_a_warning() -> None:
    tree = {
        "pyproject.toml": '[tool.opinionated_startapp.audit]\napplets = ["shop.applets.*"]\n',
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n',
        "settings.py": "INSTALLED_APPS = ['shop', 'orders']\n",
        **{
            f"{folder}/__init__.py": ""
            for folder in ("shop", "shop/applets", "shop/applets/a", "shop/applets/b", "orders")
        },
        "shop/applets/a/api.py": "",
        "shop/applets/a/prices.py": "",
        "shop/applets/b/lists.py": "from ..a import prices",
        "orders/lists.py": "from shop.applets.a import prices",
    }
    severities = {each.place.path: each.severity for each in run_rule(BypassedApi, tree)}
    assert severities == {"shop/applets/b/lists.py": Severity.WARNING, "orders/lists.py": Severity.ERROR}
