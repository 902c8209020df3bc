"""One field spec → FieldSpec."""

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from importlib.util import find_spec

from django.core.exceptions import ValidationError
from django.db import models

from ..errors import OpinionatedError, nearest
from . import names
from .contradictions import contradictions
from .environment import Environment
from .kinds import KIND_BY_SPELLING, KINDS, FieldKind
from .model import FieldSpec, Target

_FLAGS = ("null", "blank", "unique", "index", "pk", "auto_now", "auto_now_add")
_OPTIONS = ("default", "min", "max")
_ON_DELETE = ("cascade", "protect", "restrict", "set_null", "do_nothing")
_FUNCTIONS = {"lower": "Lower", "upper": "Upper", "trim": "Trim", "length": "Length"}
_AUTO = ("auto_now", "auto_now_add")
# Names that a model's class body needs for itself, with the types that it is annotated and declared with.
TYPES = ("bool", "bytes", "dict", "float", "int", "list", "object", "property", "set", "str", "super", "tuple")
RESERVED = frozenset({"pk", "objects", "models", "settings", "Meta", "self", "uuid4", *TYPES, *dir(models.Model)})
CLASSES = frozenset({"Meta", "Decimal", "Lower", "Upper", "Trim", "Length", "MinValueValidator", "MaxValueValidator"})
_EXCEPTIONS = frozenset({"DoesNotExist", "MultipleObjectsReturned", "NotUpdated"})
_BOUNDS = {"max_length": (1, 9999), "max_digits": (1, 65), "decimal_places": (0, 65)}  # 65 digits: MySQL
_ENUM_LENGTH = 20


