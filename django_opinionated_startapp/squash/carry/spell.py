"""Values as expressions: what Django's serializer does, with names of migrations left open and nothing lost.

Django's own serializers write whatever holds no other value. What holds values or names them is done here, because
Django writes the modules of migrations into it (a SyntaxError where they start with a digit), leaves out the
arguments of operations with ``*args``, and, before 5.1, orders sets by hash.
"""

import ast
import builtins
import enum
import functools
import sys
import types
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.serializer import serializer_factory
from django.db.models.manager import BaseManager
from django.utils.functional import LazyObject, Promise

from .compare import first_difference, operation_state, same_code
from .excerpt import lambda_excerpt, value_excerpt
from .expression import Expression, joined, separated
from .names import Import, Library, Symbol, look_up
from .obstacles import check
from .refusal import RefusalError, shown

_BRACKETS: dict[type[Any], tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
}
_OF_PARTS = (Operation, list, tuple, dict)  # of which only a part is at fault
_SHORT = {"migrations": migrations, "models": models}
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type(functools.lru_cache(int)))


class Speller:
    """Writes values for a file that may use the code of the migrations in ``library``.

    A value that has no other spelling is looked for by identity in the namespaces of the modules ``near``, then among
    the arguments that are written there. The file is for the package ``package``.
    """

    def __init__(self, library: Library, near: Iterable[types.ModuleType], package: str) -> None:
        """Remember where to look."""
        self._library = library
        self._near = tuple(dict.fromkeys(near))
        self._package = package

    def spell(self, value: object) -> Expression:
        """Return an expression for ``value``; raises RefusalError where there is none."""
        try:
            return self._spelled(_unwrapped(value))
        except Exception as error:  # deconstruct() methods of others may raise anything
            if symbol := self._library.symbol_for(value, self._near):
                return Expression((symbol,))
            if excerpt := self._argument(value):
                return excerpt
            if isinstance(error, RefusalError):
                raise
            raise RefusalError(f"{shown(value)} can't be written: {str(error).partition(chr(10))[0]}") from error

    def _argument(self, value: object) -> Expression | None:
        """Return the source of an argument that makes a value like ``value``."""
        if isinstance(value, _OF_PARTS) or not (found := value_excerpt(self._library, self._near, value)):
            return None
        check(self._library, self._library.source(found.module), found.node, self._package)
        return Expression((found,))

    def _operation(self, operation: Operation) -> Expression:
        """Return a call that makes ``operation``, with an argument to a line."""
        _, args, kwargs = operation.deconstruct()
        _check_rebuilds(operation, args, kwargs)
        expanded = operation.serialization_expand_args
        parts = [self.spell(value) for value in args]
        parts += [
            joined(f"{name}=", self._expanded(value) if name in expanded else self.spell(value))
            for name, value in kwargs.items()
        ]
        return joined(self._reference(type(operation)), separated(parts, "(", ")", exploded=True))

    def _spelled(self, value: Any) -> Expression:  # noqa: ANN401, PLR0911 - one line for each kind of value
        if isinstance(value, Operation):
            return self._operation(value)
        if isinstance(value, BaseManager):
            return self._manager(value)
        if isinstance(value, type) or (isinstance(value, _FUNCTIONS) and not hasattr(value, "deconstruct")):
            return self._code(value)  # what models.SET() returns is a function that knows how it was made
        if hasattr(value, "deconstruct"):
            path, args, kwargs = value.deconstruct()[-3:]
            return self._call(self._path(path), args, kwargs)
        if isinstance(value, enum.Enum) and not isinstance(value, models.Choices):
            return self._enumerated(value)
        if isinstance(value, (functools.partial, functools.partialmethod)):
            called = joined(f"functools.{type(value).__name__}", _importing("functools"))
            return self._call(called, (value.func, *value.args), value.keywords)
        if isinstance(value, dict):
            return self._mapping(value)
        if type(value) in _BRACKETS:
            return self._sequence(value)
        return _leaf(self._library, value)

    def _expanded(self, value: object) -> Expression:
        """Return a list or dictionary with an item to a line, or any other value."""
        if isinstance(value, dict):
            return self._mapping(value, exploded=True)
        if isinstance(value, (list, tuple)):
            return separated(map(self.spell, value), "[", "]", exploded=True)
        return self.spell(value)

    def _sequence(self, value: Any) -> Expression:  # noqa: ANN401 - list, tuple, set or frozenset
        opening, closing = _BRACKETS[type(value)]
        if not value and not isinstance(value, (list, tuple)):
            return joined(f"{type(value).__name__}()")
        ordered = sorted(value, key=repr) if isinstance(value, (set, frozenset)) else value
        single = isinstance(value, tuple) and len(value) == 1
        return separated(map(self.spell, ordered), opening, closing, exploded=single)

    def _mapping(self, value: Mapping[Any, Any], *, exploded: bool = False) -> Expression:
        items = [joined(self.spell(key), ": ", self.spell(each)) for key, each in value.items()]
        return separated(items, "{", "}", exploded=exploded)

    def _call(self, called: Expression, args: Iterable[Any], kwargs: Mapping[str, Any]) -> Expression:
        plain = {name: each for name, each in kwargs.items() if name.isidentifier()}
        parts = [self.spell(each) for each in args]
        parts += [joined(f"{name}=", self.spell(each)) for name, each in plain.items()]
        if odd := {name: each for name, each in kwargs.items() if name not in plain}:
            parts.append(joined("**", self.spell(odd)))
        return joined(called, separated(parts, "(", ")"))

    def _manager(self, value: BaseManager[Any]) -> Expression:
        as_manager, path, queryset, args, kwargs = value.deconstruct()
        if as_manager:
            return joined(self._path(str(queryset)), ".as_manager()")
        return self._call(self._path(str(path)), args or (), kwargs or {})

    def _enumerated(self, value: enum.Enum) -> Expression:
        kind = self._reference(type(value))
        if not isinstance(value, enum.Flag):
            return joined(kind, f"[{value.name!r}]")
        members = [each for each in type(value) if each in value and each.value]
        names = [joined(kind, f"[{each.name!r}]") for each in members] or [joined(kind, "(0)")]
        return joined(*[piece for each in names for piece in (" | ", each)][1:])

    def _code(self, value: Any) -> Expression:  # noqa: ANN401 - a class or any kind of function
        if excerpt := lambda_excerpt(self._library, value):
            return joined("(", Expression((excerpt,)), ")")
        holder = getattr(value, "__self__", None)
        if isinstance(holder, type) and not isinstance(value, type):
            return joined(self._reference(holder), f".{value.__name__}")
        return self._reference(value)

    def _reference(self, value: Any) -> Expression:  # noqa: ANN401 - a class or function
        if value is type(None):
            return joined("type(None)")
        expression = self._path(f"{value.__module__}.{value.__qualname__}")
        if _found_at(self._library, value.__module__, value.__qualname__) is not value:
            raise RefusalError(f"{shown(value)} is not what its name, {value.__qualname__}, leads to")
        return expression

    def _path(self, path: str) -> Expression:
        """Return an expression for the class or function at a dotted ``path``, module and all."""
        module, name = _split(self._library, path)
        if self._library.migration(module):
            return Expression((Symbol(module, name),))
        if module == builtins.__name__:
            return joined(name)
        head = name.partition(".")[0]
        for short, package in _SHORT.items():
            if module.startswith("django.db.") and getattr(package, head, None) is _found_at(
                self._library, module, head
            ):
                imported = frozenset({(Import("django.db", short), short)})
                return Expression((f"{short}.{name}",), imported)
        return joined(path, _importing(module))


