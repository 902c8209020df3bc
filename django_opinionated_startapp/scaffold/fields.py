"""Field specs, such as ``total:decimal:10:2:min=0``, → ModelSpec.

A spec is free of quotes, brackets and everything else that a shell reads its own way:
``name[:kind[:argument…][:modifier…]]``; without a kind it is text.
"""

import keyword
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, count

from ..errors import OpinionatedError, nearest
from . import names
from .environment import Environment
from .model import FieldSpec, ModelSpec
from .spec import CLASSES, RESERVED, TYPES, FieldParser

# Names that a model's class body needs for itself, with the types that it is annotated and declared with.
_STAMPS = ("created_at:datetime:auto_now_add", "updated_at:datetime:auto_now")


def parse_models(
    texts: Sequence[str], *, app: str, label: str, environment: Environment, known: tuple[ModelSpec, ...] = ()
) -> tuple[ModelSpec, ...]:
    """Return the models that the app has, ``known``, and those that ``texts`` describe, each as ``Name field…``.

    Neither makes an example named after ``app``. Raises OpinionatedError where a name or a spec can't be used.
    """
    if known and not texts:
        return known
    example = _example(app)
    parsed = [_split(text, example) for text in texts or ("owner:user title:str description:text:blank",)]
    every = (*(model.name for model in known), *(name for name, _ in parsed))
    check_models(every)
    found = tuple(_parse_model(name, specs, label, every, environment) for name, specs in parsed)
    check_enums((*known, *found))
    check_settable(found)
    whole = with_keys((*known, *found))
    return (*known, *with_related_names(whole[len(known) :], environment))


def _example(app: str) -> str:
    """Return the name of a model for ``app``: ``orders`` → ``Order``, ``users`` → ``UserRecord``."""
    name = names.camel(names.singular(app))
    return name if _is_free(name) else f"{name}Record"


def _split(text: str, example: str) -> tuple[str, list[str]]:
    """Take the name of the model off ``text``; a text that starts with a field describes the ``example``."""
    first, *rest = text.split() or [example]
    is_name = first[:1].isupper() and ":" not in first
    return (first, rest) if is_name else (example, [first, *rest])


def _is_free(model: str) -> bool:
    """Tell whether nothing else has the name of the model, or of the variables that hold it."""
    variable = names.snake(model)
    return not (
        keyword.iskeyword(variable) or variable in {*TYPES, "user", "model", "meta"} or model in {*CLASSES, "UUID"}
    )


def check_models(known: Sequence[str]) -> None:
    """Raise OpinionatedError where models of these names can't be in one app."""
    plurals: dict[str, str] = {}
    for name in known:
        if not names.is_identifier(name) or "_" in name:
            raise OpinionatedError(f"'{name}' can't name a model.", "Model names look like OrderItem.")
        if not _is_free(name):
            raise OpinionatedError(f"'{name}' means something else in the code of an app.", f"Try {name}Record.")
        if [other.lower() for other in known].count(name.lower()) > 1:
            raise OpinionatedError(f"The model {name} is described twice.", "Give each --model a name of its own.")
        other = plurals.setdefault(names.plural(names.snake(name)), name)
        if other != name:
            raise OpinionatedError(f"The models {other} and {name} have the same plural.", "Rename one of them.")


def check_settable(found: Iterable[ModelSpec]) -> None:
    """Raise OpinionatedError for a model of which nothing can be set: there would be nothing to create it with."""
    for model in found:
        if not model.settable:
            raise OpinionatedError(
                f"The model {model.name} has no field that can be set.", "Give it a field, such as title."
            )


def check_enums(found: tuple[ModelSpec, ...]) -> None:
    """Raise OpinionatedError where an enumeration would have the name of another class."""
    taken = {f"{model.name}{end}" for model in found for end in ("", "Data", "Page")}
    for model in found:
        for field in model.choices:
            enum = f"{model.name}{field.enum}"
            if enum in taken:
                raise OpinionatedError(
                    f"There would be two classes called {enum}: one is for {model.name}.{field.name}.",
                    "Rename the model or the field.",
                )
            taken.add(enum)


