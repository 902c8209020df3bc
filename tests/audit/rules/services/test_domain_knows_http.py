import pytest

from django_opinionated_startapp.audit.rules.services.domain_knows_http import DomainKnowsHttp
from tests.audit.trees import run_rule


def found(line: str, path: str = "orders/services.py") -> list[str]:
    tree = {"orders/__init__.py": "", "orders/models.py": "", "orders/views.py": "", path: line}
    return [each.anchor for each in run_rule(DomainKnowsHttp, tree, profiles=("domain",))]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("from django.http import Http404", ["django.http.Http404"]),
        ("from django.shortcuts import get_object_or_404", ["django.shortcuts.get_object_or_404"]),
        ("from django import forms", ["django.forms"]),
        ("from rest_framework.response import Response", ["rest_framework.response.Response"]),
        ("def f():\n    from .views import view", ["f -> orders.views.view"]),
        ("from .forms import OrderForm", ["orders.forms.OrderForm"]),
        ("from rest_framework.exceptions import ValidationError", []),
        ("from django.db import transaction", []),
        ("from billing.views import helper", []),
        ("from .models import Order", []),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from django.http import HttpRequest", []),
    ],
)
def test_services_know_nothing_of_http(line: str, expected: list[str]) -> None:
    assert found(line) == expected


@pytest.mark.parametrize("path", ["orders/domain/rules.py", "orders/domain/queries/_all.py", "orders/selectors.py"])
def test_nor_does_the_domain(path: str) -> None:
    assert found("import django.http", path) == ["django.http"]


@pytest.mark.parametrize("path", ["orders/views.py", "services.py"])
def test_views_do(path: str) -> None:
    assert found("import django.http", path) == []
