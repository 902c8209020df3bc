import pytest

from django_opinionated_startapp.audit.rules.rest_api.rest_outside_rest_api import RestOutsideRestApi
from tests.audit.trees import run_rule

VIEW = "from rest_framework.views import APIView\n\nclass OrderView(APIView): ...\n"
SERIALIZER = "from rest_framework import serializers\n\nclass OrderSerializer(serializers.Serializer): ...\n"
FOLDERS = (
    "orders",
    "orders/rest_api",
    "orders/rest_api/v1",
    "orders/applets",
    "orders/applets/a",
    "orders/applets/a/rest_api",
)


def found(**modules: str) -> list[str]:
    tree = {f"{path.replace('__', '/')}.py": source for path, source in modules.items()}
    packages = {f"{folder}/__init__.py": "" for folder in FOLDERS}
    said = run_rule(RestOutsideRestApi, {**packages, "orders/models.py": "", **tree})
    return [each.message.removeprefix("The REST ").removesuffix(" stands outside of rest_api/.") for each in said]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (VIEW, ["view OrderView of orders"]),
        ("from rest_framework import viewsets\n\nclass V(viewsets.ModelViewSet): ...\n", ["view V of orders"]),
        ("from rest_framework.decorators import api_view\n\n@api_view()\ndef f(request): ...\n", ["view f of orders"]),
        (
            "from rest_framework.permissions import BasePermission\n\nclass IsOwner(BasePermission): ...\n",
            ["permission IsOwner of orders"],
        ),
        (f"{SERIALIZER}{VIEW}", ["serializer OrderSerializer of orders", "view OrderView of orders"]),
        (
            "from rest_framework import serializers\n\nclass F(serializers.CharField): ...\n" + VIEW,
            ["view OrderView of orders"],
        ),
        ("from rest_framework.decorators import action\n\n@action()\ndef f(request): ...\n", []),
        ("from rest_framework import status\n\nclass Plain: ...\n", []),
        ("from rest_framework.exceptions import APIException\n\nclass E(APIException): ...\n", []),
        ("def f():\n    from rest_framework.views import APIView\n\n    class V(APIView): ...\n", []),
        ("from django.views import View\n\nclass V(View): ...\n", []),
    ],
)
def test_rest_code_has_a_folder_of_its_own(source: str, expected: list[str]) -> None:
    assert found(orders__views=source) == expected


def test_a_base_class_of_the_project_leads_to_the_framework() -> None:
    assert found(base=VIEW, orders__views="from base import OrderView\n\nclass V(OrderView): ...\n") == [
        "view V of orders"
    ]


@pytest.mark.parametrize("line", ["from .serializers import OrderSerializer", "from . import serializers"])
def test_a_serializer_that_a_view_uses_is_part_of_the_rest_api(line: str) -> None:
    away = f"from ...serializers import *\n{VIEW}"
    assert found(orders__serializers=SERIALIZER, orders__rest_api__v1__views=away) == [
        "serializer OrderSerializer of orders"
    ]
    said = found(orders__serializers=SERIALIZER, orders__views=f"{line}\n{VIEW}")
    assert said == ["serializer OrderSerializer of orders", "view OrderView of orders"]


def test_a_serializer_that_no_view_uses_checks_data() -> None:
    assert found(orders__backup=SERIALIZER) == []


def test_what_lies_in_the_folder_or_in_that_of_an_inner_package_is_right() -> None:
    assert (
        found(orders__rest_api__v1__views=VIEW, orders__rest_api__base=VIEW, orders__applets__a__rest_api__v=VIEW)
        == []
    )


def test_what_belongs_to_no_app_is_left_alone() -> None:
    assert found(views=VIEW) == []