class FieldParser:
    """Parses the field specs of one model."""

    def __init__(self, model: str, label: str, known: tuple[str, ...], environment: Environment) -> None:
        """Keep the model that the fields belong to, the app's label, and the names of its other models."""
        self.model = model
        self.label = label
        self.known = known
        self.environment = environment

    def parse(self, spec: str) -> FieldSpec:
        """Return the field that ``spec`` describes."""
        name, *parts = spec.split(":")
        self._check_name(name)
        kind = self._kind(parts[0] if parts else "str", spec)
        positional, modifiers = self._divide(parts[1:], kind, spec)
        field = self._argued(FieldSpec(name, kind), positional, spec)
        for modifier in modifiers:
            field = self._modified(field, modifier, spec)
        return self._checked(field, spec)

    def _check_name(self, name: str) -> None:
        if not names.is_identifier(name) or name != name.strip("_").lower() or "__" in name:
            raise OpinionatedError(f"'{name}' can't name a field.", "Field names look like unit_price.")
        if name in RESERVED:
            raise OpinionatedError(f"'{name}' means something else on every Django model.", "Rename the field.")

    def _kind(self, spelling: str, spec: str) -> FieldKind:
        if spelling.lower() == "compositeprimarykey":
            raise OpinionatedError(
                f"{spec}: neither the admin nor REST framework can handle a composite primary key.",
                "Use the automatic key and a unique constraint.",
            )
        kind = KIND_BY_SPELLING.get(spelling.lower())
        if kind is None:
            raise OpinionatedError(
                f"{spec}: '{spelling}' is no kind of field.", nearest(spelling, (each.spelling for each in KINDS))
            )
        if kind.needs and find_spec(kind.needs) is None:
            raise OpinionatedError(f"{spec}: {kind.field} needs Pillow.", "Run: python -m pip install pillow")
        if kind.spelling == "generated" and self.environment.django < (5, 0):
            raise OpinionatedError(f"{spec}: GeneratedField needs Django 5.0.", "Leave the field out.")
        return self.environment.localised(kind)

    def _divide(self, parts: list[str], kind: FieldKind, spec: str) -> tuple[list[str], list[str]]:
        """Part the positional arguments of ``kind`` from the modifiers behind them."""
        known = (*_FLAGS, *_OPTIONS, *(_ON_DELETE if kind.relation else ()))
        room = 0 if kind.spelling == "user" else len(kind.arguments)
        is_modifier = [part.partition("=")[0] in known for part in parts]
        first = is_modifier.index(True) if True in is_modifier else len(parts)
        odd = [part for number, part in enumerate(parts) if number >= min(first, room) and not is_modifier[number]]
        if odd:
            raise OpinionatedError(f"{spec}: '{odd[0]}' is no modifier of a field.", nearest(odd[0], known))
        seen: dict[str, str] = {}
        for part in parts[first:]:
            name = part.partition("=")[0]
            group = "on_delete" if name in _ON_DELETE else "auto" if name in _AUTO else name
            if group in seen:
                raise OpinionatedError(f"{spec}: {seen[group]} and {part} exclude each other.", "Keep one of them.")
            seen[group] = part
        return parts[:first], parts[first:]

    def _argued(self, field: FieldSpec, values: list[str], spec: str) -> FieldSpec:
        """Fill the arguments of the kind."""
        kind = field.kind
        if kind.spelling == "user":
            return self._related(field, "", spec)
        filled = {
            argument: values[number] if number < len(values) else str(default)
            for number, (argument, default) in enumerate(kind.arguments)
        }
        optional = kind.arguments == (("max_length", ""),)
        if "" in filled.values() and not optional:
            missing = next(argument for argument, value in filled.items() if not value)
            example = {
                "to": f"{field.name}:{kind.spelling}:people.Author",
                "choices": f"{field.name}:choice:draft,live",
            }
            hint = example.get(missing, f"{field.name}:{kind.spelling}:" + ":".join(a for a, _ in kind.arguments))
            raise OpinionatedError(f"{spec}: {missing} is missing.", f"Write it like {hint}")
        if "to" in filled:
            return self._related(field, filled["to"], spec)
        if "choices" in filled:
            return _chosen(field, filled["choices"], spec)
        _check_arguments(filled, kind, spec)
        numbers = {name: str(int(value)) for name, value in filled.items() if value and name in _BOUNDS}
        return replace(field, arguments=tuple({**filled, **numbers}.items()) if any(filled.values()) else ())

    def _related(self, field: FieldSpec, to: str, spec: str) -> FieldSpec:
        target = self._target(to, spec)
        user = field.kind.spelling == "user" or (
            field.kind.spelling == "fk" and target.label == self.environment.user.label
        )
        kind = KIND_BY_SPELLING["user"] if user else field.kind
        return replace(field, kind=kind, target=target, null=target.reference == '"self"' and kind.spelling != "m2m")

    def _target(self, to: str, spec: str) -> Target:
        if not to:
            return self.environment.user
        app, _, name = to.rpartition(".")
        local = {known.lower(): known for known in self.known} if app in {"", self.label} else {}
        near = self.model if to == "self" else local.get(name.lower())
        if near:
            reference = '"self"' if near == self.model else f'"{near}"'
            return Target(f"{self.label}.{near}", reference, local=True, factory=f"make_{names.snake(near)}")
        return self.environment.target(to if app else f"{self.label}.{name}", spec)

    def _modified(self, field: FieldSpec, modifier: str, spec: str) -> FieldSpec:
        name, equals, value = modifier.partition("=")
        if name in _OPTIONS:
            return _with_option(field, name, value, spec)
        if equals:
            raise OpinionatedError(f"{spec}: {name} takes no value.", f"Write it as :{name}")
        if name in _ON_DELETE:
            return replace(field, on_delete=name.upper(), null=field.null or name == "set_null")
        return _with_flag(field, name, spec)

    def _checked(self, field: FieldSpec, spec: str) -> FieldSpec:
        for wrong, message, hint in contradictions(field):
            if wrong:
                raise OpinionatedError(f"{spec}: {message}", hint)
        return field


