"""Models that are there already, as the layers around them see them."""

import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import django
import pytest
from django.apps import apps
from django.contrib.auth import models as home
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import OperationalError, models
from django.test.utils import isolate_apps

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.scaffold.environment import inspect_environment
from django_opinionated_startapp.scaffold.existing import Described, Wanted, describe_models, find_models
from django_opinionated_startapp.scaffold.model import FieldSpec, ModelSpec
from django_opinionated_startapp.scaffold.samples import chosen, numbered, other, sample
from django_opinionated_startapp.scaffold.source import argument, data_value, parameter

USER, GROUP = home.User, home.Group
CONDITION = "condition" if django.VERSION >= (5, 1) else "check"


def check(name: str, **lookups: object) -> models.CheckConstraint:
    return models.CheckConstraint(**{CONDITION: models.Q(**lookups)}, name=name)


@pytest.fixture(autouse=True)
def _isolated() -> Iterator[None]:
    with isolate_apps("django.contrib.contenttypes", "django.contrib.auth"):
        yield


def model(title: str, bases: tuple[Any, ...] = (models.Model,), /, **members: object) -> Any:  # noqa: ANN401
    """Return a model of the app auth, which its module holds."""
    options = members.pop("Meta", {})
    meta = type("Meta", (), {"app_label": "auth", **options})  # type: ignore[dict-item]  # whatever a test needs
    return type(title, bases, {"__module__": home.__name__, "Meta": meta, **members})


def describe(*found: Any, whole: bool = False, tests: bool = True) -> Described:  # noqa: ANN401
    with pytest.MonkeyPatch.context() as patch:
        for each in found:
            patch.setattr(home, each.__name__, each, raising=False)
        wanted = Wanted(apps.get_app_config("auth"), found, whole)
        return describe_models(wanted, inspect_environment(booted=True), tests=tests)


def one(**members: object) -> tuple[ModelSpec, dict[str, FieldSpec]]:
    (spec,) = describe(model("Thing", **members)).models
    return spec, {field.name: field for field in spec.fields}


def refused(*found: Any) -> str:  # noqa: ANN401
    with pytest.raises(OpinionatedError) as caught:
        describe(*found)
    return str(caught.value)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["outh"], "There is no installed app 'outh'.\nDid you mean auth?"),
        (["auth.Grup"], "The app auth has no model 'Grup'.\nDid you mean Group?"),
        (["auth.Group", "contenttypes"], "The models are those of different apps: auth, contenttypes."),
        (["django_opinionated_startapp"], "The app django_opinionated_startapp has no models."),
        (["django_opinionated_startapp.X"], "Describe new models with --model."),
    ],
)
def test_models_that_there_are_not(texts: list[str], said: str) -> None:
    with pytest.raises(OpinionatedError) as caught:
        find_models(texts)
    assert said in str(caught.value)


def test_models_are_found_by_name_or_all_of_an_app() -> None:
    named = find_models(["auth.group", "auth.Permission", "auth.Group"])
    assert ([each.__name__ for each in named.models], named.whole) == (["Group", "Permission"], False)
    assert find_models(["auth"]).whole


def test_plain_fields() -> None:
    spec, fields = one(
        title=models.CharField(max_length=40, unique=True),
        note=models.TextField(blank=True, default="none"),
        price=models.DecimalField(
            max_digits=6, decimal_places=2, validators=[MinValueValidator(Decimal("0.50")), MaxValueValidator(9)]
        ),
        free=models.IntegerField(validators=[MinValueValidator(lambda: -3)], default=7),
        ratio=models.FloatField(default=float("nan")),
        flag=models.BooleanField(default=True),
        data=models.JSONField(default=list),
        raw=models.BinaryField(),
        made=models.DateTimeField(auto_now_add=True),
        seen=models.DateTimeField(auto_now=True),
        code=models.UUIDField(default=uuid.uuid4, editable=False),
        by=models.CharField(max_length=3, default=str),
    )
    assert (spec.key, spec.order, spec.manager, spec.newest_first) == (None, "", "objects", True)
    assert spec.sorting == '.order_by("-pk")'
    assert (fields["title"].length, fields["title"].unique) == (40, True)
    assert (fields["note"].blank, fields["note"].default) == (True, "none")
    assert (fields["price"].minimum, fields["price"].maximum) == ("0.50", "9")
    assert (fields["free"].minimum, fields["free"].default, fields["ratio"].default) == ("", "7", "")
    assert (fields["flag"].default, fields["by"].default) == ("True", "")
    assert fields["data"].kind.python == "object"
    assert {name: field.auto for name, field in fields.items() if field.auto} == {
        "made": "auto_now_add",
        "seen": "auto_now",
        "code": "not editable",
    }
    assert fields["raw"].settable
    assert spec.checked == ()


