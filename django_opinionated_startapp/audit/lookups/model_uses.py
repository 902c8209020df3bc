"""Answers which models a module works with, where, and what for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from ..facts import Call, Ref, Use, Where
from ..finding import Place
from ..project import Model, Module, Project
from .writing import written

_RELATIONS = ("ForeignKey", "OneToOneField", "ManyToManyField", "ParentalKey", "ParentalManyToManyField")
_GENERIC = ("Generic", "Reverse")


class Deed(Enum):
    """What is done with a model."""

    RELATION = "relation"
    BASE = "inheritance"
    WRITE = "write"
    USE = "use"


@dataclass(frozen=True, slots=True)
class ModelUse:
    """A model that is named in ``scope``, the qualified name of the function or class around; "" for the module."""

    model: Model
    deed: Deed
    scope: str
    place: Place
    text: str

    @property
    def unit(self) -> str:
        """The function or class at the top level of the module that this is part of."""
        return self.scope.partition(".")[0]


def model_uses(project: Project, module: Module) -> tuple[ModelUse, ...]:
    """Return where ``module`` names models of the project, in the order of the source; not in plain imports."""
    memo: dict[str, tuple[ModelUse, ...]] = project.shared(_known_uses)
    if module.name not in memo:
        found: dict[tuple[Place, str], ModelUse] = {}
        for each in (*_from_calls(project, module), *_from_names(project, module)):
            found.setdefault((each.place, each.model.name), each)
        memo[module.name] = tuple(sorted(found.values(), key=lambda each: (each.place, each.model.name)))
    return memo[module.name]


def _known_uses(_project: Project) -> dict[str, tuple[ModelUse, ...]]:
    return {}


def _from_calls(project: Project, module: Module) -> Iterator[ModelUse]:
    own = f"{module.name}."  # what is imported is found among the uses
    for call in module.body.calls:
        if call.flags & Where.TYPING:
            continue
        place = module.at(call)
        if is_relation(call):
            if target := related_model(project, module, call):
                yield ModelUse(target, Deed.RELATION, call.scope, place, target.row.simple_name)
            continue
        if model := _model_in(project, call.path):
            deed = Deed.WRITE if written(project, call) or call.path.endswith(model.row.name) else Deed.USE
            yield ModelUse(model, deed, call.scope, place, f"{_shown(project, call.path, model)}()")
        for value in (*call.args, *call.keywords.values()):
            if isinstance(value, Ref) and value.path.startswith(own) and (model := _model_in(project, value.path)):
                yield ModelUse(model, Deed.USE, call.scope, place, f"{call.name}({model.row.simple_name})")


def is_relation(call: Call) -> bool:
    """Tell whether ``call`` makes a field that leads to another model."""
    return call.name.endswith(_RELATIONS) and not call.name.startswith(_GENERIC)


def related_model(project: Project, module: Module, call: Call) -> Model | None:
    """Return the model of the project that the field made by ``call`` leads to."""
    path = call.ref(0, "to")
    text = call.text(0, "to") or ("" if "AUTH_USER_MODEL" not in path else _user_model(project))
    if not text:
        return project.model(path)
    if "." in text:
        return project.model_named(text)
    app = project.apps.get(module.app)
    return project.model_named(f"{app.declared_label}.{text}") if app else None


def _user_model(project: Project) -> str:
    values = (each.value for each in project.settings.get("AUTH_USER_MODEL"))
    return next((each for each in values if isinstance(each, str)), "")


def _from_names(project: Project, module: Module) -> Iterator[ModelUse]:
    body, outline = module.body, module.outline
    own = f"{module.name}."
    named: Iterable[tuple[str, str, Place, Deed]] = (
        *((row.path, row.scope, module.at(row), Deed.USE) for row in body.uses if _counts(row)),
        *((row.path, row.scope, module.at(row), Deed.USE) for row in body.assigns if row.path.startswith(own)),
        *((base, row.name, module.at(row), Deed.BASE) for row in outline.classes for base in row.bases),
    )
    for path, scope, place, deed in named:
        if model := _model_in(project, path):
            yield ModelUse(model, deed, scope, place, _shown(project, path, model))
    for mention in outline.mentions:
        if mention.kind in ("model", "sender") and (model := project.model_named(mention.text)):
            yield ModelUse(model, Deed.USE, mention.scope, module.at(mention), mention.text)


def _counts(row: Use) -> bool:
    """Tell whether the name is there when the code runs; an annotation is for readers, like what type checkers see."""
    return row.role != "annotation" and not row.flags & Where.TYPING


def _model_in(project: Project, path: str) -> Model | None:
    """Return the model that a chain such as ``orders.models.Order.objects.get`` starts with."""
    memo: dict[str, Model | None] = project.shared(_known_heads)
    head = path.partition("(")[0].partition("[")[0]
    if head not in memo:
        found, rest = None, head
        while "." in rest and found is None:
            found, rest = project.model(rest), rest.rpartition(".")[0]
        memo[head] = found
    return memo[head]


def _known_heads(_project: Project) -> dict[str, Model | None]:
    return {}


def _shown(project: Project, path: str, model: Model) -> str:
    """Return the chain from the model on, as short as it can be read."""
    head = path.partition("(")[0].partition("[")[0]
    rest = ""
    while project.model(head) is not model:
        head, _, last = head.rpartition(".")
        rest = f".{last}{rest}"
    return f"{model.row.simple_name}{rest}"
