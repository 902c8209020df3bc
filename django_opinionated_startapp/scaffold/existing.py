"""Models that are there already → ModelSpec*, for the layers around them."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Field, Manager

from ..errors import OpinionatedError, nearest
from .constraints import bounds, together, unique_sets
from .described import Surroundings, UnknownField, describe_field
from .environment import Environment, kind_of
from .fields import check_enums, check_models
from .model import Existing, FieldSpec, ModelSpec

if TYPE_CHECKING:
    from django.apps import AppConfig
    from django.db.models import Model

_KEYS = {"auto", "bigauto", "smallauto"}
_SCOPES = ("visible_to", "for_user")
# What may refuse values or change them.
_RULES = ("clean", "full_clean", "validate_unique", "save")


@dataclass(frozen=True, slots=True)
class Described:
    """The models of one app, and notes on what of them was left out."""

    models: tuple[ModelSpec, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The models that were asked for; ``whole``: all of the app ``config``, rather than each by its name."""

    config: "AppConfig"
    models: "tuple[type[Model], ...]"
    whole: bool


def find_models(texts: Sequence[str]) -> Wanted:
    """Return the models that ``texts`` name, each as ``app`` or ``app.Model``.

    Raises OpinionatedError where there is no such model, and for models of different apps.
    """
    found = [_find(text) for text in texts]
    labels = sorted({config.label for config, _ in found})
    if len(labels) > 1:
        raise OpinionatedError(
            f"The models are those of different apps: {', '.join(labels)}.", "Take one app each time."
        )
    config, whole = found[0][0], any(model is None for _, model in found)
    models = tuple(config.get_models()) if whole else tuple(dict.fromkeys(model for _, model in found if model))
    if not models:
        raise OpinionatedError(f"The app {config.label} has no models.", "Describe new ones with --model.")
    return Wanted(config, models, whole)


def _find(text: str) -> "tuple[AppConfig, type[Model] | None]":
    label, _, name = text.partition(".")
    configs = {config.label: config for config in apps.get_app_configs()}
    if label not in configs:
        raise OpinionatedError(f"There is no installed app '{label}'.", nearest(label, configs))
    config = configs[label]
    if not name:
        return config, None
    try:
        return config, config.get_model(name)
    except LookupError:
        known = [model.__name__ for model in config.get_models()]
        hint = nearest(name, known) if known else "Describe new models with --model."
        raise OpinionatedError(f"The app {label} has no model '{name}'.", hint) from None


def describe_models(wanted: Wanted, environment: Environment, *, tests: bool) -> Described:
    """Return the models as specs; ``tests``: their tests are made too, which need values for them.

    Raises OpinionatedError for a model that was asked for and can't be described, or if none of an app can be.
    """
    models, notes = list(wanted.models), list[str]()
    if not models:  # the first one is about to come
        return Described(())
    while models:
        around = Surroundings(environment, frozenset(model._meta.label for model in models), tests=tests)
        described = [_attempt(model, around) for model in models]
        unfit = [(model, each) for model, each in zip(models, described, strict=True) if isinstance(each, str)]
        if not unfit:
            break
        notes += [_refuse(model, reason, wanted) for model, reason in unfit]
        models = [model for model in models if model not in dict(unfit)]
    else:
        raise OpinionatedError(f"None of the models of {wanted.config.label} can be used.", " ".join(notes))
    specs = [each[0] for each in described if not isinstance(each, str)]
    check_models([spec.name for spec in specs])
    check_enums(tuple(specs))
    _check_circles(specs)
    return Described(tuple(specs), (*notes, *(note for each in described for note in each[1])))


def _attempt(model: "type[Model]", around: Surroundings) -> tuple[ModelSpec, list[str]] | str:
    """Return the model as a spec with notes, or why it can't be described."""
    try:
        return _describe(model, around)
    except UnknownField as error:
        return error.reason


def _refuse(model: "type[Model]", reason: str, wanted: Wanted) -> str:
    """Return the note on a model that is left out; raise OpinionatedError if it was asked for by its name."""
    label = model._meta.label
    if wanted.whole:
        return f"Left out {label}: {reason}."
    raise OpinionatedError(
        f"{label} can't be used: {reason}.", "Name other models, or leave the tests out: --without tests"
    )


def _describe(model: "type[Model]", around: Surroundings) -> tuple[ModelSpec, list[str]]:
    meta = model._meta
    reason = next((reason for wrong, reason in _obstacles(model) if wrong(model)), "")
    if reason:
        raise UnknownField(reason, optional=False)
    manager = _manager(model)
    around = replace(around, together=frozenset(together(model)), bounds=tuple(bounds(model)))
    described = {field.name: _described(field, around) for field in _fields(model)}
    fields = [each for each in described.values() if isinstance(each, FieldSpec)]
    notes = [f"Left out {meta.label}.{name}: {each}." for name, each in described.items() if isinstance(each, str)]
    existing = Existing(manager, _scope(model, manager), _ordering(model), inherits=bool(meta.parents))
    spec = ModelSpec(model.__name__, meta.app_label, tuple(fields), existing=existing)
    spec = _without_mute_users(spec, model)
    if not spec.settable:
        raise UnknownField("there is no field of it that somebody sets", optional=False)
    if around.tests and spec.owner and any(set(each) <= {spec.owner.name} for each in unique_sets(model)):
        raise UnknownField(f"a user can't have two of them ({spec.owner.name} is unique)", optional=False)
    if around.tests and (ways := _own_ways(model)):
        notes.append(f"The tests of {meta.label} may need other values, for its own {' and '.join(ways)}.")
    return spec, notes