def test_choices_of_every_kind() -> None:
    class Colour(models.TextChoices):
        RED = "red"
        DARK_BLUE = "dark blue"

    _, fields = one(
        colour=models.CharField(max_length=20, choices=Colour.choices),
        grade=models.CharField(max_length=2, choices=[("", "-"), ("a+", "good"), ("a-", "bad")], blank=True),
        odd=models.CharField(max_length=2, choices=[("a+", "a +"), ("a-", "a -")], default="a-"),
        level=models.IntegerField(choices=[(0, "low"), (1, "high")], default=1),
        size=models.IntegerField(null=True, blank=True, choices=[("group", [(1, "one"), (2, "two")])]),
    )
    spec = ModelSpec("Thing", "auth", tuple(fields.values()))
    names = {name: [member for member, _, _ in field.members] for name, field in fields.items() if field.choices}
    assert names == {
        "colour": ["RED", "DARK_BLUE"],
        "grade": ["GOOD", "BAD"],
        "odd": ["CHOICE_1", "CHOICE_2"],
        "level": ["LOW", "HIGH"],
        "size": ["ONE", "TWO"],
    }
    assert [field.name for field in spec.chosen] == ["colour"]
    assert parameter(fields["colour"], spec) == "colour: ThingColour"
    assert parameter(fields["grade"], spec) == "grade: ThingGrade | None = None"
    assert parameter(fields["level"], spec) == "level: ThingLevel = ThingLevel.HIGH"
    assert parameter(fields["size"], spec) == "size: ThingSize | None = None"
    assert argument(fields["grade"]) == 'grade=grade.value if grade else ""'
    assert argument(fields["size"]) == "size=size.value if size else None"
    assert data_value(fields["size"], spec) == "size=ThingSize(thing.size) if thing.size is not None else None"
    assert data_value(fields["grade"], spec) == "grade=ThingGrade(thing.grade) if thing.grade else None"
    assert (chosen(fields["colour"]), chosen(fields["level"]), sample(fields["level"])) == ('"red"', "1", "0")


