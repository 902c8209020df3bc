"""What generated code can count on: installed packages, the Django series, the user model, models to point to."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from inspect import signature
from typing import TYPE_CHECKING, Any

import django
from django.apps import apps
from django.conf import settings
from django.db.models import NOT_PROVIDED

from ..errors import OpinionatedError, nearest
from . import names
from .constraints import together
from .kinds import KIND_BY_SPELLING, FieldKind
from .model import USER, FieldSpec, Target
from .samples import numbered, sample
from .supported import Supported, supported

if TYPE_CHECKING:
    from django.db.models import Field, Model

# What every project with users has, and the generated settings of a reusable app.
_CONTRIB = frozenset({"django.contrib.auth", "django.contrib.contenttypes"})
_CONTRIB_LABELS = frozenset(name.rpartition(".")[2] for name in _CONTRIB)
_OPTIONAL = ("rest_framework", "django_filters", "celery")
_EXCEPTION_HANDLER = "rest_framework.views.exception_handler"  # of rest_framework, where the project names none


@dataclass(frozen=True, slots=True)
class Environment:
    """The surroundings of an app.

    ``booted``: Django is set up with the project's settings, so that installed apps can be asked.
    ``packages``: optional packages that can be imported. ``admin``: the admin site answers. ``alone``: the app is for
    other projects too, and may count on nothing in this one. ``layered``: requests go through middleware that is not
    Django's, and may ask the database. ``own_errors``: the project words the errors of its REST APIs in its own way.
    """

    django: tuple[int, int]
    booted: bool = False
    packages: frozenset[str] = frozenset()
    installed: frozenset[str] = frozenset()
    admin: bool = True
    aware: bool = True
    user: Target = USER
    alone: bool = False
    layered: bool = False
    own_errors: bool = False

    @property
    def supported(self) -> tuple[Supported, ...]:
        """The series of Django that the code runs on, oldest first."""
        return supported(self.django)

    def without_project(self) -> "Environment":
        """Return what an app can count on that is made for other projects too."""
        return Environment(self.django, booted=self.booted, installed=self.installed & _CONTRIB, alone=True)

    @property
    def rest(self) -> str:
        """What the REST API is built with: ``drf``, or ``django`` alone."""
        return "drf" if "rest_framework" in self.packages else "django"

    @property
    def filters(self) -> bool:
        """Whether django-filter filters lists."""
        return {"rest_framework", "django_filters"} <= self.packages

    @property
    def queue(self) -> str:
        """What runs tasks: ``celery``, ``django`` (its own framework, from 6.0), or an empty text for nothing."""
        if "celery" in self.packages:
            return "celery"
        return "django" if self.django >= (6, 0) else ""

    def localised(self, kind: FieldKind) -> FieldKind:
        """Return ``kind`` with samples that fit USE_TZ."""
        return _localised(kind, aware=self.aware)

    def accessors(self, label: str, *, but: Collection[str]) -> frozenset[str]:
        """Return the names that the model ``label`` has taken, those that the models ``but`` gave it left out."""
        model = self._find(label)
        if model is None:
            return frozenset()
        shown = [each for each in model._meta.related_objects if not each.hidden]
        own = {each for each in shown if each.related_model._meta.label in but}
        queries = {each.name for each in shown if each not in own}
        return frozenset(dir(model)) - {each.get_accessor_name() for each in own} | queries

    def target(self, label: str, spec: str) -> Target:
        """Return the model ``app.Model`` as the target of the field that ``spec`` describes."""
        if label.lower() == self.user.label.lower():
            return self.user
        if self.alone and label.partition(".")[0] not in _CONTRIB_LABELS:
            raise OpinionatedError(
                f"{spec}: an app for many projects can't know {label}, which this one has.",
                "Point to user, or to a model of the app itself.",
            )
        if not self.booted:
            raise OpinionatedError(
                f"{spec}: {label} can't be looked up, since the project's settings can't be imported.",
                "Mend the settings first, or add the relation by hand later.",
            )
        model = self._find(label)
        if model is None:
            every = (each._meta.label for each in apps.get_models())
            raise OpinionatedError(f"{spec}: {label} is not the model of an installed app.", nearest(label, every))
        if model._meta.swapped:
            return self.target(model._meta.swapped, spec)
        return _target(model)

    def _find(self, label: str) -> "type[Model] | None":
        if not self.booted:
            return None
        try:
            return apps.get_model(label)
        except (LookupError, ValueError):
            return None


def inspect_environment(*, booted: bool, optional: Iterable[str] = _OPTIONAL) -> Environment:
    """Return what this interpreter and, where Django is ``booted``, this project offer.

    ``optional`` are the packages to look for.
    """
    packages = frozenset(name for name in optional if find_spec(name))
    series = django.VERSION[:2]
    if not booted:
        return Environment(series, packages=packages)
    return Environment(
        series,
        booted=True,
        packages=packages,
        installed=frozenset(config.name for config in apps.get_app_configs()),
        admin=apps.is_installed("django.contrib.admin"),
        aware=settings.USE_TZ,
        user=_user(),
        layered=not all(name.startswith("django.") for name in settings.MIDDLEWARE),
        own_errors=_has_own_errors(),
    )


def _has_own_errors() -> bool:
    handler = getattr(settings, "REST_FRAMEWORK", {}).get("EXCEPTION_HANDLER", _EXCEPTION_HANDLER)
    return bool(handler != _EXCEPTION_HANDLER)


def _user() -> Target:
    """Return the user model, with the arguments that its manager asks for."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415  (the auth app may not be installed)

    if not apps.is_installed("django.contrib.auth") and USER.label == settings.AUTH_USER_MODEL:
        return USER
    return _user_target(get_user_model())