def _own_ways(model: "type[Model]") -> list[str]:
    """Return which methods that decide what can be saved are not Django's."""
    return [f"{name}()" for name in _RULES if not getattr(model, name).__module__.startswith("django.")]


def _described(field: Any, around: Surroundings) -> FieldSpec | str:  # noqa: ANN401  (fields of every class)
    """Return the field as a spec, or why it is left out; raise UnknownField where it can't be."""
    try:
        return describe_field(field, around)
    except UnknownField as error:
        if error.optional:
            return error.reason
        raise UnknownField(f"{field.name}: {error.reason}", optional=False) from None


def _obstacles(model: "type[Model]") -> "tuple[tuple[Callable[[type[Model]], bool], str], ...]":
    module = f"{model._meta.app_config.name}.models"
    return (
        (lambda model: bool(model._meta.proxy), "it is a proxy, and has no rows of its own"),
        (lambda model: bool(model._meta.swapped), f"it is swapped for {model._meta.swapped}"),
        (lambda model: not model._meta.managed, "its table is not made by migrations, so that tests have none"),
        (
            lambda model: getattr(import_module(module), model.__name__, None) is not model,
            f"{module} does not hold it",
        ),
        (
            lambda model: not _has_automatic_key(model),
            f"its primary key {model._meta.pk.name} does not come by itself",
        ),
    )


def _key(model: "type[Model]") -> Any:  # noqa: ANN401  (fields of every class)
    """Return the primary key, that of the topmost base where the model is split over several tables."""
    key: Any = model._meta.pk
    while key.remote_field and getattr(key.remote_field, "parent_link", False):
        key = key.target_field
    return key


def _has_automatic_key(model: "type[Model]") -> bool:
    key = _key(model)
    if not isinstance(key, Field) or key.is_relation:
        return False
    kind = kind_of(key)
    return kind is not None and (kind.spelling in _KEYS or (kind.spelling == "uuid" and key.has_default()))


def _fields(model: "type[Model]") -> Iterator[Any]:
    """Yield the fields that code handles: not what links the tables of one object, nor the usual key."""
    key = _key(model)
    kind = kind_of(key)
    usual = key.name == "id" and kind is not None and kind.spelling in _KEYS
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        is_link = bool(field.remote_field and getattr(field.remote_field, "parent_link", False))
        if not (is_link or (usual and field == key)):
            yield field


def _without_mute_users(spec: ModelSpec, model: "type[Model]") -> ModelSpec:
    """Let nobody set a user but the owner, where the field is not meant for forms."""
    hidden = {field.name for field in model._meta.concrete_fields if not field.editable}

    def mute(field: FieldSpec) -> FieldSpec:
        is_mute = field.kind.spelling == "user" and field.name in hidden and field != spec.owner
        return replace(field, auto="not editable") if is_mute else field

    fields = tuple(mute(field) for field in spec.fields)
    lost = [field.name for field in fields if field.auto == "not editable" and field.target and not field.null]
    if lost:
        raise UnknownField(f"{lost[0]}: something else than a person sets it, and it has no default", optional=False)
    return replace(spec, fields=fields)


def _manager(model: "type[Model]") -> str:
    return "objects" if isinstance(getattr(model, "objects", None), Manager) else model._default_manager.name


def _scope(model: "type[Model]", manager: str) -> str:
    """Return the method that finds what a user may see, if the manager has one that takes a user and nothing else."""
    for name in _SCOPES:
        method = getattr(getattr(model, manager), name, None)
        if callable(method):
            parameters = inspect.signature(method).parameters.values()
            if len([each for each in parameters if each.default is each.empty]) == 1:
                return name
    return ""


def _ordering(model: "type[Model]") -> tuple[str, ...]:
    """Return the order that the model declares, made total; the newest first where it declares none."""
    whole = tuple(model._meta.ordering or ())
    declared = [name for name in whole if isinstance(name, str) and name != "?"]
    if len(declared) < len(whole) or not declared:
        return ("-pk",)
    if {"pk", model._meta.pk.name} & {name.removeprefix("-") for name in declared}:
        return tuple(declared)
    return (*declared, "-pk")


def _check_circles(specs: Sequence[ModelSpec]) -> None:
    """Refuse models of which none can be made before another one."""
    needs = {
        f"{spec.label}.{spec.name}": {each.target.label for each in spec.related if each.target} for spec in specs
    }
    while ready := [label for label, targets in needs.items() if not targets & needs.keys()]:
        for label in ready:
            del needs[label]
    if needs:
        raise OpinionatedError(
            f"These models can't be made, since each needs another one first: {', '.join(sorted(needs))}.",
            "Leave one of them out.",
        )
