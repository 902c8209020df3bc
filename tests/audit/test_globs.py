"""What globs of the configuration mean."""

import pytest

from django_opinionated_startapp.audit.globs import is_glob, matches_app, matches_module, matches_path


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("orders/views.py", "orders/views.py", True),
        ("orders/views.py", "shop/orders/views.py", False),
        ("orders", "orders/views.py", True),
        ("orders/", "orders/views.py", True),
        ("apps/orders", "apps/orders/rest/views.py", True),
        ("apps/orders", "apps/orders_old/views.py", False),
        ("*/legacy/*", "apps/orders/legacy/deep/views.py", True),
        ("**/legacy/**", "apps/legacy/views.py", True),
        ("test_*.py", "orders/tests/test_api.py", True),
        ("legacy", "apps/orders/legacy/views.py", True),
        ("*.py", "orders/views.pyi", False),
        ("orders/v?ews.py", "orders/views.py", True),
        ("[ab]/x.py", "a/x.py", True),
        ("Orders", "orders/x.py", False),
    ],
)
def test_paths(glob: str, path: str, matches: bool) -> None:
    assert matches_path(glob, path) is matches


@pytest.mark.parametrize(
    ("glob", "module", "matches"),
    [
        ("common", "common", True),
        ("common", "common.money", True),
        ("common", "commons", False),
        ("*.common", "shop.common.money", True),
        ("*.common", "common.money", False),
        ("apps.*.sdk", "apps.billing.sdk.stripe", True),
    ],
)
def test_modules(glob: str, module: str, matches: bool) -> None:
    assert matches_module(glob, module) is matches


def test_apps_are_meant_by_label_or_by_name() -> None:
    assert matches_app("orders", "orders", "shop.orders")
    assert matches_app("shop.*", "orders", "shop.orders")
    assert not matches_app("shop", "orders", "shop.orders")


def test_what_a_glob_is() -> None:
    assert [text for text in ("a", "a*", "a?", "[a]", "a.b") if is_glob(text)] == ["a*", "a?", "[a]"]