def _check_arguments(filled: dict[str, str], kind: FieldKind, spec: str) -> None:
    for name, (least, most) in _BOUNDS.items():
        value = filled.get(name, "")
        low = max(least, kind.least) if name == "max_length" else least
        if value and not (re.fullmatch("[0-9]{1,4}", value) and low <= int(value) <= most):
            raise OpinionatedError(
                f"{spec}: {name} must be a whole number from {low} to {most}, not '{value}'.",
                f"Write it like name:{kind.spelling}:{'10:2' if kind.spelling == 'decimal' else max(low, 80)}",
            )
    if "max_digits" in filled and int(filled["decimal_places"]) > int(filled["max_digits"]):
        raise OpinionatedError(
            f"{spec}: there are more decimal places than digits.", "Write it like total:decimal:10:2"
        )
    if filled.get("function") and filled["function"] not in _FUNCTIONS:
        raise OpinionatedError(
            f"{spec}: '{filled['function']}' is no function of a generated field.",
            nearest(filled["function"], _FUNCTIONS),
        )


def _chosen(field: FieldSpec, choices: str, spec: str) -> FieldSpec:
    values = tuple(choices.split(","))
    members = [names.member(value) for value in values if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", value)]
    if len(members) != len(values) or len(set(members)) != len(members):
        raise OpinionatedError(
            f"{spec}: choices are different words with commas between them.",
            f"Write it like {field.name}:choice:draft,live",
        )
    if names.camel(field.name) in CLASSES | _EXCEPTIONS:
        raise OpinionatedError(
            f"{spec}: the class {names.camel(field.name)} of its choices would hide another one.", "Rename the field."
        )
    length = max(_ENUM_LENGTH, *(len(value) for value in values))
    return replace(field, choices=values, arguments=(("max_length", str(length)),), default=values[0])


def _with_flag(field: FieldSpec, name: str, spec: str) -> FieldSpec:
    if name == "pk":
        return replace(field, primary_key=True)
    if name in {"auto_now", "auto_now_add"}:
        if field.kind.spelling not in {"date", "datetime", "time"}:
            raise OpinionatedError(f"{spec}: {name} is for date, datetime and time.", "Leave it out.")
        return replace(field, auto=name)
    flags = {"null": field.null, "blank": field.blank, "unique": field.unique, "index": field.index, name: True}
    return replace(field, null=flags["null"], blank=flags["blank"], unique=flags["unique"], index=flags["index"])


def _with_option(field: FieldSpec, name: str, value: str, spec: str) -> FieldSpec:
    if not value:
        raise OpinionatedError(f"{spec}: {name} needs a value.", f"Write it like :{name}=1")
    if name == "default":
        return replace(field, default=_default(field, value, spec))
    if not field.kind.number:
        raise OpinionatedError(f"{spec}: {name} is for numbers.", f"Leave {name} out.")
    number = _number(field, value, spec)
    return replace(field, minimum=number) if name == "min" else replace(field, maximum=number)


def _number(field: FieldSpec, value: str, spec: str) -> str:
    """Return ``value`` in its plain form; no number that a column can hold has an exponent beyond 70."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    sane = number.is_finite() and abs(number.adjusted()) <= sum(_BOUNDS["max_digits"])
    whole = field.kind.python == "int"
    if not sane or (whole and number != number.to_integral_value()):
        wanted = "a whole number" if whole else "a number"
        raise OpinionatedError(f"{spec}: '{value}' is not {wanted}.", "Write it like :min=0")
    return str(int(number)) if number == number.to_integral_value() else f"{number:f}".rstrip("0")


def _default(field: FieldSpec, value: str, spec: str) -> str:
    if field.choices:
        if value not in field.choices:
            raise OpinionatedError(f"{spec}: '{value}' is none of the choices.", nearest(value, field.choices))
        return value
    if field.kind.number:
        return _number(field, value, spec)
    if field.kind.spelling == "bool" and value.lower() in {"true", "false"}:
        return value.capitalize()
    if field.kind.text and (not field.length or len(value) <= field.length) and _is_valid(field, value):
        return value
    raise OpinionatedError(f"{spec}: '{value}' can't be the default of a {field.kind.field}.", "Leave default out.")


def _is_valid(field: FieldSpec, value: str) -> bool:
    try:
        getattr(models, field.kind.field)().run_validators(value)
    except ValidationError:
        return False
    return True
