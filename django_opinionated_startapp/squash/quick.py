"""What makes runs of migrations faster, and changes nothing that they do.

Most of the time of ``migrate`` goes into project states: for each operation the models near to what it changes
are made anew, and for each model all its fields. Django clones a field by taking it apart and building it again.
"""

from __future__ import annotations

import copy
import gc
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Field
from django.utils.functional import cached_property

from .postpone import postponed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models.fields.reverse_related import ForeignObjectRel

    AnyField = Field[Any, Any]

_DJANGO = "django.db.models.fields"  # what other fields hold besides, nobody knows
_OF_A_MODEL = ("attname", "model")
_COLLECTED_AFTER = (50_000, 5, 5)  # models are many objects in circles; by default they are looked at all the time


@contextmanager
def quick_runs() -> Iterator[None]:
    """Clone Django's own fields by copying them, postpone what can wait, and collect garbage less often."""
    original, threshold = Field.clone, gc.get_threshold()
    setattr(Field, "clone", _cloning(original))  # noqa: B010 - an assignment to a method is an error to mypy
    gc.freeze()
    gc.set_threshold(*_COLLECTED_AFTER)
    try:
        with postponed():
            yield
    finally:
        gc.set_threshold(*threshold)
        gc.unfreeze()
        setattr(Field, "clone", original)  # noqa: B010 - the same


def _cloning(original: Callable[[AnyField], AnyField]) -> Callable[[AnyField], AnyField]:
    def clone(field: AnyField) -> AnyField:
        """Return a copy that comes after all other fields, as a new one does."""
        # One that belongs to a model holds what follows from that. In a state a field has no more than a name.
        if not vars(field).keys().isdisjoint(_OF_A_MODEL) or not type(field).__module__.startswith(_DJANGO):
            return original(field)
        new = copy.deepcopy(field)  # deep in name only: what a field holds is shared, but for its relation
        vars(new)["name"] = None  # until it belongs to a model
        _forget(new)
        if new.remote_field:
            _forget(new.remote_field)
        if field.auto_created:
            new.creation_counter = Field.auto_creation_counter
            Field.auto_creation_counter -= 1
        else:
            new.creation_counter = Field.creation_counter
            Field.creation_counter += 1
        return new

    return clone


def _forget(part: AnyField | ForeignObjectRel) -> None:
    """Take away what a field or its relation has worked out from others: in another model that may be otherwise."""
    kind: Any = type(part)
    for name in _worked_out(kind) & vars(part).keys():
        del vars(part)[name]


@cache
def _worked_out(kind: type[object]) -> frozenset[str]:
    found = {name for each in kind.__mro__ for name, value in vars(each).items() if isinstance(value, cached_property)}
    return frozenset(found - {"validators"})  # to which some fields add when they are made
