"""Quick runs change nothing but the time that they take."""

import gc

import pytest
from django.db import models
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field

from django_opinionated_startapp.squash.quick import quick_runs

FIELDS = {
    "id": models.BigAutoField(primary_key=True, auto_created=True),
    "size": models.IntegerField("how large", default=0, choices=[(0, "none")]),
    "name": models.CharField(max_length=9, validators=[]),
    "to": models.ForeignKey("shop.Item", models.CASCADE, related_name="+", db_column="there"),
    "many": models.ManyToManyField("shop.Item", related_name="+"),
    "file": models.FileField(upload_to="here"),
    "made": models.DateTimeField(auto_now_add=True),
}


class Own(models.IntegerField):
    """Somebody's own field."""


def rendered(fields: dict[str, Field]) -> list[object]:
    state = ProjectState()
    state.add_model(ModelState("shop", "Item", list(fields.items())))
    model = state.apps.get_model("shop", "Item")
    return [(*field.deconstruct(), field.attname, field.column) for field in model._meta.get_fields()]


def test_models_are_the_same_as_those_that_django_makes() -> None:
    fields = {name: field.clone() for name, field in FIELDS.items()}
    before = rendered(fields)
    with quick_runs():
        assert rendered(fields) == before
        assert rendered(fields) == before


@pytest.mark.parametrize("name", FIELDS)
def test_a_copy_is_another_field_that_comes_later(name: str) -> None:
    field = FIELDS[name].clone()
    with quick_runs():
        one, other = field.clone(), field.clone()
    assert one is not field
    assert one.remote_field is None or one.remote_field is not field.remote_field
    if field.auto_created:
        assert other.creation_counter < one.creation_counter < field.creation_counter
    else:
        assert other.creation_counter > one.creation_counter > field.creation_counter


def test_what_a_field_knew_of_others_is_forgotten() -> None:
    # Found by test_random_projects: a table of links was renamed twice, since the field knew an old model of its own.
    field = FIELDS["many"].clone()
    assert field.related_model == "shop.item"
    assert field.remote_field.hidden
    field.remote_field.model = "shop.Other"
    with quick_runs():
        new = field.clone()
    assert new.related_model == "shop.Other"
    assert "hidden" not in vars(new.remote_field)
    assert field.related_model == "shop.item"


def test_a_field_of_a_model_is_cloned_by_django() -> None:
    # Where a field is renamed, Django changes the name within other states.
    field = models.IntegerField()
    field.set_attributes_from_name("old")
    with quick_runs():
        assert field.clone().name is None


def test_the_name_that_a_field_has_in_a_state_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # The autodetector names the fields of all operations: every run after it cloned them in Django's way.
    fields = {name: field.clone() for name, field in FIELDS.items()}
    before = rendered(fields)
    state = ProjectState()
    state.add_model(ModelState("shop", "Item", list(fields.items())))
    state.resolve_fields_and_relations()
    assert {name: field.name for name, field in fields.items()} == {name: name for name in fields}
    with quick_runs():
        assert rendered(fields) == before
        monkeypatch.setattr(Field, "deconstruct", lambda _field: pytest.fail("it was taken apart"))
        assert {field.clone().name for field in fields.values()} == {None}


def test_what_is_not_django_s_is_cloned_by_django() -> None:
    field = Own()
    vars(field)["extra"] = "lost in a clone"
    with quick_runs():
        assert not hasattr(field.clone(), "extra")


def test_everything_is_as_before_afterwards() -> None:
    before = Field.clone, gc.get_threshold()
    with pytest.raises(ZeroDivisionError), quick_runs():
        raise ZeroDivisionError
    with quick_runs():
        assert gc.get_threshold() != before[1]
    assert (Field.clone, gc.get_threshold()) == before
