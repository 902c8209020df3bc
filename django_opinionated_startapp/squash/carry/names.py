"""What a name of a migration module means: something to import, or something that some migration defines."""

import ast
import importlib.util
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType

from .refusal import RefusalError
from .sources import ModuleSource, is_migration


@dataclass(frozen=True, slots=True, order=True)
class Symbol:
    """A name at the top level of a migration module; without ``name``, the module itself."""

    module: str
    name: str


@dataclass(frozen=True, slots=True, order=True)
class Import:
    """What an import binds: an attribute of a module, a module, or a package by way of ``paths`` (``import a.b``)."""

    module: str
    attribute: str = ""
    paths: tuple[str, ...] = ()


Target = Symbol | Import


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in the source that stands for ``target``; without one the name is a builtin, or bound by nothing."""

    node: ast.AST
    name: str
    target: Target | None


class Library:
    """The sources of migration modules, read once each, and what their names mean."""

    def __init__(self, modules: Iterable[ModuleType]) -> None:
        """Know ``modules`` even where sys.modules doesn't."""
        self._modules = {module.__name__: module for module in modules}
        self._sources: dict[str, ModuleSource] = {}

    @property
    def known(self) -> frozenset[str]:
        """The names of the modules that it knows by itself."""
        return frozenset(self._modules)

    def add(self, module: ModuleType, text: str) -> None:
        """Let ``text`` be the source of ``module``."""
        self._modules[module.__name__] = module
        self._sources[module.__name__] = ModuleSource(module, text)

    def migration(self, name: str | None) -> ModuleType | None:
        """Return the migration module called ``name``; None if there is no such module, or it is no migration."""
        module = self._modules.get(name or "") or sys.modules.get(name or "")
        return module if is_migration(module) else None

    def source(self, name: str) -> ModuleSource:
        """Return the source of the migration module ``name``; raises RefusalError where it has none."""
        if name not in self._sources:
            module = self._modules.get(name) or sys.modules[name]
            get_source = getattr(module.__loader__, "get_source", None)
            text = get_source(name) if get_source else None
            if text is None:
                raise RefusalError(f"{name} has no source")
            self.add(module, text)
        return self._sources[name]

    def symbol_for(self, value: object, near: Iterable[ModuleType] = ()) -> Symbol | None:
        """Return where a migration module has ``value``: under its own name, or any in a module ``near``."""
        module = self.migration(getattr(value, "__module__", None))
        path = getattr(value, "__qualname__", "")
        if module and path and look_up(module, path) is value:
            return Symbol(module.__name__, path)
        for each in (*([module] if module else []), *near):
            for name, other in vars(each).items():
                if other is value:
                    return Symbol(each.__name__, name)
        return None

    def reference(self, module: str, name: str) -> Reference:
        """Return a reference to a name of ``module`` that stands nowhere in its source."""
        return Reference(ast.Name(name, ast.Load()), name, self.meaning(Symbol(module, name)))

    def meaning(self, symbol: Symbol) -> Target | None:
        """Follow imports from ``symbol`` to what it means; None for a builtin, or a name that nothing binds."""
        source = self.source(symbol.module)
        binding = [unit.node for unit in source.units if symbol.name in unit.binds]
        value = vars(source.module).get(symbol.name)
        if isinstance(value, ModuleType) and self.migration(value.__name__):
            return Symbol(value.__name__, "")
        if not binding:
            return symbol if symbol.name in source.declared_global else self._starred(source, symbol.name)
        if any(map(_calls_import, binding)):
            elsewhere = self.symbol_for(value)
            if elsewhere and elsewhere.module != symbol.module and "." not in elsewhere.name:
                return elsewhere
        imported = {self._imported(source, node, symbol.name) for node in binding}
        found = imported.pop()
        if imported or found is None:
            return symbol
        return self._followed(found)

    def references(self, source: ModuleSource, node: ast.AST) -> Iterator[Reference]:
        """Yield every use of a name of the module inside ``node``; x.name where x is a migration is one reference."""
        attributes = {each.value: each for each in ast.walk(node) if isinstance(each, ast.Attribute)}
        for each, name in source.globals_in(node):
            if name == "__name__":  # it is written out, not referred to
                continue
            target = self.meaning(Symbol(source.name, name))
            if isinstance(target, Symbol) and not target.name:
                attribute = attributes.get(each)  # type: ignore[call-overload]  # a key of another kind is not found
                if attribute is None:
                    raise RefusalError(f"it uses the migration {target.module} as a value, under the name {name}")
                target = self._followed(Import(target.module, attribute.attr))
                yield Reference(attribute, f"{name}.{attribute.attr}", target)
            else:
                yield Reference(each, name, target)

    def _followed(self, found: Import) -> Target | None:
        if not found.attribute or not self.migration(found.module):
            return found
        target = self.meaning(Symbol(found.module, found.attribute))
        if target is None:
            raise RefusalError(f"{found.module} binds {found.attribute} in a way that can't be followed")
        return target

    def _imported(self, source: ModuleSource, node: ast.stmt, name: str) -> Import | None:
        """Return what a plain import statement binds to ``name``, or None for any other statement."""
        if isinstance(node, ast.ImportFrom):
            alias = next(each for each in node.names if (each.asname or each.name) == name)
            return Import(absolute(source, node), alias.name)
        if not isinstance(node, ast.Import):
            return None
        alias = next(each for each in node.names if (each.asname or each.name.partition(".")[0]) == name)
        if alias.asname:
            return Import(alias.name)
        return Import(name, paths=tuple(sorted(_paths(source, name))))

    def _starred(self, source: ModuleSource, name: str) -> Target | None:
        """Return where a name comes from that no statement binds: by ``import *``, the last that has it."""
        names = vars(source.module)
        if name not in names or name.startswith("__"):
            return None
        for unit in reversed(source.units):
            if isinstance(unit.node, ast.ImportFrom) and unit.node.names[0].name == "*":
                module = absolute(source, unit.node)
                if vars(sys.modules[module]).get(name, self) is names[name]:
                    return self._followed(Import(module, name))
        return None


def absolute(source: ModuleSource, node: ast.ImportFrom) -> str:
    """Return the full name of the module that ``node`` imports from."""
    return importlib.util.resolve_name("." * node.level + (node.module or ""), source.package)


def look_up(holder: object, path: str) -> object:
    """Return what a dotted path leads to, or None."""
    for name in path.split("."):
        holder = getattr(holder, name, None)
    return holder


def _calls_import(node: ast.stmt) -> bool:
    """Say whether ``node`` gets something by import_module("…") or the like, as migrations with a number need it."""
    called = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    return any("import" in str(getattr(each, "attr", "") or getattr(each, "id", "")) for each in called)


def _paths(source: ModuleSource, root: str) -> Iterator[str]:
    for unit in source.units:
        if isinstance(unit.node, ast.Import):
            yield from (a.name for a in unit.node.names if not a.asname and a.name.partition(".")[0] == root)
