"""What the templates write about a field for functions that handle objects rather than keys."""

from dataclasses import replace
from pathlib import Path

import pytest

from django_opinionated_startapp.scaffold.environment import Environment
from django_opinionated_startapp.scaffold.fields import parse_models
from django_opinionated_startapp.scaffold.model import USER, Existing, ModelSpec, Target
from django_opinionated_startapp.scaffold.objects import (
    class_imports,
    object_annotation,
    object_argument,
    object_parameter,
)


def model_of(spec: str) -> ModelSpec:
    (model,) = parse_models([f"Order {spec}"], app="orders", label="orders", environment=Environment((6, 1)))
    return model


@pytest.mark.parametrize(
    ("spec", "annotation", "parameter"),
    [
        ("size:int", "int", "size: int"),
        ("size:int:null", "int | None", "size: int | None = None"),
        ("size:int:default=3", "int", "size: int = 3"),
        ("title", "str", "title: str"),
        ("title:str:blank", "str", 'title: str = ""'),
        ("flag:bool", "bool", "flag: bool = False"),
        ("meta:json", "dict[str, object]", "meta: dict[str, object] | None = None"),
        ("status:choice:draft,live", "str", "status: str = Order.Status.DRAFT"),
        ("status:choice:draft,live:default=live", "str", "status: str = Order.Status.LIVE"),
        ("scan:file", '"File[Any] | str"', 'scan: "File[Any] | str"'),
        ("scan:file:blank", '"File[Any] | str"', 'scan: "File[Any] | str" = ""'),
        ("owner:user", '"User"', 'owner: "User"'),
        ("owner:user:null", '"User | None"', 'owner: "User | None" = None'),
        ("parent:fk:self", "Order | None", "parent: Order | None = None"),
        ("others:m2m:self", '"Iterable[Order]"', 'others: "Iterable[Order]" = ()'),
    ],
)
def test_a_field_is_a_parameter_that_takes_objects(spec: str, annotation: str, parameter: str) -> None:
    model = model_of(spec)
    field = model.fields[0]
    assert object_annotation(field) == annotation
    assert object_parameter(field, model) == parameter


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"default": ""}, "status: str"),
        ({"default": "", "blank": True}, 'status: str = ""'),
        ({"default": "", "null": True}, "status: str | None = None"),
    ],
)
def test_a_choice_without_a_default_has_to_be_made_where_it_may_not_be_empty(
    changes: dict[str, str | bool], parameter: str
) -> None:
    model = model_of("status:choice:draft,live")
    assert object_parameter(replace(model.fields[0], **changes), model) == parameter


def test_a_model_that_is_there_already_may_have_no_enumeration() -> None:
    model = replace(model_of("status:choice:draft,live"), existing=Existing())
    assert object_parameter(model.fields[0], model) == 'status: str = "draft"'


def test_choices_of_numbers_are_numbers() -> None:
    (model, number) = (model_of("status:choice:draft,live"), model_of("size:int").fields[0])
    field = replace(model.fields[0], kind=number.kind, choices=("1", "2"), default="")
    assert object_parameter(field, model) == "status: int"


@pytest.mark.parametrize(
    ("spec", "argument"), [("title", "title=title"), ("meta:json", "meta=meta or {}"), ("meta:json:null", "meta=meta")]
)
def test_a_field_is_an_argument_of_its_model(spec: str, argument: str) -> None:
    assert object_argument(model_of(spec).fields[0]) == argument


def test_imports_are_sorted_merged_and_parted_from_those_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "__init__.py").touch()
    (tmp_path / "flat").mkdir()
    group = Target("auth.Group", '"auth.Group"', path="django.contrib.auth.models.Group")
    author = Target("people.Author", '"people.Author"', path="people.models.Author")
    near = Target("flat.Near", '"flat.Near"', path="flat.models.Near")
    local = Target("orders.Order", "Order", local=True)
    assert class_imports((author, USER, group, local, near), "django.db.models.QuerySet", root=tmp_path) == (
        "from django.contrib.auth.models import Group, User",
        "from django.db.models import QuerySet",
        "",
        "from flat.models import Near",
        "from people.models import Author",
    )
    assert class_imports((author,), root=tmp_path) == ("from people.models import Author",)
    assert class_imports((), root=tmp_path) == ()


def test_what_is_installed_inside_of_the_project_is_not_its_own(tmp_path: Path) -> None:
    root = tmp_path / "site-packages"
    (root / "people").mkdir(parents=True)
    (root / "people" / "__init__.py").touch()
    author = Target("people.Author", '"people.Author"', path="people.models.Author")
    assert class_imports((author,), "zoo.Ape", root=root) == (
        "from people.models import Author",
        "from zoo import Ape",
    )
