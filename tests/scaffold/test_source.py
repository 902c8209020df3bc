"""What the templates write about a field is Python that means what the spec says."""

import ast
from decimal import Decimal
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Length, Lower, Trim, Upper

from django_opinionated_startapp.scaffold import source
from django_opinionated_startapp.scaffold.environment import Environment
from django_opinionated_startapp.scaffold.fields import parse_models
from django_opinionated_startapp.scaffold.model import FieldSpec, ModelSpec

NAMES = (models, settings, MaxValueValidator, MinValueValidator, Decimal, uuid4, Length, Lower, Trim, Upper)


def model_of(specs: str, django: tuple[int, int] = (6, 1)) -> ModelSpec:
    (model,) = parse_models([f"Order {specs}"], app="orders", label="orders", environment=Environment(django))
    return model


def declared(model: ModelSpec, field: FieldSpec) -> "models.Field[object, object]":
    """Evaluate the definition of ``field`` as in the body of its model."""
    names = {getattr(each, "__name__", "settings").rpartition(".")[2]: each for each in NAMES}
    names |= {"_": str, "settings": settings}
    for each in model.choices:
        members = {name: (value, label) for name, value, label in each.members}
        names[each.enum] = models.TextChoices(each.enum, members)
    field_object = eval(source.definition(field, model), names)  # noqa: S307  (it is the point)
    assert isinstance(field_object, models.Field)
    return field_object


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("x", 'models.CharField(_("x"), max_length=200)'),
        ("unit_name:str:080:unique", 'models.CharField(_("unit name"), max_length=80, unique=True)'),
        ("x:char:blank:index", 'models.CharField(_("x"), max_length=200, blank=True, db_index=True)'),
        ("x:str:null:unique", 'models.CharField(_("x"), max_length=200, null=True, blank=True, unique=True)'),
        ("x:TextField:default=a", 'models.TextField(_("x"), default="a")'),
        ("x:slug", 'models.SlugField(_("x"))'),
        ("x:slug:20", 'models.SlugField(_("x"), max_length=20)'),
        ("x:int:default=-3", 'models.IntegerField(_("x"), default=-3)'),
        ("x:posint:min=1", 'models.PositiveIntegerField(_("x"), validators=[MinValueValidator(1)])'),
        (
            "x:decimal:3:2:min=0:max=0.5:default=0.25",
            (
                'models.DecimalField(_("x"), max_digits=3, decimal_places=2, validators=[MinValueValidator(0), '
                'MaxValueValidator(Decimal("0.5"))], default=Decimal("0.25"))'
            ),
        ),
        (
            "x:decimal:9:8:min=0.0000001",
            (
                'models.DecimalField(_("x"), max_digits=9, decimal_places=8, '
                'validators=[MinValueValidator(Decimal("0.0000001"))])'
            ),
        ),
        ("x:float:min=.5", 'models.FloatField(_("x"), validators=[MinValueValidator(0.5)])'),
        ("x:bool", 'models.BooleanField(_("x"), default=False)'),
        ("x:bool:default=TRUE", 'models.BooleanField(_("x"), default=True)'),
        ("x:bool:null", 'models.BooleanField(_("x"), null=True, blank=True)'),
        ("x:date:null", 'models.DateField(_("x"), null=True, blank=True)'),
        ("x:datetime:auto_now", 'models.DateTimeField(_("x"), auto_now=True)'),
        ("x:time:auto_now_add", 'models.TimeField(_("x"), auto_now_add=True)'),
        ("x:json", 'models.JSONField(_("x"), blank=True, default=dict)'),
        ("x:json:null", 'models.JSONField(_("x"), blank=True, default=dict, null=True)'),
        ("x:binary", 'models.BinaryField(_("x"), blank=True, default=bytes)'),
        ("x:file", 'models.FileField(_("x"), upload_to="orders/")'),
        ("x:filepath:2024", 'models.FilePathField(_("x"), path="2024", blank=True)'),
        ("id:uuid:pk", 'models.UUIDField(_("id"), default=uuid4, editable=False, primary_key=True)'),
        ("id:bigauto:pk", 'models.BigAutoField(_("id"), primary_key=True)'),
        (
            "x:choice:draft,live",
            'models.CharField(_("x"), max_length=20, choices=X.choices, default=X.DRAFT)',
        ),
        (
            "x:choice:draft,live:blank:default=live",
            'models.CharField(_("x"), max_length=20, choices=X.choices, blank=True, default=X.LIVE)',
        ),
        (
            "owner:user",
            (
                'models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="orders", '
                'verbose_name=_("owner"))'
            ),
        ),
        (
            "owner:user:null",
            (
                'models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="orders", '
                'verbose_name=_("owner"), null=True, blank=True)'
            ),
        ),
        (
            "x:o2o:auth.User:protect",
            (
                'models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="order", '
                'verbose_name=_("x"))'
            ),
        ),
        (
            "x:m2m:auth.User",
            'models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="orders", verbose_name=_("x"), blank=True)',
        ),
        ("x:m2m:self", 'models.ManyToManyField("self", verbose_name=_("x"), blank=True)'),
        (
            "x:fk:Order",
            (
                'models.ForeignKey("self", on_delete=models.SET_NULL, related_name="orders", verbose_name=_("x"), '
                "null=True, blank=True)"
            ),
        ),
        (
            "x:generated:lower:t t:str",
            (
                'models.GeneratedField(expression=Lower("t"), output_field=models.CharField(max_length=200), '
                'db_persist=True, verbose_name=_("x"))'
            ),
        ),
        (
            "x:generated:upper:t t:text",
            (
                'models.GeneratedField(expression=Upper("t"), output_field=models.TextField(), '
                'db_persist=True, verbose_name=_("x"))'
            ),
        ),
        (
            "x:generated:trim:t t:slug",
            (
                'models.GeneratedField(expression=Trim("t"), output_field=models.CharField(max_length=255), '
                'db_persist=True, verbose_name=_("x"))'
            ),
        ),
        (
            "x:generated:length:t t:slug",
            (
                'models.GeneratedField(expression=Length("t"), output_field=models.IntegerField(), '
                'db_persist=True, verbose_name=_("x"))'
            ),
        ),
    ],
)
def test_definitions(spec: str, expected: str) -> None:
    model = model_of(f"{spec} other")
    assert source.definition(model.fields[0], model) == expected
    if "Generated" not in expected or hasattr(models, "GeneratedField"):
        assert f"models.{type(declared(model, model.fields[0])).__name__}(" == expected.partition("(")[0] + "("


