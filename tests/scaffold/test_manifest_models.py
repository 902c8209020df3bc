"""Models as a manifest keeps them, which nobody has to trust."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from django_opinionated_startapp.scaffold.environment import Environment
from django_opinionated_startapp.scaffold.fields import parse_models
from django_opinionated_startapp.scaffold.gates.choices import EVERY_KIND, NO_OWNER, SIMPLE
from django_opinionated_startapp.scaffold.manifest.models import model_text, models_from
from django_opinionated_startapp.scaffold.model import Existing, ModelSpec

ENVIRONMENT = Environment((6, 1))


def models(**changes: Any) -> tuple[ModelSpec, ...]:  # noqa: ANN401  (of every type)
    """Return models of every kind, as if they had been there first."""
    specs = [SIMPLE.format("Order"), NO_OWNER.format("Tag"), EVERY_KIND.format("Kind"), "Part up:fk:self of:m2m:Tag"]
    found = parse_models(specs, app="shop", label="shop", environment=ENVIRONMENT)
    return tuple(replace(model, **changes) for model in found)


@pytest.mark.parametrize(
    "changes", [{"table": "shop order"}, {"existing": Existing("people", "for_user", ("name", "-pk"), inherits=True)}]
)
def test_what_is_written_is_read(changes: dict[str, Any]) -> None:
    texts = [model_text(model) for model in models(**changes)]
    found = models_from(texts, "shop", ENVIRONMENT)
    assert [model_text(model) for model in found] == texts
    wanted = models(**changes) if "table" in changes else ()
    assert all(one == other for one, other in zip(wanted, found, strict=False))


def _field(field: str, **changes: object) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        row = next(each for each in document["fields"] if each["name"] == field)
        row |= changes

    return change


@pytest.mark.parametrize(
    "damage",
    [
        lambda document: document.pop("table"),
        lambda document: document.update(name="a b"),
        lambda document: document.update(fields=None),
        lambda document: document.update(existing={"manager": "objects", "surprise": 1, "ordering": []}),
        lambda document: document.update(existing={"manager": "x()", "ordering": []}),
        lambda document: document.update(existing={"inherits": "yes", "ordering": []}),
        _field("title", kind="strange"),
        _field("title", name="def"),
        _field("title", surprise=1),
        _field("title", null="yes"),
        _field("title", arguments=[["max_length", "9+1"]]),
        _field("title", arguments=[["upload_to", "x"]]),
        _field("title", minimum="print()"),
        _field("title", choices=["a", "b"], default="c"),
        _field("title", choices=["a", "b"], member_names=["A"]),
        _field("title", kind="int", default="print()"),
        _field("title", kind="bool", default="print()"),
        _field("title", kind="fk"),
        _field("title", on_delete="print()"),
        _field("title", related_name="x()"),
        _field("title", target=1),
        _field("title", column=1),
    ],
)
def test_what_nobody_has_written_is_refused(damage: Callable[[dict[str, Any]], None]) -> None:
    (model,) = parse_models(["Order title:str owner:user"], app="shop", label="shop", environment=ENVIRONMENT)
    document = json.loads(model_text(replace(model, table="orders")))
    assert models_from([json.dumps(document)], "shop", ENVIRONMENT)
    damage(document)
    with pytest.raises(ValueError, match=r"^.*$"):
        models_from([json.dumps(document)], "shop", ENVIRONMENT)
