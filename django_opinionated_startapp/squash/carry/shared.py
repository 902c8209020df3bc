"""What functions keep in the module of a migration: others that see it there can't be given another one."""

import ast
import sys
from collections.abc import Collection, Iterator
from types import ModuleType

from .names import Library, Symbol
from .refusal import RefusalError
from .sources import ModuleSource

_CHANGING = {
    *("add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem", "remove"),
    *("setdefault", "update"),
}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Shared:
    """Knows which migrations see something of another one."""

    def __init__(self, library: Library) -> None:
        """Take those that ``library`` knows now for the ones that are squashed together."""
        self._library = library
        self._members = library.known
        self._kept: dict[str, set[Symbol]] = {}
        self._seen: dict[object, set[str]] | None = None

    def check(self, symbol: Symbol) -> None:
        """Raise RefusalError where functions change what ``symbol`` names, and not all that see it are members."""
        value = vars(self._library.source(symbol.module).module).get(symbol.name)
        found = self._users()
        users = {symbol.module} | found.get(symbol.module, set()) | found.get(id(value), set())
        strangers = sorted(users - self._members)
        if strangers and any(symbol in self._changed(user) for user in users):
            raise RefusalError(
                f"{symbol.module} keeps {symbol.name} from one call to the next, and {strangers[0]}, which is not "
                "squashed with it, may look there"
            )

    def _users(self) -> dict[object, set[str]]:
        if self._seen is None:
            found = [module for name, module in sorted(sys.modules.items()) if self._library.migration(name) is module]
            self._seen = _seen(found)
        return self._seen

    def _changed(self, name: str) -> set[Symbol]:
        if name not in self._kept:
            source = self._library.source(name)
            meanings = (self._library.meaning(Symbol(name, each)) for each in set(_changed_in(source)))
            self._kept[name] = {each for each in meanings if isinstance(each, Symbol)}
        return self._kept[name]


def _seen(modules: Collection[ModuleType]) -> dict[object, set[str]]:
    """Return who has imported each of ``modules``, or a class or function of it, by its name.

    A list, a dictionary or a set doesn't say where it comes from: of these, who has them, by their identity.
    """
    names = {module.__name__ for module in modules}
    users: dict[object, set[str]] = {}
    for module in modules:
        for key, value in vars(module).items():
            owner = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
            if getattr(type(value), "__hash__", None) is None:
                users.setdefault(id(value), set()).add(module.__name__)
            elif str(owner) in names and key != "Migration":
                users.setdefault(str(owner), set()).add(module.__name__)
    return users


def _changed_in(source: ModuleSource) -> Iterator[str]:
    """Yield the names whose objects functions change, as far as one can see."""
    yield from source.declared_global
    for function in (each for each in ast.walk(source.tree) if isinstance(each, _FUNCTIONS)):
        for changed in filter(None, map(_root, ast.walk(function))):
            yield from (name for each, name in source.globals_in(changed) if each is changed)


def _root(node: ast.AST) -> ast.AST | None:
    """Return the name of what ``node`` changes, None if it changes nothing."""
    found: ast.AST | None = None
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr=attribute)) if attribute in _CHANGING:
            found = value
        case ast.Call(func=ast.Name(id="next"), args=[value, *_]):
            found = value
        case (
            ast.Attribute(value=value, ctx=ast.Store() | ast.Del())
            | ast.Subscript(value=value, ctx=ast.Store() | ast.Del())
        ):
            found = value
    while isinstance(found, (ast.Attribute, ast.Subscript)):
        found = found.value
    return found
