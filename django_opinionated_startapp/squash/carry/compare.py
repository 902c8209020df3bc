"""Whether two values are alike for a migration: what they are made of, not which objects they are."""

import functools
import types
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.models.manager import BaseManager
from django.utils.functional import Promise, cached_property

from .refusal import shown

_CACHED = (cached_property, functools.cached_property)
# Of two functions or classes: do they mean the same? What belongs to them is given back to be compared.
Same = Callable[["Likeness", Any, Any], bool]


def first_difference(one: object, other: object, same: Same) -> str:
    """Return where ``one`` and ``other`` are not alike, and how; the empty string where they are.

    ``same`` is asked about functions and classes.
    """
    return Likeness(same).difference(one, other)


class Likeness:
    """One comparison."""

    def __init__(self, same: Same) -> None:
        """Ask ``same`` about functions and classes."""
        self._same = same
        # An operation may hold a method of its own: what is being compared is not compared again inside itself.
        self._open: set[tuple[int, int]] = set()

    def difference(self, one: object, other: object, at: str = "") -> str:
        """Return the first difference, with the way to it that begins with ``at``."""
        one, other = _plain(one), _plain(other)
        pair = (id(one), id(other))
        if one is other or pair in self._open:
            return ""
        self._open.add(pair)
        try:
            return self._difference(one, other, at)
        finally:
            self._open.remove(pair)

    def _difference(self, one: object, other: object, at: str) -> str:
        if _is_code(one) or _is_code(other):
            return "" if self._same(self, one, other) else _said(one, other, at)
        if type(one) is not type(other) and not self._same(self, type(one), type(other)):
            return "" if _equal(one, other) else _said(one, other, at)
        parts, others = _parts(one), _parts(other)
        if parts is None or others is None:
            return "" if _equal(one, other) else _said(one, other, at)
        if [key for key, _ in parts] != [key for key, _ in others]:
            return _said(one, other, at)
        pairs = zip(parts, others, strict=True)
        return next(filter(None, (self.difference(a, b, at + key) for (key, a), (_, b) in pairs)), "")


def same_code(likeness: Likeness, one: object, other: object) -> bool:
    """Say whether both are one class or function, or functions made at one place of one source in the same way."""
    code = getattr(one, "__code__", None)
    if code is None or code != getattr(other, "__code__", None):
        return _equal(one, other)
    return not likeness.difference(closed_over(one), closed_over(other))


def _plain(value: Any) -> object:  # noqa: ANN401 - anything that a migration holds
    """Return what stands for ``value``: the text of a lazy one, and of a manager whose class was made, what from."""
    if isinstance(value, Promise):
        return str(value)
    queries = vars(type(value)).get("_queryset_class") if isinstance(value, BaseManager) else None
    return [*type(value).__bases__, queries] if queries else value


def _is_code(value: object) -> bool:
    return isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType, types.MethodType)) or (
        hasattr(value, "__wrapped__") and callable(value)
    )


def closed_over(value: object) -> object:
    """Return what a function or method brings along besides its code: its object, or variables around it."""
    if isinstance(value, types.MethodType):
        return value.__self__
    if not isinstance(value, types.FunctionType) or not value.__closure__:
        return None
    return dict(zip(value.__code__.co_freevars, map(_content, value.__closure__), strict=True))


def _content(cell: types.CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # a name that is not bound yet
        return None


def _parts(value: Any) -> list[tuple[str, object]] | None:  # noqa: ANN401 - anything that a migration holds
    """Return what ``value`` consists of, each with words for the way to it; None where == says all there is to say."""
    if isinstance(value, (list, tuple)):
        return [(f"[{number}]", each) for number, each in enumerate(value)]
    if isinstance(value, dict):
        return [(f"[{key!r}]", value[key]) for key in sorted(value, key=repr)]
    if isinstance(value, (functools.partial, functools.partialmethod)):
        return [(".func", value.func), (".args", value.args), (".keywords", value.keywords)]
    if hasattr(value, "deconstruct"):
        with suppress(Exception):  # of others, who may not have tried it: then what the object holds has to do
            return list(_deconstructed(value))
    if _has_no_equality(value) and hasattr(value, "__dict__"):
        return [(f".{key}", each) for key, each in sorted(vars(value).items())]
    return None


def _has_no_equality(value: object) -> bool:
    return getattr(type(value), "__eq__", None) is vars(object)["__eq__"]


def _deconstructed(value: Any) -> Iterator[tuple[str, object]]:  # noqa: ANN401 - whatever has deconstruct()
    # Before the arguments stand the path of the class, which may have moved, and with fields and managers more.
    *before, args, kwargs = value.deconstruct()
    if isinstance(value, BaseManager):
        yield " as_manager", before[0]
    yield f" {type(value).__name__}", list(args or ())
    yield f" {type(value).__name__}", dict(kwargs or {})
    if isinstance(value, Operation) and not type(value).__module__.startswith("django."):
        # Somebody else's deconstruct() may leave things out.
        yield f" {type(value).__name__}", operation_state(value)


def operation_state(operation: Operation) -> dict[str, object]:
    """Return the attributes of ``operation``, but for how it was called and what was only computed from the others."""
    return {
        name: each
        for name, each in vars(operation).items()
        if name != "_constructor_args" and not isinstance(getattr(type(operation), name, None), _CACHED)
    }


def _equal(one: object, other: object) -> bool:
    with suppress(Exception):  # a value of somebody else's class may raise what it likes, or return no bool
        return bool(one == other)
    return False


def _said(one: object, other: object, at: str) -> str:
    return f"{at.strip() or 'it'} was {shown(one)} and is {shown(other)}"
