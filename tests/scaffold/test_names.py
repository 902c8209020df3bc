"""Names in every form: words, plurals, articles, identifiers."""

import pytest

from django_opinionated_startapp.scaffold import names


@pytest.mark.parametrize(
    ("name", "snake", "words", "plural"),
    [
        ("Order", "order", "order", "orders"),
        ("OrderItem", "order_item", "order item", "order_items"),
        ("Category", "category", "category", "categories"),
        ("APIKey", "api_key", "API key", "api_keys"),
        ("Address", "address", "address", "addresses"),
        ("Series", "series", "series", "series"),
    ],
)
def test_the_name_of_a_class_has_other_forms(name: str, snake: str, words: str, plural: str) -> None:
    assert (names.snake(name), names.words(name), names.plural(names.snake(name))) == (snake, words, plural)


def test_a_module_names_a_class() -> None:
    assert (names.camel("order_items"), names.camel("APIKeys")) == ("OrderItems", "APIKeys")


@pytest.mark.parametrize(
    ("many", "one"), [("orders", "order"), ("addresses", "address"), ("s", "s"), ("news", "news")]
)
def test_a_plural_has_a_singular(many: str, one: str) -> None:
    assert names.singular(many) == one


@pytest.mark.parametrize(
    "phrase",
    [
        "an order",
        "a book",
        "a user",
        "a unit",
        "an API key",
        "a URL",
        "an hour",
        "an x",
        "a b",
        "a one-off",
        "an idea",
    ],
)
def test_the_article_is_the_spoken_one(phrase: str) -> None:
    assert names.article(phrase.partition(" ")[2]) == phrase


@pytest.mark.parametrize("name", ["", "class", "None", "__init__", "__", "_", "a-b", "1a", "é", "a__", "__a"])
def test_what_is_no_identifier(name: str) -> None:
    assert not names.is_identifier(name)


@pytest.mark.parametrize("name", ["orders", "_x", "match", "a1"])
def test_what_is_an_identifier(name: str) -> None:
    assert names.is_identifier(name)


def test_a_long_name_is_cut_and_told_apart() -> None:
    assert names.short_name("_orders", "order", "idx") == "orders_order_idx"
    long = [names.short_name("orders", "order_item_with_a_long_name", part) for part in ("a", "b")]
    assert len(set(long)) == 2
    assert all(len(name) <= 30 and name.startswith("orders_order_item_with_a") for name in long)


@pytest.mark.parametrize(("value", "member"), [("in-progress", "IN_PROGRESS"), ("1st", "VALUE_1ST"), ("None", "NONE")])
def test_a_choice_names_a_member(value: str, member: str) -> None:
    assert names.member(value) == member
