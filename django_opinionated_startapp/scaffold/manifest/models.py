"""Models that no spec describes, as a manifest keeps them: one JSON text for each, and back.

They came from models or tables that exist. An upgrade starts from what they were then, as it does with specs.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, asdict, fields, replace
from typing import Any

from ..environment import Environment
from ..fields import check_enums, check_models, with_keys
from ..kinds import KIND_BY_SPELLING
from ..model import Existing, FieldSpec, ModelSpec, Target
from ..names import is_identifier, snake

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DELETIONS = ("", "CASCADE", "PROTECT", "RESTRICT", "SET_NULL", "DO_NOTHING")
_SIZES = {"max_length", "max_digits", "decimal_places"}
_WORDS = {"of", "function"}  # of a generated field
_PLAIN = [each for each in fields(FieldSpec) if each.default is not MISSING and each.name != "target"]
_USUAL = {each.name: each.default for each in _PLAIN}
_WHOLE = ("name", "table", "unique_together", "existing", "fields")


def model_text(model: ModelSpec) -> str:
    """Return ``model`` as one line of JSON; the same model is always the same text."""
    existing = asdict(model.existing) if model.existing else None
    rows = [_row(field) for field in model.fields]
    values = (model.name, model.table, model.unique_together, existing, rows)
    return json.dumps(dict(zip(_WHOLE, values, strict=True)), ensure_ascii=False)


def models_from(texts: Iterable[str], label: str, environment: Environment) -> tuple[ModelSpec, ...]:
    """Return the models that ``texts`` describe, of the app ``label``.

    ``environment`` knows the models of other apps that they point to. Raises ValueError where a text can't be what
    ``model_text`` has written, and OpinionatedError where a model that a field points to is gone.
    """
    documents = [json.loads(text) for text in texts]
    try:
        names = tuple(_name(document["name"]) for document in documents)
        check_models(names)
        found = tuple(_model(document, label, names, environment) for document in documents)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(error) from error
    check_enums(found)
    condition = "condition" if environment.django >= (5, 1) else "check"
    return tuple(replace(model, condition=condition) for model in with_keys(found))


def _row(field: FieldSpec) -> dict[str, object]:
    """Return what of ``field`` is not as it is for most fields."""
    row = {name: getattr(field, name) for name in _USUAL if getattr(field, name) != _USUAL[name]}
    target = {"target": field.target.label} if field.target else {}
    return {"name": field.name, "kind": field.kind.spelling, **row, **target}


def _model(document: Mapping[str, Any], label: str, names: tuple[str, ...], environment: Environment) -> ModelSpec:
    existing = document["existing"]
    table = _text(document["table"])
    model = ModelSpec(
        document["name"],
        label,
        (),
        existing=_existing(existing) if existing is not None else None,
        table=table,
        unique_together=tuple(tuple(map(_name, each)) for each in document["unique_together"]),
    )
    read = (_field(row, model, names, environment) for row in document["fields"])
    return replace(model, fields=tuple(read))


def _existing(row: Mapping[str, Any]) -> Existing:
    found = Existing(**{**row, "ordering": tuple(map(_text, row["ordering"]))})
    _name(found.manager)
    _name(found.scope or "none")
    return replace(found, inherits=_flag(found.inherits))


def _field(row: Mapping[str, Any], model: ModelSpec, names: tuple[str, ...], environment: Environment) -> FieldSpec:
    kind = environment.localised(KIND_BY_SPELLING[row["kind"]])
    if kind.spelling == "json" and model.existing:
        kind = replace(kind, python="object")
    field = FieldSpec(_name(row["name"]), kind)
    for name, value in row.items():
        if name not in {"name", "kind", "target"}:
            field = replace(field, **{name: _value(name, value)})
    for number in (field.minimum, field.maximum, field.least, field.greatest):
        _number(number or "0")
    if field.choices:
        _agree(len(field.member_names or field.choices) == len(field.choices))
        _agree(field.default in {"", *field.choices})
    for number in (*field.choices, field.default) if kind.number else ():
        _number(number or "0")
    _agree(bool(field.choices) or kind.text or kind.number or field.default in {"", "True", "False"})
    _agree("target" in row or not kind.relation)
    return replace(field, target=_target(row, model, names, environment)) if "target" in row else field


def _value(name: str, value: Any) -> Any:  # noqa: ANN401  (of every type that a field spec has)
    usual = _USUAL[name]
    if usual is False:
        return _flag(value)
    if name == "arguments":
        _agree({each for each, _ in value} <= _SIZES | _WORDS | {"path"})  # a path is written in quotes
        _agree(all(str(said).isdecimal() for each, said in value if each in _SIZES))
        _agree(all(is_identifier(said) for each, said in value if each in _WORDS))
        return tuple((size, _text(number)) for size, number in value)
    if isinstance(usual, tuple):
        return tuple(map(_name if name == "member_names" else _text, value))
    if name == "on_delete":
        _agree(value in _DELETIONS)
    return _name(value) if name in {"auto", "related_name"} and value != "not editable" else _text(value)


def _target(row: Mapping[str, Any], model: ModelSpec, names: tuple[str, ...], environment: Environment) -> Target:
    target = _text(row["target"])
    app, _, name = target.partition(".")
    if app != model.label or name not in names:
        return environment.target(target, f"{model.label}.{model.name}.{row['name']}")
    near = '"self"' if name == model.name else f'"{name}"'
    reference = near if model.table else f'"{target}"'
    return Target(target, reference, factory=f"make_{snake(name)}", local=True)


def _agree(fits: bool) -> None:  # noqa: FBT001  (what is true of a value)
    if not fits:
        raise ValueError


def _text(value: object) -> str:
    _agree(isinstance(value, str))
    return str(value)


def _name(value: object) -> str:
    name = _text(value)
    _agree(is_identifier(name))
    return name


def _number(value: object) -> str:
    number = _text(value)
    _agree(_NUMBER.fullmatch(number) is not None)
    return number


def _flag(value: object) -> bool:
    _agree(isinstance(value, bool))
    return bool(value)