def test_classes_of_fields() -> None:
    class Loud(models.CharField):  # type: ignore[type-arg]
        """Looks like its base to code."""

    class Magic(models.CharField):  # type: ignore[type-arg]
        def to_python(self, value: object) -> object:
            return value

    class Link(models.ForeignKey):  # type: ignore[type-arg]
        def contribute_to_class(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401
            super().contribute_to_class(*arguments, **options)

    class Shape(models.Field):  # type: ignore[type-arg]
        """Nothing that Django knows."""

    thing = model(
        "Thing",
        loud=Loud(max_length=9),
        magic=Magic(max_length=9, blank=True),
        link=Link(USER, models.CASCADE, null=True, blank=True, related_name="+"),
        shape=Shape(null=True, blank=True),
        picture=models.ImageField(width_field="width", blank=True),
        width=models.IntegerField(null=True, blank=True),
    )
    found = describe(thing)
    assert [field.name for field in found.models[0].fields] == ["loud", "width"]
    assert found.notes == (
        "Left out auth.Thing.magic: nothing is known of its class, Magic.",
        "Left out auth.Thing.link: nothing is known of its class, Link.",
        "Left out auth.Thing.shape: nothing is known of its class, Shape.",
        "Left out auth.Thing.picture: nothing is known of its class, ImageField.",
    )
    strict = model("Strict", shape=Shape())
    assert refused(strict) == (
        "auth.Strict can't be used: shape: nothing is known of its class, Shape.\n"
        "Name other models, or leave the tests out: --without tests"
    )


def test_a_whole_app_does_without_models_that_cannot_be_used() -> None:
    class Shape(models.Field):  # type: ignore[type-arg]
        """Nothing that Django knows."""

    strict = model("Strict", shape=Shape())
    plain = model("Plain", strict=models.ForeignKey(strict, models.CASCADE, null=True))
    found = describe(strict, model("Fine", name=models.CharField(max_length=9)), whole=True)
    assert ([spec.name for spec in found.models], found.notes) == (
        ["Fine"],
        ("Left out auth.Strict: shape: nothing is known of its class, Shape.",),
    )
    with pytest.raises(OpinionatedError, match="None of the models of auth can be used"):
        describe(strict, whole=True)
    del plain


def test_an_app_without_models_has_nothing_to_describe() -> None:
    assert describe(whole=True) == Described(())


def test_relations() -> None:
    tag = model("Tag", code=models.CharField(max_length=9, unique=True))
    through = model(
        "Through",
        thing=models.ForeignKey("auth.Thing", models.CASCADE),
        user=models.ForeignKey(USER, models.CASCADE, related_name="+"),
    )
    thing = model(
        "Thing",
        owner=models.ForeignKey(USER, models.CASCADE, editable=False, related_name="+"),
        checked_by=models.ForeignKey(USER, models.CASCADE, editable=False, null=True, related_name="+"),
        one=models.OneToOneField(tag, models.CASCADE),
        maybe=models.ForeignKey(tag, models.CASCADE, null=True, blank=True, related_name="+"),
        asked=models.ForeignKey(tag, models.CASCADE, null=True, related_name="+"),
        tags=models.ManyToManyField(tag, related_name="+"),
        people=models.ManyToManyField(USER, through=through, related_name="+"),
        by_code=models.ForeignKey(tag, models.CASCADE, to_field="code", null=True, blank=True, related_name="+"),
        some=models.ForeignKey(
            tag, models.CASCADE, limit_choices_to={"code": "x"}, null=True, blank=True, related_name="+"
        ),
        fixed=models.ForeignKey(tag, models.CASCADE, editable=False, null=True, related_name="+"),
        group=models.ForeignKey(GROUP, models.CASCADE, related_name="+"),
    )
    found = describe(thing, tag)
    spec = found.models[0]
    fields = {field.name: field for field in spec.fields}
    assert {name: field.kind.spelling for name, field in fields.items()} == {
        "owner": "user",
        "checked_by": "user",
        "one": "o2o",
        "maybe": "fk",
        "asked": "fk",
        "tags": "m2m",
        "fixed": "fk",
        "group": "fk",
    }
    assert spec.owner is fields["owner"]
    assert [name for name, field in fields.items() if field.auto] == ["checked_by", "fixed"]
    assert [field.name for field in spec.related] == ["owner", "one", "asked", "group"]
    assert found.notes == (
        "Left out auth.Thing.by_code: it points to auth.Tag.code, which is no primary key.",
        "Left out auth.Thing.some: it can't point to every object.",
        "Left out auth.Thing.people: its rows are those of auth.Through.",
    )
    assert spec.seen_by("user") == "filter(owner_id=user.pk)"


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"f": models.CharField(max_length=9, editable=False, null=True), "size": models.IntegerField()}, ""),
        ({"f": models.IntegerField(editable=False)}, "f: something else than a person sets it, and it has no default"),
        (
            {"f": models.ForeignKey(GROUP, models.CASCADE, editable=False, related_name="+")},
            "f: something else than a person",
        ),
        (
            {
                "owner": models.ForeignKey(USER, models.CASCADE, related_name="+"),
                "f": models.ForeignKey(USER, models.CASCADE, editable=False, related_name="+"),
            },
            "f: something else than a person sets it, and it has no default",
        ),
        ({"f": models.CharField(max_length=9, validators=[RegexValidator("^X")])}, "f: it takes no value that tests"),
        ({"f": models.CharField(max_length=9, primary_key=True)}, "its primary key f does not come by itself"),
        (
            {"f": models.OneToOneField(USER, models.CASCADE, primary_key=True, related_name="+")},
            "its primary key f does not come by itself",
        ),
        ({"f": models.FloatField(choices=[(3.0, "three")])}, "f: it takes no value that tests know, not even 1.0"),
        ({"Meta": {"managed": False}}, "its table is not made by migrations, so that tests have none"),
        (
            {
                "owner": models.ForeignKey(USER, models.CASCADE, related_name="+"),
                "Meta": {"constraints": [models.UniqueConstraint(fields=["owner"], name="one")]},
            },
            "a user can't have two of them (owner is unique)",
        ),
        ({"made": models.DateTimeField(auto_now_add=True)}, "there is no field of it that somebody sets"),
    ],
)
def test_models_that_cannot_be_used(members: dict[str, object], said: str) -> None:
    thing = model("Thing", **members)
    if not said:
        assert describe(thing).models[0].fields[0].auto == "not editable"
        return
    assert said in refused(thing)


def test_a_value_for_tests_is_not_needed_without_tests() -> None:
    thing = model("Thing", code=models.CharField(max_length=9, validators=[RegexValidator("^X")]))
    assert describe(thing, tests=False).models[0].fields[0].name == "code"


def test_a_validator_that_asks_what_is_not_there() -> None:
    def is_page(value: str) -> None:
        raise OperationalError(value)

    thing = model("Thing", url=models.CharField(max_length=9, validators=[is_page]))
    assert 'url: it takes no value that tests know, not even "Url"' in refused(thing)


def test_rules_of_its_own_are_mentioned() -> None:
    base = model("Base", clean=lambda _self: None, Meta={"abstract": True})
    thing = model("Thing", (base,), name=models.CharField(max_length=9), save=lambda _self: None)
    said = "The tests of auth.Thing may need other values, for its own clean() and save()."
    assert describe(thing).notes == (said,)
    assert describe(thing, tests=False).notes == ()


