import pytest

from django_opinionated_startapp.audit.rules.rest_api.unversioned_rest_api import UnversionedRestApi
from tests.audit.trees import run_rule

VIEW = "from rest_framework.views import APIView\n\nclass OrderView(APIView): ...\n"
FUNCTION = "from rest_framework.decorators import api_view\n\n@api_view()\ndef order(request): ...\n"


def found(**modules: str) -> list[str]:
    tree = {f"{path.replace('__', '/')}.py": source for path, source in modules.items()}
    folders = {path.rpartition("/")[0] for path in tree} | {"orders", "orders/rest_api", "orders/applets"}
    packages = {f"{folder}/__init__.py": "" for folder in folders if folder}
    return [each.message for each in run_rule(UnversionedRestApi, {**packages, "orders/models.py": "", **tree})]


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("orders__rest_api__views", VIEW, ["The view OrderView of orders belongs to no version of the REST API."]),
        ("orders__rest_api__views", FUNCTION, ["The view order of orders belongs to no version of the REST API."]),
        (
            "orders__rest_api__shared__views",
            VIEW,
            ["The view OrderView of orders belongs to no version of the REST API."],
        ),
        ("orders__rest_api__paginators", "class Pages: ...", []),
        ("orders__views", VIEW, []),
        ("views", VIEW, []),
    ],
)
def test_views_belong_to_a_version(path: str, source: str, expected: list[str]) -> None:
    assert found(**{path: source}) == expected


@pytest.mark.parametrize("version", ["v1", "v0", "v10", "v1_1", "v2alpha", "v2_beta1"])
def test_a_version_with_views_has_urls(version: str) -> None:
    views = {f"orders__rest_api__{version}__views": VIEW}
    assert found(**views) == [f"rest_api/{version} of orders has views and no urls.py of its own."]
    assert found(**views, **{f"orders__rest_api__{version}__urls": ""}) == []


def test_urls_may_be_a_package() -> None:
    tree = {"orders__rest_api__v1__views": VIEW, "orders__rest_api__v1__urls__extra": ""}
    assert found(**tree) == []


def test_a_version_without_views_needs_none() -> None:
    assert found(orders__rest_api__v1__serializers="") == []


def test_a_package_inside_the_app_may_have_versions_too() -> None:
    tree = {"orders__applets__carts__rest_api__v1__views": VIEW}
    assert found(**tree) == ["applets/carts/rest_api/v1 of orders has views and no urls.py of its own."]
