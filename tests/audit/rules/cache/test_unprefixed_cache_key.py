import pytest

from django_opinionated_startapp.audit.rules.cache.unprefixed_cache_key import UnprefixedCacheKey
from tests.audit.trees import run_rule


def found(
    expression: str, imports: str = "from django.core.cache import cache, caches", path: str = "shop/order_items"
) -> list[str]:
    tree = {
        "shop/__init__.py": "",
        "shop/order_items/__init__.py": "",
        "shop/order_items/models.py": "",
        f"{path}/store.py": f"{imports}\ndef f(pk, key):\n    return {expression}\n",
    }
    return [each.anchor.partition(" -> ")[2] for each in run_rule(UnprefixedCacheKey, tree)]


@pytest.mark.parametrize(
    ("expression", "start"),
    [
        ("cache.set('count', 1)", "count"),
        ("cache.get(f'count:{pk}')", "count:"),
        ("cache.delete('count' + pk)", "count"),
        ("cache.get_or_set(key='count', default=1)", "count"),
        ("caches['default'].incr('count')", "count"),
        ("cache.aget('count-%s' % pk)", "count-%s"),
        ("cache.get('orderer:count')", "orderer:count"),
    ],
)
def test_a_key_whose_start_is_somebody_s_is_found(expression: str, start: str) -> None:
    assert found(expression) == [start]


@pytest.mark.parametrize(
    "expression",
    [
        "cache.get('order_items:count')",
        "cache.get('order-items-count')",
        "cache.get(f'OrderItems.{pk}')",
        "cache.get(f'{key}:count')",
        "cache.get(key)",
        "cache.get(f'')",
        "cache.get(key('count'))",
        "cache.clear()",
        "cache.get()",
        "other.get('count')",
    ],
)
def test_a_key_of_the_app_or_one_that_can_not_be_read_is_not(expression: str) -> None:
    assert found(expression) == []


def test_caches_of_others_and_code_outside_of_apps_are_left_alone() -> None:
    assert found("cache.get('count')", "from company import cache") == []
    assert found("cache.get('count')", path="shop") == []