def _parse_model(
    name: str, specs: list[str], label: str, known: tuple[str, ...], environment: Environment
) -> ModelSpec:
    specs = specs or ["title:str"]
    given = {spec.partition(":")[0] for spec in specs}
    specs = [*specs, *(stamp for stamp in _STAMPS if stamp.partition(":")[0] not in given)]
    parser = FieldParser(name, label, known, environment)
    fields = tuple(parser.parse(spec) for spec in specs)
    _check_fields(name, fields)
    condition = "condition" if environment.django >= (5, 1) else "check"
    return ModelSpec(name, label, fields, condition)


def _check_fields(model: str, fields: tuple[FieldSpec, ...]) -> None:
    taken: dict[str, None] = {}
    for field in fields:
        clash = [name for name in (field.name, field.attname) if name in taken]
        if clash:
            raise OpinionatedError(f"{model} has two fields called '{clash[0]}'.", "Rename one of them.")
        taken |= {field.name: None, field.attname: None}
    keys = [field.name for field in fields if field.primary_key]
    if len(keys) > 1:
        raise OpinionatedError(f"{model} has two primary keys: {', '.join(keys)}.", "Keep one pk.")
    if "id" in taken and "id" not in keys:
        raise OpinionatedError(f"{model}.id can only be the primary key.", "Write id:uuid:pk, or rename the field.")
    texts = [field.name for field in fields if field.kind.text and not field.null]
    for field in fields:
        column = dict(field.arguments).get("of", "") if field.kind.spelling == "generated" else ""
        if column and column not in texts:
            hint = nearest(column, texts) if texts else f"Add {column}:str to the model."
            raise OpinionatedError(f"{model}.{field.name}: '{column}' is no text field of {model}.", hint)


def with_keys(found: tuple[ModelSpec, ...]) -> tuple[ModelSpec, ...]:
    """Tell relations between the models what the primary keys are."""
    keys = {f"{model.label}.{model.name}": model.key_type for model in found}

    def keyed(field: FieldSpec) -> FieldSpec:
        if field.target is None or not field.target.local:
            return field
        return replace(field, target=replace(field.target, key=keys[field.target.label]))

    return tuple(replace(model, fields=tuple(keyed(field) for field in model.fields)) for model in found)


def with_related_names(found: tuple[ModelSpec, ...], environment: Environment) -> tuple[ModelSpec, ...]:
    """Give every relation a name at the other end that nothing there has yet."""
    labels = frozenset(f"{model.label}.{model.name}" for model in found)
    taken = {f"{model.label}.{model.name}": _own_names(model) for model in found}

    def related(field: FieldSpec, model: ModelSpec) -> FieldSpec:
        if field.target is None or (field.many and field.target.reference == '"self"'):  # symmetrical: no other end
            return field
        if field.target.label not in taken:
            taken[field.target.label] = set(environment.accessors(field.target.label, but=labels))
        used = taken[field.target.label]
        many = model.snake if field.kind.spelling == "o2o" else names.plural(model.snake)
        last = f"{model.label}_{field.name}_{many}".lstrip("_")
        candidates = (many, f"{field.name}_{many}", f"{model.label}_{many}".lstrip("_"), last)
        accessor = next(
            name for name in chain(candidates, (f"{last}_{number}" for number in count(2))) if name not in used
        )
        used.add(accessor)
        return replace(field, related_name=accessor)

    return tuple(replace(model, fields=tuple(related(field, model) for field in model.fields)) for model in found)


def _own_names(model: ModelSpec) -> set[str]:
    own = {name for field in model.fields for name in (field.name, field.attname, field.enum)}
    return {*own, *RESERVED, "id"}
