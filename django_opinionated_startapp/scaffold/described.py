"""One field of a model that is there already → FieldSpec, or why it has none."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import NOT_PROVIDED

from . import names
from .environment import Environment, kind_of
from .kinds import KIND_BY_SPELLING, FieldKind
from .model import FieldSpec, Target
from .samples import numbered, other, sample

# What a field class of somebody else may change about the values that code sees.
_OWN_WAYS = frozenset(
    {
        "contribute_to_class",
        "descriptor_class",
        "from_db_value",
        "get_db_prep_value",
        "get_prep_value",
        "pre_save",
        "to_python",
    }
)
_LEFT = "nothing is known of its class"


class UnknownField(Exception):  # noqa: N818  (no error of anybody: the field is left out, or its model is)
    """Why a field can't be described; ``optional``: objects are complete without it."""

    def __init__(self, reason: str, *, optional: bool) -> None:
        """Keep both."""
        super().__init__(reason)
        self.reason = reason
        self.optional = optional


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the description of a field depends on.

    ``local``: the models that are described with it, by label. ``together``: fields that have to differ between two
    rows. ``bounds``: least and greatest values that constraints allow. ``tests``: values for tests are needed.
    """

    environment: Environment
    local: Collection[str]
    together: frozenset[str] = frozenset()
    bounds: tuple[tuple[str, str, str], ...] = ()
    tests: bool = True


def describe_field(field: Any, around: Surroundings) -> FieldSpec:  # noqa: ANN401  (fields of every class)
    """Return ``field`` as a spec. Raises UnknownField where it can't be."""
    if field.is_relation:
        return _relation(field, around)
    plain = _generated(field) or _plain(field, around)
    if around.tests and plain.settable and not plain.kind.file:
        _check_samples(plain, field)
    return plain


def is_optional(field: Any) -> bool:  # noqa: ANN401  (fields of every class)
    """Tell whether an object is complete without a value for ``field``, also for a form."""
    if field.many_to_many:
        return True
    stored = getattr(field, "db_default", NOT_PROVIDED) is not NOT_PROVIDED or getattr(field, "generated", False)
    filled = field.has_default() or stored or _is_automatic(field)
    if field.editable and not field.blank:
        return bool(filled)
    return bool(filled or field.null or field.empty_strings_allowed)


def _is_automatic(field: Any) -> bool:  # noqa: ANN401
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def _unknown(field: Any, reason: str) -> UnknownField:  # noqa: ANN401
    return UnknownField(reason, optional=is_optional(field))


def _is_own_way(field: Any) -> bool:  # noqa: ANN401
    """Tell whether a class that is not Django's changes what code sees of the values."""
    foreign = (each for each in type(field).__mro__ if not f"{each.__module__}.".startswith(("django.", "builtins.")))
    return any(_OWN_WAYS & vars(each).keys() for each in foreign)


def _kind(field: Any, environment: Environment) -> FieldKind:  # noqa: ANN401
    kind = kind_of(field)
    sized = getattr(field, "width_field", None) or getattr(field, "height_field", None)  # it reads the file
    if kind is None or _is_own_way(field) or sized:
        raise _unknown(field, f"{_LEFT}, {type(field).__name__}")
    if kind.spelling == "json":
        return replace(kind, python="object")
    return environment.localised(kind)


def _generated(field: Any) -> FieldSpec | None:  # noqa: ANN401
    if not getattr(field, "generated", False):
        return None
    kind = kind_of(field.output_field)
    if kind is None:
        raise _unknown(field, f"{_LEFT}, {type(field.output_field).__name__}")
    return FieldSpec(field.name, kind, auto="generated")


def _plain(field: Any, around: Surroundings) -> FieldSpec:  # noqa: ANN401
    kind = _kind(field, around.environment)
    key = bool(field.primary_key)
    spec = FieldSpec(
        field.name,
        kind,
        _arguments(field, kind),
        null=field.null,
        blank=field.blank and (kind.text or kind.file),
        unique=bool(field.unique) and not key,
        together=field.name in around.together and not key,
        primary_key=key,
        auto=_automatic(field, kind),
        default=_default(field, kind),
    )
    return _limited(_with_choices(spec, field), field, around)


def _automatic(field: Any, kind: FieldKind) -> str:  # noqa: ANN401
    for name in ("auto_now", "auto_now_add"):
        if getattr(field, name, False):
            return name
    if field.editable or field.primary_key or kind.spelling == "binary":
        return ""
    if not is_optional(field):
        raise _unknown(field, "something else than a person sets it, and it has no default")
    return "not editable"


def _arguments(field: Any, kind: FieldKind) -> tuple[tuple[str, str], ...]:  # noqa: ANN401
    wanted = [name for name, _ in kind.arguments if name in {"max_length", "max_digits", "decimal_places"}]
    return tuple((name, str(getattr(field, name))) for name in wanted if getattr(field, name) is not None)


