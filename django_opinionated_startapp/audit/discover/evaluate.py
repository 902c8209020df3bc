"""What settings modules say, evaluated from their facts: literals, sums, names, star imports; nothing is run.

Where settings depend on a condition, both ways count: lists are united, other values kept side by side.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from ..facts import (
    OPAQUE,
    Assign,
    Binary,
    Call,
    Either,
    Import,
    Joined,
    Made,
    Opaque,
    Ref,
    Seq,
    Star,
    Table,
    Value,
    Where,
)
from ..facts.values import value_of
from ..finding import Place
from ..project import Module, Setting
from ..report import Unseen

Plain: TypeAlias = Any  # a Python constant, list or dict; inside, what is not known is a Value
Names: TypeAlias = dict[str, list[Setting]]

_MAYBE = Where.CONDITIONAL | Where.TRY | Where.LOOP
_COPIES = {"list", "tuple", "set", "sorted", "copy", "deepcopy", "dict"}
_MOST_ALTERNATIVES = 8
_MOST_PARTS = 50_000  # items and characters of one value: a line may double what the line before has made
_ENVIRONMENT = {"os.getenv", "os.environ.get", "os.environ.setdefault", "decouple.config"}


class Evaluator:
    """Evaluates settings modules; each one once."""

    def __init__(
        self, module_named: Callable[[str, Module], Module | None], files: Callable[[Module, str], list[Module]]
    ) -> None:
        """Take how to find a module by its dotted name, as seen from another, and by a glob beside another."""
        self._module_named = module_named
        self._files = files
        self._known: dict[str, Names] = {}
        self._running: list[str] = []
        self.read: dict[str, Module] = {}
        self.unseen: dict[Unseen, None] = {}

    def names_of(self, module: Module) -> Names:
        """Return what ``module`` binds, with what it gets from star imports."""
        if module.path not in self._known:
            names: Names = {}
            self._known[module.path] = names
            self._run(module, names)
        return self._known[module.path]

    def _run(self, module: Module, names: Names) -> None:
        self.read[module.path] = module
        if module.outline.error:
            self.unseen[Unseen(module.at(), module.outline.error)] = None
            return
        self._running.append(module.path)
        rows: list[Import | Assign | Call] = [
            *(each for each in module.outline.imports if each.name == "*" and not each.scope),
            *module.body.assigns,
            *(each for each in module.body.calls if each.path == "split_settings.tools.include" and not each.scope),
        ]
        for row in sorted(rows, key=lambda each: (each.line, each.column)):
            if isinstance(row, Import):
                self._star(row, module, names)
            elif isinstance(row, Call):
                self._split(row, module, names)
            else:
                self._assign(row, module, names)
        self._running.pop()

    def _star(self, row: Import, module: Module, names: Names) -> None:
        source = self._module_named(row.module, module)
        if source is not None:
            names.update({name: list(found) for name, found in self.names_of(source).items()})
        elif not row.module.startswith(("django.", "split_settings")):
            self._note(module, row.line, f"settings from {row.module}, which is not below the root, are not known")

    def _split(self, row: Call, module: Module, names: Names) -> None:
        for value in row.args:
            pattern = value.args[0] if isinstance(value, Made) and value.args else value
            if isinstance(pattern, str):
                for each in self._files(module, pattern):
                    if each.path not in self._running:  # a glob may mean the file that it stands in
                        self._run(each, names)

    def _assign(self, row: Assign, module: Module, names: Names) -> None:
        before = names.get(row.target, [])
        if row.flags & Where.FUNCTION and (not before or row.operation == "="):
            return
        if row.target.endswith("]"):
            self._assign_item(row, module, names)
            return
        new = _bounded(self.plain(row.value, names, module))
        maybe = bool(row.flags & _MAYBE or row.scope)
        if row.operation == "=":
            names[row.target] = [*(before if maybe else ()), self._setting(row, module, new)][-_MOST_ALTERNATIVES:]
        elif row.operation == "remove":
            if not maybe:
                names[row.target] = [_without(each, new) for each in before]
        elif row.operation in {"+=", "|=", "append", "extend", "insert", "update"}:
            added = [new] if row.operation in {"append", "insert"} else new
            known = before or [self._setting(row, module, [] if isinstance(added, list) else OPAQUE)]
            names[row.target] = [self._sum(each, added) for each in known]

    def _assign_item(self, row: Assign, module: Module, names: Names) -> None:
        name, _, rest = row.target.partition("[")
        key = rest.removesuffix("]").strip("'\"")
        if "[" in rest or row.operation != "=" or name not in names:
            return
        value = _bounded(self.plain(row.value, names, module))
        # Copies, since the module that a star import is from has the same dictionary, and it may be the value itself.
        names[name] = [
            replace(each, value={**each.value, key: value}) if isinstance(each.value, dict) else each
            for each in names[name]
        ]

    def _setting(self, row: Assign, module: Module, value: Plain) -> Setting:
        return Setting(row.target, value, module.name, module.at(row))

    def _sum(self, setting: Setting, added: Plain) -> Setting:
        return Setting(setting.name, _bounded(_added(setting.value, added)), setting.module, setting.place)

    def plain(self, value: Value, names: Names, module: Module) -> Plain:  # noqa: PLR0911  (one for each kind)
        """Return ``value`` as far as it can be known."""
        match value:
            case Seq(items):
                return list(self._items(items, names, module))
            case Table(pairs):
                return self._table(pairs, names, module)
            case Ref(path):
                return self._named(path, names, module)
            case Joined(parts):
                texts = [self.plain(each, names, module) for each in parts]
                return "".join(map(str, texts)) if all(isinstance(each, str | int) for each in texts) else OPAQUE
            case Binary(operator, left, right):
                pair = self.plain(left, names, module), self.plain(right, names, module)
                return _added(*pair) if operator in {"+", "|"} else OPAQUE
            case Either(options):
                return _united([self.plain(each, names, module) for each in options])
            case Made(path, args, keywords):
                return self._made(path, args, keywords, names, module)
            case Star() | Opaque():
                return OPAQUE
        return value

    def _items(self, items: Iterable[Value], names: Names, module: Module) -> Iterator[Plain]:
        for each in items:
            if isinstance(each, Star):
                inner = self.plain(each.value, names, module)
                if isinstance(inner, list):
                    yield from inner
                else:
                    yield OPAQUE
            else:
                yield self.plain(each, names, module)

    def _table(self, pairs: Iterable[tuple[Value, Value]], names: Names, module: Module) -> dict[Any, Plain]:
        found: dict[Any, Plain] = {}
        for key, value in pairs:
            if isinstance(key, Star):
                inner = self.plain(key.value, names, module)
                found.update(inner if isinstance(inner, dict) else {})
            else:
                plain = self.plain(key, names, module)
                found[plain if isinstance(plain, str | int) else OPAQUE] = self.plain(value, names, module)
        return found

    def _made(
        self, path: str, args: tuple[Value, ...], keywords: dict[str, Value], names: Names, module: Module
    ) -> Plain:
        name = path.rpartition(".")[2]
        if name in _COPIES and len(args) == 1:
            return self.plain(args[0], names, module)
        if path in _ENVIRONMENT:  # what holds where nobody has said anything else
            given = args[1] if len(args) > 1 else keywords.get("default", OPAQUE)
            return self.plain(given, names, module)
        if path == "builtins.dict":
            return {key: self.plain(each, names, module) for key, each in keywords.items()}
        return OPAQUE if args or keywords else self._returned(path, module)

    def _returned(self, path: str, module: Module) -> Plain:
        """Return what a function of the project without arguments returns, if that is one expression."""
        home = self._module_named(path.rpartition(".")[0], module)
        if home is None:
            return OPAQUE
        found = [each.raw for each in home.body.returns if each.scope == path.rpartition(".")[2]]
        return self.plain(value_of(found[0]), self.names_of(home), home) if len(found) == 1 else OPAQUE

    def _named(self, path: str, names: Names, module: Module) -> Plain:
        """Return what a name stands for: in this module, or in the module of settings that it is imported from."""
        if path.startswith("."):  # of a function
            return Ref(path)
        local = path.removeprefix(f"{module.name}.")
        if local != path or "." not in local:
            found = names.get(local.rpartition(".")[2])
        else:
            source = self._module_named(path.rpartition(".")[0], module)
            found = self.names_of(source).get(path.rpartition(".")[2]) if source else None
        return _united([each.value for each in found]) if found else Ref(path)

    def _note(self, module: Module, line: int, reason: str) -> None:
        self.unseen[Unseen(Place(module.path, line, 1), reason)] = None


def _bounded(value: Plain) -> Plain:
    """Return ``value``, or that it is not known where it has more parts than any setting has."""
    left, waiting = _MOST_PARTS, [value]
    while waiting and left >= 0:
        each = waiting.pop()
        left -= len(each) if isinstance(each, str | list | dict) else 1
        waiting += each if isinstance(each, list) else each.values() if isinstance(each, dict) else ()
    return value if left >= 0 else OPAQUE


def _added(left: Plain, right: Plain) -> Plain:
    """Return the sum of two values; of lists also where one of them is not known."""
    if isinstance(left, list) or isinstance(right, list):
        return [*(left if isinstance(left, list) else [OPAQUE]), *(right if isinstance(right, list) else [OPAQUE])]
    if isinstance(left, dict) and isinstance(right, dict):
        return {**left, **right}
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    return OPAQUE


def _united(values: list[Plain]) -> Plain:
    """Return the union of alternatives if they are lists, else the last one that is known."""
    lists = [each for each in values if isinstance(each, list)]
    if lists:
        return [item for number, each in enumerate(lists) for item in each if not _in(item, lists[:number])]
    known = [each for each in values if not isinstance(each, Opaque | Ref)]
    return known[-1] if known else OPAQUE


def _in(item: Plain, lists: list[list[Plain]]) -> bool:
    return any(item in each for each in lists)


def _without(setting: Setting, item: Plain) -> Setting:
    if not isinstance(setting.value, list):
        return setting
    value = [each for each in setting.value if each != item]
    return Setting(setting.name, value, setting.module, setting.place)