def _user_target(model: "type[Model]", above: tuple[str, ...] = ()) -> Target:
    wanted = dict.fromkeys((getattr(model, "USERNAME_FIELD", "pk"), *getattr(model, "REQUIRED_FIELDS", ())))
    fields = [model._meta.get_field(name) for name in wanted]
    method = "create_user" if hasattr(model._default_manager, "create_user") else "create"
    found = _target(model, fields, above)
    password = ('password=f"password{number}"',) if _asks_for_password(model) else ()
    arguments = (*found.arguments, *password)
    return replace(found, reference=USER.reference, factory=USER.factory, method=method, arguments=arguments)


def _asks_for_password(model: "type[Model]") -> bool:
    """Return whether a manager of the project's own has no default for the password of a user, as Django's has."""
    makers = (getattr(model._default_manager, name, None) for name in ("create_user", "create_superuser"))
    given = (signature(each).parameters.get("password") for each in makers if each)
    return any(each is not None and each.default is each.empty for each in given)


def _target(model: "type[Model]", fields: Iterable[Any] | None = None, above: tuple[str, ...] = ()) -> Target:
    """Describe ``model``, with a value for each of ``fields`` (default: those that a row can't do without)."""
    label = model._meta.label
    if label in above:
        raise OpinionatedError(f"{label} can't be made for tests: it needs itself.", "Use the null modifier.")
    sources, needs = [], []
    for field in _required(model) if fields is None else fields:
        if field.is_relation:
            need = _needed(field.related_model, (*above, label))
            needs.append(need)
            sources.append(f"{field.name}={need.factory}()")
        else:
            sources.append(f"{field.name}={_source(field, label)}")
    name = names.snake(label.replace(".", "_"))
    key = kind_of(model._meta.pk)
    return Target(
        label,
        f'"{label}"',
        key.python if key else "int",
        f"make_{name}",
        arguments=tuple(sources),
        needs=tuple(needs),
        manager=model._default_manager.name,
        path=f"{model.__module__}.{model.__qualname__}",
    )


def _needed(model: Any, above: tuple[str, ...]) -> Target:  # noqa: ANN401  (Django says what it is at run time)
    if model._meta.label == settings.AUTH_USER_MODEL:
        return _user_target(model, above)
    return _target(model, above=above)


def _required(model: "type[Model]") -> "Iterable[Field[Any, Any]]":
    for field in model._meta.concrete_fields:
        parent = bool(field.remote_field and getattr(field.remote_field, "parent_link", False))
        automatic = field.primary_key and not field.is_relation and field.get_internal_type().endswith("AutoField")
        stored = getattr(field, "db_default", NOT_PROVIDED) is not NOT_PROVIDED or getattr(field, "generated", False)
        if not (parent or automatic or stored or field.null or field.has_default() or field.blank):
            yield field


def kind_of(field: Any) -> FieldKind | None:  # noqa: ANN401  (fields of every class)
    """Return the kind of ``field``, or of the field that a relation stores; also of a class derived from Django's."""
    while field.is_relation:
        field = field.target_field
    own = (each.__name__.lower() for each in type(field).__mro__ if each.__module__.startswith("django.db.models"))
    return next((KIND_BY_SPELLING[name] for name in own if name in KIND_BY_SPELLING), None)


def _localised(kind: FieldKind, *, aware: bool) -> FieldKind:
    if aware or kind.spelling != "datetime":
        return kind
    parts = {name: getattr(kind, name).replace("+00:00", "") for name in ("sample", "other", "numbered")}
    return replace(kind, **parts)


def _source(field: Any, label: str) -> str:  # noqa: ANN401  (fields of every class)
    """Return the source of a value for ``field``, as different as it must be."""
    kind = kind_of(field)
    if kind is None:
        raise OpinionatedError(
            f"{label} can't be made for tests: nothing is known of its {type(field).__name__} '{field.name}'.",
            "Use the null modifier, or leave the tests out with --without tests.",
        )
    if field.flatchoices:
        return repr(field.flatchoices[0][0])
    if field.name == "username" and kind.text:
        return USER.arguments[0].partition("=")[2]
    wanted = [name for name, _ in kind.arguments if name in {"max_length", "max_digits", "decimal_places"}]
    given = tuple((name, str(getattr(field, name))) for name in wanted if getattr(field, name) is not None)
    spec = FieldSpec(field.name, _localised(kind, aware=settings.USE_TZ), given)
    differs = field.unique or field.name == "email" or field.name in set(together(field.model))
    return numbered(spec) if differs else sample(spec)