SHAPES = [
    ("x", "x: str", "x=x", "x=order.x"),
    ("x:str:blank", 'x: str = ""', "x=x", "x=order.x"),
    ("x:str:null:unique", "x: str | None = None", "x=x", "x=order.x"),
    ('x:str:default=a"b\\c', 'x: str = "a\\"b\\\\c"', "x=x", "x=order.x"),
    ("x:int:default=3", "x: int = 3", "x=x", "x=order.x"),
    ("x:decimal:default=3", 'x: Decimal = Decimal("3")', "x=x", "x=order.x"),
    ("x:bool", "x: bool = False", "x=x", "x=order.x"),
    ("x:date:null", "x: dt.date | None = None", "x=x", "x=order.x"),
    ("x:json", "x: dict[str, object] | None = None", "x=x or {}", "x=order.x"),
    ("x:json:null", "x: dict[str, object] | None = None", "x=x", "x=order.x"),
    ("x:binary", 'x: bytes = b""', "x=x", "x=bytes(order.x)"),
    ("x:file:blank", 'x: str = ""', "x=x", 'x=order.x.name or ""'),
    ("x:filepath:/tmp", 'x: str = ""', "x=x", "x=order.x"),
    ("x:choice:a,b", "x: OrderX = OrderX.A", "x=x.value", "x=OrderX(order.x)"),
    (
        "x:choice:a,b:blank",
        "x: OrderX | None = OrderX.A",
        'x=x.value if x else ""',
        "x=OrderX(order.x) if order.x else None",
    ),
    ("owner:user", "owner_id: int", "owner_id=owner_id", "owner_id=order.owner_id"),
    ("x:fk:self", "x_id: int | None = None", "x_id=x_id", "x_id=order.x_id"),
    (
        "users:m2m:auth.User",
        "user_ids: Iterable[int] = ()",
        "user_ids=user_ids",
        "user_ids=tuple(user.pk for user in order.users.all())",
    ),
    (
        "classes:m2m:auth.User",
        "class_ids: Iterable[int] = ()",
        "class_ids=class_ids",
        "class_ids=tuple(each.pk for each in order.classes.all())",
    ),
]