def _unwrapped(value: Any) -> Any:  # noqa: ANN401 - it may be anything
    """Return what is behind a lazy text or object; any other value as it is."""
    if isinstance(value, Promise):
        return str(value)
    # As Django does: the object is what unpickling would be given.
    return value.__reduce__()[1][0] if isinstance(value, LazyObject) else value


def _check_rebuilds(operation: Operation, args: Iterable[Any], kwargs: Mapping[str, Any]) -> None:
    """Refuse an operation of somebody else's class whose deconstruct() doesn't lead back to it."""
    if type(operation).__module__.startswith("django."):
        return
    try:
        rebuilt = type(operation)(*args, **kwargs)
    except TypeError as error:
        raise RefusalError(f"its deconstruct() does not fit its __init__(): {error}") from error
    if difference := first_difference(operation_state(operation), operation_state(rebuilt), same_code):
        raise RefusalError(f"what its deconstruct() returns makes another operation: {difference}")


def _split(library: Library, path: str) -> tuple[str, str]:
    """Return module and qualified name in a dotted ``path``."""
    module = path
    while module := module.rpartition(".")[0]:
        if module in sys.modules or library.migration(module):
            return module, path[len(module) + 1 :]
    raise RefusalError(f"there is no module in the path {path}")


def _found_at(library: Library, module: str, path: str) -> object:
    return look_up(library.migration(module) or sys.modules.get(module), path)


def _importing(module: str) -> Expression:
    root = module.partition(".")[0]
    return Expression((), frozenset({(Import(root, paths=(module,)), root)}))


def _leaf(library: Library, value: object) -> Expression:
    """Return what Django writes for a value that holds no other."""
    text, statements = serializer_factory(value).serialize()
    imports: set[tuple[Import, str]] = set()
    for statement in ast.parse("\n".join(sorted(statements))).body:
        if isinstance(statement, ast.ImportFrom):
            imports |= {(Import(statement.module or "", each.name), each.name) for each in statement.names}
        else:
            for each in getattr(statement, "names", ()):
                imports |= _importing(each.name).imports
                if library.migration(each.name):
                    raise RefusalError(f"{shown(value)} is written as part of {each.name}")
    return Expression((text,), frozenset(imports))
