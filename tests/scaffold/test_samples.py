"""Sample values are valid, different, and the refused ones are refused, whatever the limits."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError

from django_opinionated_startapp.scaffold.environment import Environment
from django_opinionated_startapp.scaffold.fields import parse_models
from django_opinionated_startapp.scaffold.model import FieldSpec
from django_opinionated_startapp.scaffold.samples import numbered, other, refused, sample

from .test_source import declared

if TYPE_CHECKING:
    from django.db import models

SPECS = [
    *(f"x:{kind}" for kind in ("str", "text", "slug", "email", "url", "int", "bigint", "smallint", "posint", "float")),
    *(f"x:{kind}" for kind in ("posbigint", "possmallint", "decimal", "date", "datetime", "time", "duration", "uuid")),
    *(f"x:{kind}" for kind in ("ip", "file", "choice:a,b", "json", "bool", "choice:a")),
    *(f"x:str:{length}" for length in (1, 2, 4, 6, 7, 9, 12)),
    *(f"other:str:{length}" for length in (1, 5, 9)),
    *(f"x:slug:{length}" for length in (1, 3, 8, 9, 10)),
    *(f"x:decimal:{shape}" for shape in ("3:2", "2:2", "1:0", "1:1", "65:30", "5:0")),
    "x:email:30",
    "x:url:30",
    "x:int:min=5",
    "x:int:max=5",
    "x:int:max=-5",
    "x:int:min=-5:max=5",
    "x:int:min=1:max=2",
    "x:posint:max=0",
    "x:posint:min=0",
    "x:posint:max=3",
    "x:posint:max=2147483647",
    "x:smallint:min=32767",
    "x:smallint:min=-32768:max=-32767",
    "x:decimal:3:2:min=0",
    "x:decimal:3:2:min=0.5:max=0.51",
    "x:decimal:3:2:min=-9.99",
    "x:decimal:3:2:max=0.07",
    "x:decimal:3:2:max=-9.98",
    "x:float:min=0.1:max=0.2",
    "x:float:min=0.1",
    "x:float:max=0",
    "x:float:min=-3:max=900",
]
UNIQUE = [spec for spec in SPECS if "choice" not in spec and "bool" not in spec and "json" not in spec]


def field_of(spec: str) -> tuple[FieldSpec, "models.Field[object, object]"]:
    (model,) = parse_models([f"Order {spec}"], app="orders", label="orders", environment=Environment((6, 1)))
    return model.fields[0], declared(model, model.fields[0])


def value(source: str, number: int = 1) -> object:
    return eval(source, {"Decimal": Decimal, "dt": dt, "UUID": UUID, "number": number})  # noqa: S307  (it is the point)


@pytest.mark.parametrize("spec", SPECS)
def test_samples_are_valid_and_differ(spec: str) -> None:
    described, field = field_of(spec)
    one, two = value(sample(described)), value(other(described))
    cleaned = [field.clean(each, None) for each in (one, two)]
    assert cleaned == [one, two]
    single = spec in {"x:choice:a", "x:posint:max=0", "x:smallint:min=32767"}
    assert (one == two) is single


@pytest.mark.parametrize("spec", UNIQUE)
def test_numbered_values_are_valid_and_differ_as_long_as_there_are_more(spec: str) -> None:
    described, field = field_of(spec)
    found = [value(numbered(described), number) for number in range(1, 400)]
    short = described.kind.text and 0 < described.length < 3
    for each in found[:9] if short else found:
        assert field.clean(each, None) == each
    assert len(set(found[:3])) > (0 if "posint:max=0" in spec or "32767" in spec else 1)


@pytest.mark.parametrize("spec", ["x:choice:a,b", "x:bool", "x:binary", "x:filepath:/tmp"])
def test_what_has_no_numbered_values_is_numbered_by_its_sample(spec: str) -> None:
    described, _ = field_of(spec)
    assert numbered(described) == sample(described)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("x:int", ()),
        ("x:int:min=0", ("-1",)),
        ("x:int:max=9", ("10",)),
        ("x:decimal:3:2:min=0:max=9.99", ('Decimal("-0.01")', 'Decimal("10.00")')),
        ("x:float:min=0.5", ("0.0",)),
    ],
)
def test_refused_values_are_just_outside(spec: str, expected: tuple[str, ...]) -> None:
    described, field = field_of(spec)
    assert refused(described) == expected
    for source in expected:
        with pytest.raises(ValidationError):
            field.clean(value(source), None)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("x:int", "number"),
        ("x:int:min=1", "1 + number"),
        ("x:int:max=5", "5 - number"),
        ("x:int:min=1:max=3", "1 + number % 3"),
        ("x:decimal", "Decimal(number).scaleb(-2)"),
        ("x:decimal:9:0", "Decimal(number)"),
        ("x:decimal:9:2:min=1", 'Decimal("1.00") + Decimal(number).scaleb(-2)'),
        ("x:float", "number * 0.5"),
        ("first_name:str", 'f"First name {number}"'),
        ("x:str:3", "str(number)"),
    ],
)
def test_numbered_values_read_well(spec: str, expected: str) -> None:
    assert numbered(field_of(spec)[0]) == expected
