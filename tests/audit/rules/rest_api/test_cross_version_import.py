import pytest

from django_opinionated_startapp.audit.rules.rest_api.cross_version_import import CrossVersionImport
from tests.audit.trees import run_rule

SERIALIZERS = (
    "from rest_framework import serializers\n\nclass Order(serializers.Serializer): ...\n\ndef helper(): ...\n"
)
PERMISSIONS = "from rest_framework.permissions import BasePermission\n\nclass IsOwner(BasePermission): ...\n"
VIEWS = "from rest_framework.views import APIView\n\nclass OrderView(APIView): ...\n"


def found(line: str, path: str = "orders/rest_api/v2/views.py") -> list[str]:
    folders = ("orders", "orders/rest_api", "orders/rest_api/v1", "orders/rest_api/v2", "billing", "billing/rest_api")
    tree = {
        **{f"{folder}/__init__.py": "" for folder in (*folders, "billing/rest_api/v1")},
        "orders/models.py": "",
        "orders/rest_api/v1/serializers.py": SERIALIZERS,
        "orders/rest_api/v1/permissions.py": PERMISSIONS,
        "orders/rest_api/v1/views.py": VIEWS,
        "billing/models.py": "",
        "billing/rest_api/v1/serializers.py": SERIALIZERS,
        path: line,
    }
    return [each.anchor for each in run_rule(CrossVersionImport, tree)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("from ..v1.serializers import Order", ["orders.rest_api.v1.serializers.Order"]),
        ("from orders.rest_api.v1.permissions import IsOwner", ["orders.rest_api.v1.permissions.IsOwner"]),
        ("from ..v1.serializers import *", ["orders.rest_api.v1.serializers"]),
        ("from ..v1 import serializers", ["orders.rest_api.v1.serializers"]),
        ("def f():\n    from ..v1.serializers import Order", ["f -> orders.rest_api.v1.serializers.Order"]),
        ("from ..v1.serializers import helper", []),
        ("from ..v1.views import OrderView", []),
        ("from ..v1 import views", []),
        ("from .serializers import Order", []),
        ("from billing.rest_api.v1.serializers import Order", []),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ..v1.serializers import Order", []),
        ("import json", []),
    ],
)
def test_versions_do_not_share_what_clients_see(line: str, expected: list[str]) -> None:
    assert found(line) == expected


def test_within_a_version_and_outside_of_all_anything_goes() -> None:
    assert found("from .serializers import Order", "orders/rest_api/v1/more.py") == []
    assert found("from .v1.serializers import Order", "orders/rest_api/urls.py") == []
    assert found("from orders.rest_api.v1.serializers import Order", "urls.py") == []
