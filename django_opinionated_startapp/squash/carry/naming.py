"""The names that carried definitions and imports have in the new file: their own, or with a number where two clash."""

import ast
import builtins
import itertools
import keyword
import re
from collections.abc import Iterable, Iterator

from .closure import Carrier, Closure
from .names import Import, Reference, Symbol, Target
from .refusal import RefusalError
from .scopes import bound_by

# What a class body called Migration binds before its operations are evaluated.
_OF_THE_CLASS = {"replaces", "initial", "dependencies", "run_before", "atomic", "operations"}
_TAKEN = {*dir(builtins), *keyword.kwlist, "Migration"}


class Names:
    """One name for every target of a closure."""

    def __init__(
        self,
        carrier: Carrier,
        closure: Closure,
        used_in_class: Iterable[Target],
        spelled: Iterable[tuple[Import, str]],
    ) -> None:
        """Give the names; those of imports that are ``spelled`` out somewhere can't be others.

        Raises RefusalError where a clash can't be solved by another name.
        """
        self._carrier = carrier
        self._closure = closure
        self._used_in_class = set(used_in_class)
        self._spelled = set(spelled)
        self._identifiers: dict[str, set[str]] = {}
        # Packages come together: `import a.b` and `import a.c` bind one name.
        self.imports: dict[tuple[Import, str], str] = {}
        self._symbols: dict[Symbol, str] = {}
        self._taken: dict[str, object] = {}
        packages = [each for each in closure.imports if each[0].paths]
        others = [each for each in closure.imports if not each[0].paths]
        for target, local in (*packages, *others):
            self.imports[target, local] = self._name_import(target, local)
        # The names of a module that sees its namespace can't be changed, so they are given before those that can.
        for symbol in sorted(closure.symbols, key=lambda each: each.module not in closure.pinned):
            self._symbols[symbol] = self._name_symbol(symbol)
        self._check_pinned()

    def of(self, reference: Reference) -> str:
        """Return what stands in the new file for ``reference``."""
        target = self._carrier.target(reference)
        if isinstance(target, Symbol):
            return self._symbols[target]
        if isinstance(target, Import):
            return self.imports[target, reference.name.rpartition(".")[2]]
        return reference.name

    def _name_import(self, target: Import, local: str) -> str:
        meaning = (target.module, target.attribute, bool(target.paths))
        users = [user for user in self._closure.users.get(target, ()) if user[1].rpartition(".")[2] == local]
        modules = sorted(module for module, _ in users)
        fixed = (target, local) in self._spelled or (bool(target.paths) and target.paths != (local,))
        name = self._free_name(target, local, modules[:1], users, meaning)
        if name != local and fixed:
            raise RefusalError(f"the package {local} and something else of that name are needed in one file")
        return name

    def _name_symbol(self, symbol: Symbol) -> str:
        users = [*self._closure.users.get(symbol, ()), (symbol.module, symbol.name)]
        return self._free_name(symbol, symbol.name, [symbol.module], users, symbol)

    def _free_name(
        self, target: Target, local: str, modules: list[str], users: list[tuple[str, str]], meaning: object
    ) -> str:
        refused = _TAKEN | self._closure.free | (_OF_THE_CLASS if target in self._used_in_class else set())
        names = itertools.chain([local], (f"{local}_{suffix}" for suffix in _suffixes(modules)))
        free = (
            name
            for name in names
            if name not in refused
            and not any(name != old and name in self._identifiers_of(module) for module, old in users)
            and self._taken.setdefault(name, meaning) == meaning
        )
        return next(free)

    def _identifiers_of(self, module: str) -> set[str]:
        """Return every name that the source of ``module`` has anywhere, so that a new one is another."""
        if module not in self._identifiers:
            tree = self._carrier.library.source(module).tree
            self._identifiers[module] = set(_identifiers(tree))
        return self._identifiers[module]

    def _check_pinned(self) -> None:
        for target, users in self._closure.users.items():
            for module, local in users:
                name = self._symbols[target] if isinstance(target, Symbol) else self.imports[target, local]
                if module in self._closure.pinned and name != local:
                    raise RefusalError(f"{module} looks up names in its globals(), and {local} means two things")


def _identifiers(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        yield from bound_by(node)
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg


def _suffixes(modules: list[str]) -> Iterator[str]:
    """Yield what may be put behind a name to tell where it comes from: number, migration, app."""
    for module in modules:
        parts = [re.sub(r"\W", "_", part) for part in module.split(".")]
        number = re.match(r"\d+", parts[-1])
        yield number[0] if number else parts[-1]
        yield parts[-1]
        yield "_".join(parts)
    yield from map(str, itertools.count(2))