def _default(field: Any, kind: FieldKind) -> str:  # noqa: ANN401
    """Return the default as a field spec writes it, empty where that can't be."""
    value = field.default
    if isinstance(value, bool) and kind.spelling == "bool":
        return str(value)
    if kind.number and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"{Decimal(str(value)):f}" if Decimal(str(value)).is_finite() else ""
    return str(getattr(value, "value", value)) if kind.text and isinstance(value, str) else ""


def _with_choices(spec: FieldSpec, field: Any) -> FieldSpec:  # noqa: ANN401
    """Give ``spec`` the choices of ``field``, if they are texts or whole numbers."""
    pairs = [(getattr(value, "value", value), str(label)) for value, label in field.flatchoices]
    pairs = [(value, label) for value, label in pairs if value not in {"", None}]
    kinds = {type(value) for value, _ in pairs}
    texts, numbers = spec.kind.text and kinds == {str}, spec.kind.python == "int" and kinds == {int}
    if not (texts or numbers):
        return spec
    kind = KIND_BY_SPELLING["choice"] if texts else spec.kind
    members = _members([value for value, _ in pairs] if texts else [], [label for _, label in pairs])
    values = tuple(str(value) for value, _ in pairs)
    default = spec.default if spec.default in values else ""
    return replace(
        spec, kind=kind, choices=values, member_names=members, unique=False, default=default, blank=field.blank
    )


def _members(values: list[str], labels: list[str]) -> tuple[str, ...]:
    """Return names of members, after their values or their labels if all of these make names, else numbered ones."""
    for words in (values, labels):
        found = tuple(names.member(word) for word in words)
        sound = all(name.isidentifier() and name.isascii() and not name.startswith("_") for name in found)
        if found and sound and len(set(found)) == len(found):
            return found
    return tuple(f"CHOICE_{number}" for number in range(1, len(labels) + 1))


def _limited(spec: FieldSpec, field: Any, around: Surroundings) -> FieldSpec:  # noqa: ANN401
    if not spec.kind.number or spec.choices:
        return spec
    low = _limit(field, MinValueValidator)
    high = _limit(field, MaxValueValidator)
    least, greatest = next(((low, high) for name, low, high in around.bounds if name == field.name), ("", ""))
    return replace(spec, minimum=low, maximum=high, least=least, greatest=greatest)


def _limit(field: Any, kind: "type[MinValueValidator | MaxValueValidator]") -> str:  # noqa: ANN401
    """Return the limit that a validator of ``field`` sets, if it is a plain number."""
    found = [each.limit_value for each in field._validators if type(each) is kind]  # noqa: SLF001  (declared ones only)
    numbers = [Decimal(str(value)) for value in found if isinstance(value, int | float | Decimal)]
    return f"{numbers[0]:f}" if numbers else ""


def _relation(field: Any, around: Surroundings) -> FieldSpec:  # noqa: ANN401
    if _is_own_way(field):
        raise _unknown(field, f"{_LEFT}, {type(field).__name__}")
    if field.many_to_many and not field.remote_field.through._meta.auto_created:
        raise _unknown(field, f"its rows are those of {field.remote_field.through._meta.label}")
    if not field.many_to_many and not field.target_field.primary_key:
        raise _unknown(field, f"it points to {field.target_field}, which is no primary key")
    if field.remote_field.limit_choices_to:
        raise _unknown(field, "it can't point to every object")
    target = _target(field, around)
    user = field.many_to_one and target.label == around.environment.user.label
    spelling = "m2m" if field.many_to_many else "user" if user else "o2o" if field.one_to_one else "fk"
    needed = field.null and not field.blank
    auto = ""
    if not (field.editable or user or field.many_to_many):
        if not is_optional(field):
            raise _unknown(field, "something else than a person sets it, and it has no default")
        auto = "not editable"
    kind = KIND_BY_SPELLING[spelling]
    return FieldSpec(
        field.name,
        kind,
        target=target,
        null=field.null,
        blank=field.blank,
        wanted=needed,
        auto=auto,
        together=field.name in around.together,
    )


def _target(field: Any, around: Surroundings) -> Target:  # noqa: ANN401
    model = field.related_model
    label = model._meta.label
    if label not in around.local:
        return around.environment.target(label, f"{field.model._meta.label}.{field.name}")
    key = kind_of(model._meta.pk)
    factory = f"make_{names.snake(model.__name__)}"
    return Target(label, f'"{label}"', key.python if key else "int", factory, local=True)


def _check_samples(spec: FieldSpec, field: Any) -> None:  # noqa: ANN401
    """Raise UnknownField where a validator refuses the values that tests would use."""
    sources = (numbered(spec),) if spec.differs else (sample(spec), other(spec))
    for source in sources:
        value = eval(source, {"Decimal": Decimal, "UUID": UUID, "dt": dt, "number": 1})  # noqa: S307  (our own source)
        try:
            field.clean(value, None)
        except Exception:  # noqa: BLE001 - validators of the project may ask a database, or anything else
            raise _unknown(field, f"it takes no value that tests know, not even {source}") from None
