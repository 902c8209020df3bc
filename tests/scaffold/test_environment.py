"""What a project offers: packages, the user model, models to point to and how to make them."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.test.utils import isolate_apps, override_settings

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.scaffold import environment
from django_opinionated_startapp.scaffold.environment import Environment, inspect_environment
from django_opinionated_startapp.scaffold.kinds import KIND_BY_SPELLING
from django_opinionated_startapp.scaffold.model import USER

BOOTED = inspect_environment(booted=True)


@pytest.fixture(autouse=True)
def _own_models() -> Iterator[None]:
    with isolate_apps("django.contrib.contenttypes"):
        yield


def model(name: str, /, **fields: object) -> type[models.Model]:
    meta = fields.pop("Meta", type("Meta", (), {"app_label": "people"}))
    bases = fields.pop("bases", (models.Model,))
    return type(name, bases, {"Meta": meta, "__module__": __name__, **fields})  # type: ignore[no-any-return,call-overload]


def settings(monkeypatch: pytest.MonkeyPatch, *, user: str = "auth.User", aware: bool = True) -> None:
    monkeypatch.setattr(environment, "settings", SimpleNamespace(AUTH_USER_MODEL=user, USE_TZ=aware))


# What is installed


@pytest.mark.parametrize(
    ("version", "packages", "rest", "filters", "queue"),
    [
        ((5, 2), (), "django", False, ""),
        ((6, 0), (), "django", False, "django"),
        ((6, 0), ("celery", "django_filters"), "django", False, "celery"),
        ((4, 2), ("rest_framework",), "drf", False, ""),
        ((4, 2), ("rest_framework", "django_filters"), "drf", True, ""),
    ],
)
def test_what_code_can_be_built_with(
    version: tuple[int, int], packages: tuple[str, ...], rest: str, filters: bool, queue: str
) -> None:
    found = Environment(version, packages=frozenset(packages))
    assert (found.rest, found.filters, found.queue) == (rest, filters, queue)


def test_an_interpreter_without_a_project_is_known_by_its_packages() -> None:
    found = inspect_environment(booted=False, optional=("json", "no_such_package"))
    assert (found.packages, found.booted, found.user) == (frozenset({"json"}), False, USER)


def test_a_project_is_known_by_its_settings() -> None:
    assert BOOTED.booted
    assert (BOOTED.admin, BOOTED.aware, "django.contrib.auth" in BOOTED.installed) == (False, True, True)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("MIDDLEWARE", [], (False, False)),
        ("MIDDLEWARE", ["django.middleware.common.CommonMiddleware"], (False, False)),
        ("MIDDLEWARE", ["django.middleware.common.CommonMiddleware", "site.Seen"], (True, False)),
        ("REST_FRAMEWORK", {"PAGE_SIZE": 10}, (False, False)),
        ("REST_FRAMEWORK", {"EXCEPTION_HANDLER": "rest_framework.views.exception_handler"}, (False, False)),
        ("REST_FRAMEWORK", {"EXCEPTION_HANDLER": "site.errors.answer"}, (False, True)),
    ],
)
def test_what_stands_between_a_request_and_a_view_is_known(
    name: str, value: object, expected: tuple[bool, bool]
) -> None:
    with override_settings(**{name: value}):
        found = inspect_environment(booted=True)
    assert (found.layered, found.own_errors) == expected
    assert (found.without_project().layered, found.without_project().own_errors) == (False, False)


def test_times_fit_the_time_zone_setting() -> None:
    kind = KIND_BY_SPELLING["datetime"]
    assert Environment((6, 1)).localised(kind) is kind
    naive = Environment((6, 1), aware=False)
    assert naive.localised(kind).sample == 'dt.datetime.fromisoformat("2024-01-31T12:00:00")'
    assert naive.localised(KIND_BY_SPELLING["date"]) is KIND_BY_SPELLING["date"]


# Users


def test_the_user_of_django() -> None:
    user = BOOTED.user
    assert (user.label, user.reference, user.key, user.factory, user.method, user.arguments) == (
        "auth.User",
        "settings.AUTH_USER_MODEL",
        "int",
        "make_user",
        "create_user",
        ('username=f"user{number}"', 'email=f"user{number}@example.com"'),
    )


def test_without_the_auth_app_the_user_is_the_default_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "is_installed", lambda _name: False)
    assert environment._user() == USER


class Creating(BaseUserManager[Any]):
    def create_user(self, mail: str, password: str | None = None) -> object:
        raise NotImplementedError


class Asking(Creating):
    def create_superuser(self, mail: str, password: str) -> object:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("manager", "given"),
    [(BaseUserManager, ()), (Creating, ()), (Asking, ('password=f"password{number}"',))],
)
def test_a_password_is_given_where_users_cannot_be_made_without(
    monkeypatch: pytest.MonkeyPatch, manager: type[BaseUserManager[Any]], given: tuple[str, ...]
) -> None:
    members = {"mail": models.EmailField(unique=True), "objects": manager(), "USERNAME_FIELD": "mail"}
    person = model("Person", bases=(AbstractBaseUser,), **members)
    monkeypatch.setattr("django.contrib.auth.get_user_model", lambda: person)
    settings(monkeypatch, user="people.Person")
    assert environment._user().arguments == ('mail=f"user{number}@example.com"', *given)


def test_a_user_model_of_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    team = model("Team", name=models.CharField(max_length=20))
    person = model(
        "Person",
        bases=(AbstractBaseUser,),
        id=models.UUIDField(primary_key=True),
        mail=models.EmailField(unique=True),
        team=models.ForeignKey(team, on_delete=models.CASCADE),
        objects=BaseUserManager(),
        USERNAME_FIELD="mail",
        REQUIRED_FIELDS=["team"],
    )
    monkeypatch.setattr("django.contrib.auth.get_user_model", lambda: person)
    settings(monkeypatch, user="people.Person")
    user = environment._user()
    assert (user.label, user.reference, user.key, user.method, user.arguments) == (
        "people.Person",
        "settings.AUTH_USER_MODEL",
        "UUID",
        "create",
        ('mail=f"user{number}@example.com"', "team=make_people_team()"),
    )
    assert [need.arguments for need in user.needs] == [('name="Name"',)]
    task = model("Task", person=models.ForeignKey(person, on_delete=models.CASCADE))
    assert environment._target(task).needs == (user,)


# Models to point to


def test_a_model_is_made_with_what_it_cannot_do_without() -> None:
    place = model("Place", code=models.SlugField(primary_key=True))
    author = model(
        "BookAuthor",
        place=models.ForeignKey(place, on_delete=models.CASCADE),
        name=models.CharField(max_length=9),
        kind=models.CharField(max_length=9, choices=[("a", "A")]),
        price=models.DecimalField(max_digits=3, decimal_places=2),
        site=models.URLField(),
        note=models.TextField(blank=True),
        age=models.IntegerField(null=True),
        size=models.IntegerField(default=1),
    )
    found = environment._target(author)
    assert (found.label, found.reference, found.key, found.factory, found.method) == (
        *("people.BookAuthor", '"people.BookAuthor"', "int", "make_people_book_author", "create"),
    )
    assert found.arguments == (
        "place=make_people_place()",
        'name="Name"',
        "kind='a'",
        'price=Decimal("1.00")',
        'site="https://example.com/a"',
    )
    assert [(need.key, need.arguments) for need in found.needs] == [("str", ('code=f"slug-{number}"',))]


def test_the_key_of_a_derived_model_is_that_of_its_parent() -> None:
    parent = model("Parent", id=models.UUIDField(primary_key=True, default=None))
    child = model("Child", bases=(parent,), Meta=type("Meta", (), {"app_label": "people"}))
    found = environment._target(child)
    assert (found.key, found.arguments) == ("UUID", ())


@pytest.mark.skipif(not hasattr(models, "GeneratedField"), reason="new in Django 5.0")
def test_what_the_database_fills_is_not_given() -> None:
    stored = model("Stored", at=models.IntegerField(db_default=1))
    assert environment._target(stored).arguments == ()


@pytest.mark.parametrize(("aware", "suffix"), [(True, "+00:00"), (False, "")])
def test_times_of_needed_models_fit_too(aware: bool, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings(monkeypatch, aware=aware)
    event = model("Event", at=models.DateTimeField())
    assert environment._target(event).arguments == (f'at=dt.datetime.fromisoformat("2024-01-31T12:00:00{suffix}")',)


def test_a_field_of_an_unknown_class_is_refused() -> None:
    odd = model("Odd", x=type("OddField", (models.Field,), {})())
    with pytest.raises(OpinionatedError) as caught:
        environment._target(odd)
    assert (caught.value.message, caught.value.hint) == (
        "people.Odd can't be made for tests: nothing is known of its OddField 'x'.",
        "Use the null modifier, or leave the tests out with --without tests.",
    )


def test_a_key_of_an_unknown_class_is_taken_for_a_number() -> None:
    odd = model("Odd", x=type("OddField", (models.Field,), {})(primary_key=True, default=1))
    assert environment._target(odd).key == "int"


def test_a_class_of_fields_made_from_one_of_django_is_known() -> None:
    money = model("Money", x=type("MoneyField", (models.DecimalField,), {})(max_digits=5, decimal_places=1))
    assert environment._target(money).arguments == ('x=Decimal("1.0")',)


def test_a_model_that_needs_itself_is_refused() -> None:
    loop = model("Loop", next=models.ForeignKey("self", on_delete=models.CASCADE))
    with pytest.raises(OpinionatedError) as caught:
        environment._target(loop)
    assert (caught.value.message, caught.value.hint) == (
        "people.Loop can't be made for tests: it needs itself.",
        "Use the null modifier.",
    )


@pytest.mark.parametrize("label", ["auth.User", "AUTH.user"])
def test_the_user_model_is_found_by_its_label(label: str) -> None:
    assert BOOTED.target(label, "x") is BOOTED.user
    assert Environment((6, 1)).target(label, "x") is USER


def test_an_installed_model_is_found() -> None:
    found = BOOTED.target("auth.group", "x:fk:auth.group")
    assert (found.label, found.arguments) == ("auth.Group", ('name=f"Name {number}"',))


def test_a_model_that_was_swapped_stands_for_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        Environment, "_find", lambda _self, _label: SimpleNamespace(_meta=SimpleNamespace(swapped="auth.User"))
    )
    assert BOOTED.target("auth.Old", "x") is BOOTED.user


@pytest.mark.parametrize(
    ("label", "hint"),
    [
        ("auth.Grop", "Did you mean auth.Group?"),
        (
            "zzz",
            "Choose from auth.Group, auth.Permission, auth.User, contenttypes.ContentType.",
        ),
        ("a.b.c.d.e.zzzzzzzzzzzz", "Choose from auth.Group, auth.Permission, auth.User, contenttypes.ContentType."),
    ],
)
def test_a_model_that_is_not_installed_is_refused(label: str, hint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = [each for each in apps.get_models() if each._meta.app_label in {"auth", "contenttypes"}]
    monkeypatch.setattr(apps, "get_models", lambda: known)
    with pytest.raises(OpinionatedError) as caught:
        BOOTED.target(label, "x:fk")
    assert (caught.value.message, caught.value.hint) == (
        f"x:fk: {label} is not the model of an installed app.",
        hint,
    )


def test_without_a_project_no_model_is_known() -> None:
    with pytest.raises(OpinionatedError) as caught:
        Environment((6, 1)).target("auth.Group", "x:fk:auth.Group")
    assert (caught.value.message, caught.value.hint) == (
        "x:fk:auth.Group: auth.Group can't be looked up, since the project's settings can't be imported.",
        "Mend the settings first, or add the relation by hand later.",
    )


def test_names_that_a_model_has_are_taken() -> None:
    names = BOOTED.accessors("auth.Group", but=())
    assert {"name", "permissions", "objects", "user", "user_set", "pk"} <= names
    assert {"user", "user_set"}.isdisjoint(BOOTED.accessors("auth.Group", but={"auth.User"}))
    assert "username" in BOOTED.accessors("auth.User", but=())
    assert BOOTED.accessors("auth.Nothing", but=()) == frozenset()
    assert Environment((6, 1)).accessors("auth.Group", but=()) == frozenset()


def test_rows_of_others_differ_where_they_are_unique_together() -> None:
    target = inspect_environment(booted=True).target("contenttypes.ContentType", "type:fk")
    assert all("{number}" in argument for argument in target.arguments), target.arguments