@pytest.mark.parametrize(("spec", "parameter", "argument", "data"), SHAPES)
def test_parameters_arguments_and_data(spec: str, parameter: str, argument: str, data: str) -> None:
    model = model_of(spec)
    field = model.fields[0]
    assert source.parameter(field, model) == parameter
    assert source.argument(field) == argument
    assert source.data_value(field, model) == data
    ast.parse(f"def f({parameter}): ...")
    ast.parse(f"f({argument}, {data})" if argument.partition("=")[0] != data.partition("=")[0] else f"f({data})")
    ast.parse(f"x: {source.annotation(field, model)}")


def test_a_many_relation_is_a_tuple_of_keys() -> None:
    model = model_of("users:m2m:auth.User")
    assert source.annotation(model.fields[0], model) == "tuple[int, ...]"


@pytest.mark.parametrize(("function", "kind"), [("lower", "str"), ("length", "int")])
def test_a_generated_field_has_the_type_of_its_function(function: str, kind: str) -> None:
    model = model_of(f"x:generated:{function}:t t:str")
    assert source.annotation(model.fields[0], model) == kind


def test_a_bound_is_a_decimal_where_it_has_a_fraction() -> None:
    field = model_of("x:decimal:3:2:min=0:max=0.5").fields[0]
    assert [source.bound(field, value) for value in ("0", "0.5")] == ["0", 'Decimal("0.5")']


def test_what_cannot_be_printed_is_escaped() -> None:
    text = 'a\0"\\\x7f\udc80é'
    assert source.quoted(text) == '"a\\x00\\"\\\\\\x7f\\udc80é"'
    assert ast.literal_eval(source.quoted(text)) == text


@pytest.mark.parametrize(("values", "expected"), [([], "()"), (["a"], '("a",)'), (["a", "b"], '("a", "b")')])
def test_tuples(values: list[str], expected: str) -> None:
    assert source.tupled(values) == expected


@pytest.mark.parametrize(
    ("spec", "sample", "json"),
    [
        ("x:int", "1", "order.x"),
        ("x:choice:a,b", "data.OrderX.A", "order.x"),
        ("x:user", "1", "order.x_id"),
        ("xs:m2m:self", "(1,)", "[x.pk for x in order.xs.all()]"),
        ("x:fk:self id:uuid:pk", "UUID(int=1)", "order.x_id"),
        ("x:file", '"a.txt"', "order.x.name"),
        ("x:binary", 'b"data"', "b64encode(order.x).decode()"),
        ("x:generated:length:t t", "1", "order.x"),
        ("x:generated:lower:t t", '"text"', "order.x"),
    ],
)
def test_samples_for_data_classes_and_values_for_json(spec: str, sample: str, json: str) -> None:
    model = model_of(spec)
    assert source.data_sample(model.fields[0], model) == sample
    assert source.json_value(model.fields[0], model) == json
    ast.parse(json)


def test_an_argument_is_also_an_assignment() -> None:
    assert source.assignment(model_of("x:choice:a,b:blank").fields[0]) == 'x = x.value if x else ""'