def test_proxies_and_strangers() -> None:
    thing = model("Thing")
    assert "it is a proxy, and has no rows of its own" in refused(model("Proxy", (thing,), Meta={"proxy": True}))
    with pytest.raises(OpinionatedError, match=r"django\.contrib\.auth\.models does not hold it"):
        describe_models(
            Wanted(apps.get_app_config("auth"), (thing,), whole=False), inspect_environment(booted=True), tests=True
        )


def test_keys_and_bases() -> None:
    base = model("Base", key=models.UUIDField(primary_key=True, default=uuid.uuid4), size=models.IntegerField())
    child = model("Child", (base,), name=models.CharField(max_length=9))
    (spec,) = describe(child).models
    assert spec.existing is not None
    assert (spec.existing.inherits, spec.key_type, spec.newest_first) == (True, "UUID", False)
    assert [field.name for field in spec.fields] == ["key", "size", "name"]


def test_managers_scopes_and_order() -> None:
    class People(models.Manager):  # type: ignore[type-arg]
        def for_user(self, user: object, *, deep: bool = False) -> object:
            return user, deep

        def visible_to(self) -> None:
            """Take no user."""

    thing = model(
        "Thing",
        name=models.CharField(max_length=9),
        owner=models.ForeignKey(USER, models.CASCADE, related_name="+"),
        people=People(),
        Meta={"ordering": ["name"]},
    )
    by_key = model("ByKey", size=models.IntegerField(), Meta={"ordering": ["-id"]})
    by_expression = model("ByExpression", size=models.IntegerField(), Meta={"ordering": [models.F("id").desc()]})
    specs = {spec.name: spec for spec in describe(thing, by_key, by_expression).models}
    spec = specs["Thing"]
    assert (spec.manager, spec.seen_by("user"), spec.newest_first) == ("people", "for_user(user)", False)
    assert [specs[name].sorting for name in ("Thing", "ByKey", "ByExpression")] == [
        '.order_by("name", "-pk")',
        '.order_by("-id")',
        '.order_by("-pk")',
    ]


def test_constraints() -> None:
    either = models.Q(a__gt=1) | models.Q(b__gt=1)
    base = model("Base", c=models.IntegerField(), Meta={"constraints": [check("c", c__gte=5)]})
    thing = model(
        "Thing",
        (base,),
        a=models.IntegerField(),
        b=models.DecimalField(max_digits=5, decimal_places=1),
        d=models.IntegerField(),
        code=models.SlugField(),
        day=models.CharField(max_length=20, unique_for_date="when"),
        when=models.DateField(),
        Meta={
            "unique_together": [("code", "d")],
            "constraints": [
                check("a", a__gt=2, a__lte=8),
                check("b", b__lt=3),
                check("d", d__in=[1, 2]),
                models.CheckConstraint(**{CONDITION: either}, name="either"),
                models.CheckConstraint(**{CONDITION: models.Q(models.Q(a__gt=0), d__lt=models.F("a"))}, name="nested"),
                models.UniqueConstraint(fields=["code"], name="code"),
            ],
        },
    )
    (spec,) = describe(thing).models
    fields = {field.name: field for field in spec.fields}
    limits = {name: (field.least, field.greatest) for name, field in fields.items() if field.least or field.greatest}
    assert limits == {"c": ("5", ""), "a": ("3", "8"), "b": ("", "2.9")}
    assert {name: field.differs for name, field in fields.items() if field.differs} == {
        "d": True,
        "code": True,
        "day": True,
    }
    assert (sample(fields["a"]), other(fields["a"]), sample(fields["b"])) == ("3", "4", 'Decimal("2.9")')
    assert (numbered(fields["c"]), numbered(fields["b"])[:18]) == ("5 + number", 'Decimal("2.9") - D')


def test_circles() -> None:
    first = model("First", second=models.ForeignKey("auth.Second", models.CASCADE))
    second = model("Second", first=models.ForeignKey("auth.First", models.CASCADE))
    said = refused(first, second)
    assert "These models can't be made, since each needs another one first: auth.First, auth.Second." in said


@pytest.mark.skipif(django.VERSION < (5, 0), reason="GeneratedField is new in Django 5.0")
def test_generated_fields() -> None:
    class Shape(models.Field):  # type: ignore[type-arg]
        """Nothing that Django knows."""

    thing = model(
        "Thing",
        name=models.CharField(max_length=9),
        loud=models.GeneratedField(
            expression=models.functions.Upper("name"), output_field=models.CharField(max_length=9), db_persist=True
        ),
        shape=models.GeneratedField(expression=models.F("name"), output_field=Shape(), db_persist=True),
    )
    found = describe(thing)
    assert [field.auto for field in found.models[0].fields] == ["", "generated"]
    assert found.notes == ("Left out auth.Thing.shape: nothing is known of its class, Shape.",)
