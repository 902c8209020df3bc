"""All that some names of migration modules need in order to work in another file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .acting import acting, imported_only
from .identity import SEES_ALL, Identity
from .names import Import, Library, Reference, Symbol, Target
from .obstacles import check, check_import
from .shared import Shared
from .sources import Unit


@dataclass(slots=True)
class Closure:
    """What is to be carried, in the order in which it was met."""

    symbols: dict[Symbol, None] = field(default_factory=dict)
    units: dict[tuple[str, Unit], None] = field(default_factory=dict)
    imports: dict[tuple[Import, str], None] = field(default_factory=dict)
    # Which modules use a target, and under which names.
    users: dict[Target, set[tuple[str, str]]] = field(default_factory=dict)
    # Names that must go on meaning a builtin, or nothing.
    free: set[str] = field(default_factory=set)
    # Modules that look names up in their namespace, so that they must keep them.
    pinned: set[str] = field(default_factory=set)
    # Modules whose code comes along, and with it what they do when they are imported.
    awake: set[str] = field(default_factory=set)

    def update(self, other: "Closure") -> None:
        """Add what ``other`` holds."""
        self.symbols |= other.symbols
        self.units |= other.units
        self.imports |= other.imports
        self.free |= other.free
        self.pinned |= other.pinned
        self.awake |= other.awake
        for target, users in other.users.items():
            self.users.setdefault(target, set()).update(users)


class Carrier:
    """Finds closures for a file of the package ``package``; definitions that are the same are carried once."""

    def __init__(self, library: Library, package: str) -> None:
        """Take sources from ``library``."""
        self.library = library
        self.identity = Identity(library)
        self._shared = Shared(library)
        self.package = package

    def closure(self, references: Iterable[tuple[str, Reference]]) -> Closure:
        """Return what ``references``, each with the module that it stands in, need. Raises RefusalError."""
        found = Closure()
        waiting = list(references)[::-1]
        while waiting:
            module, reference = waiting.pop()
            waiting += list(self._needs(found, module, reference))[::-1]
        return found

    def target(self, reference: Reference) -> Target | None:
        """Return what ``reference`` stands for in the file to be written."""
        return self.identity.of(reference.target) if isinstance(reference.target, Symbol) else reference.target

    def _needs(self, found: Closure, module: str, reference: Reference) -> Iterator[tuple[str, Reference]]:
        target = self.target(reference)
        if target is None:
            found.free.add(reference.name)
            if reference.name in SEES_ALL and module not in found.pinned:
                found.pinned.add(module)
                for name in sorted(self.library.source(module).names - {"Migration", "*"}):
                    yield module, self.library.reference(module, name)
            return
        found.users.setdefault(target, set()).add((module, reference.name))
        if isinstance(target, Import):
            check_import(self.library, target)
            found.imports[target, reference.name.rpartition(".")[2]] = None
        elif target not in found.symbols:
            found.symbols[target] = None
            yield from self._defining(found, target)

    def _defining(self, found: Closure, symbol: Symbol) -> Iterator[tuple[str, Reference]]:
        self._shared.check(symbol)
        source = self.library.source(symbol.module)
        units = source.touching(symbol.name)
        if units and source.name not in found.awake:
            found.awake.add(source.name)
            units += acting(self.library, source)
            yield from ((source.name, reference) for reference in imported_only(self.library, source))
        for unit in units:
            if (symbol.module, unit) in found.units:
                continue
            found.units[symbol.module, unit] = None
            check(self.library, source, unit.node, self.package)
            for reference in self.library.references(source, unit.node):
                yield symbol.module, reference
            for name in source.quoted_in(unit.node):
                yield symbol.module, self.library.reference(symbol.module, name)
