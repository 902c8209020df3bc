"""Which alterations leave the values of a column as they are."""

# ruff: noqa: ANN401 - operations, fields and models of all sorts

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from django_opinionated_startapp.squash.reduce.stored import filling, keeps, stays, stored

STATE = ProjectState()
STATE.add_model(
    ModelState(
        "shop", "Author", [("id", models.BigAutoField(primary_key=True)), ("code", models.CharField(max_length=9))]
    )
)
STATE.add_model(ModelState("shop", "Line", [("id", models.AutoField(primary_key=True))]))


class Shouted(models.CharField):
    """A field that keeps its values in a form of its own."""


def key(target: str, **options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(target, models.CASCADE, **options)


def number(**options: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(decimal_places=2, **options)


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        (models.CharField(max_length=9), models.CharField(max_length=10), True),
        (models.CharField(max_length=9), models.TextField(), True),
        (models.SlugField(max_length=9), models.URLField(max_length=10), True),
        (models.TextField(), models.CharField(max_length=9), False),
        (models.CharField(max_length=10), models.CharField(max_length=9), False),
        (models.CharField(max_length="30"), models.CharField(max_length=100), True),  # Django takes "30" for 30
        (models.CharField(max_length="30"), models.CharField(max_length=9), False),
        (models.CharField(max_length="MAX"), models.CharField(max_length="MAX", null=True), True),
        (models.CharField(max_length=9), models.CharField(max_length="MAX"), False),
        (models.IntegerField(), models.BigIntegerField(), True),
        (models.BigIntegerField(), models.IntegerField(), False),
        (models.IntegerField(), models.CharField(max_length=9), False),
        (models.DateTimeField(null=True), models.DateTimeField(auto_now=True, help_text="a"), True),
        (models.DateTimeField(), models.DateField(), False),
        (number(max_digits=5), number(max_digits=5, db_index=True), True),
        (number(max_digits=5), number(max_digits=4), False),
        (Shouted(max_length=9), Shouted(max_length=9, default="A"), True),
        (models.CharField(max_length=9), Shouted(max_length=9), False),
        (key("shop.Author"), models.BigIntegerField(), True),
        (key("shop.Author"), models.OneToOneField("shop.Author", models.PROTECT), True),
        (key("shop.Author"), key("shop.Line"), False),
        (key("shop.Author", to_field="code"), models.CharField(max_length=9), True),
        (key("shop.Author", to_field="gone"), key("shop.Author"), False),
        (key("shop.Gone"), key("shop.Gone", related_name="a"), True),
        (key("shop.Gone"), key("shop.Author"), False),
    ],
)
def test_values_are_kept_if_the_new_form_holds_them_all(old: Any, new: Any, *, kept: bool) -> None:
    model = STATE.models["shop", "line"]
    assert keeps(stored(old, model, STATE), stored(new, model, STATE)) is kept


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (models.CharField(default="a"), "a"),
        (models.CharField(default=str), str),
        (models.CharField(blank=True), ""),
        (models.CharField(blank=True, null=True), None),
        (models.IntegerField(blank=True), None),
        (models.DateField(auto_now=True), ("now",)),
    ],
)
def test_rows_are_filled_with_what_the_field_says(field: Any, value: Any) -> None:
    assert filling(field) == value


@pytest.mark.parametrize("target", ["shop.Author", "elsewhere.Author"])
def test_what_is_done_on_deletion_is_no_part_of_the_column_unless_the_database_does_it(target: str) -> None:
    model = ModelState("shop", "Book", [])
    cascade, protect = (models.ForeignKey(target, how) for how in (models.CASCADE, models.PROTECT))
    assert stays(cascade, protect)
    assert keeps(stored(cascade, model, STATE), stored(protect, model, STATE))
    if by_database := getattr(models, "DB_CASCADE", None):  # from Django 6.1 on
        assert not stays(cascade, models.ForeignKey(target, by_database))
