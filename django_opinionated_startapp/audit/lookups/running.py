"""Answers what runs when a function is called: the functions that it calls, and those that they call in turn."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from ..facts import Call, Where
from ..project import Module, Project
from .classes import lineage

_LATER = Where.LAMBDA | Where.NESTED | Where.DECORATOR  # what is passed on, or belongs to a definition
_SUPER = "builtins.super()."


@dataclass(frozen=True, slots=True)
class Running:
    """A function that runs: ``scope`` is its qualified name in ``module``, ``via`` names those that led here."""

    module: Module
    scope: str
    via: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its dotted name: ``orders.setup.warm_up``."""
        return f"{self.module.name}.{self.scope}"

    @property
    def origin(self) -> str:
        """The dotted name of the function that all began with."""
        return self.via[0] if self.via else self.name

    @property
    def chain(self) -> str:
        """How it is reached, to be read: ``OrdersConfig.ready → load_currencies``."""
        names = (*self.via, self.name)
        return " → ".join((".".join(names[0].split(".")[-2:]), *(each.rpartition(".")[2] for each in names[1:])))

    def calls(self) -> Iterator[Call]:
        """Yield the calls that running it makes: not those in lambdas and inner functions, which run later if ever."""
        return (each for each in self.module.body.calls if each.scope == self.scope and not each.flags & _LATER)


def running(project: Project, module: Module, scope: str) -> Iterator[Running]:
    """Yield the function ``scope`` of ``module`` and what it calls in the project, directly or not, nearest first."""
    queue = deque([Running(module, scope)])
    seen = {(module.name, scope)}
    while queue:
        current = queue.popleft()
        yield current
        for call in current.calls():
            found = definition(project, current, call.path)
            if found and (found[0].name, found[1]) not in seen:
                seen.add((found[0].name, found[1]))
                queue.append(Running(*found, (*current.via, current.name)))


def definition(project: Project, caller: Running, path: str) -> tuple[Module, str] | None:
    """Return where the function that ``path`` calls is defined, as module and qualified name; None if not in sight."""
    if path.startswith(("self.", "cls.")):
        return _method(project, _owner(caller), path.partition(".")[2])
    if path.startswith(_SUPER):
        return _first(project, lineage(project, _owner(caller))[1:], path.removeprefix(_SUPER))
    return _function(project, path)


def _owner(caller: Running) -> str:
    return f"{caller.module.name}.{caller.scope.rpartition('.')[0]}"


def _function(project: Project, path: str) -> tuple[Module, str] | None:
    dotted = project.resolve(path)
    module = project.module_of(dotted)
    if module is None or module.name == dotted:
        return None
    rest = dotted[len(module.name) + 1 :]
    if rest in _functions(project, module):
        return module, rest
    head, _, method = rest.rpartition(".")
    if not head:
        return _method(project, dotted, "__init__")
    return _method(project, _class_of(project, module, head), method)


def _class_of(project: Project, module: Module, name: str) -> str:
    """Return the class that ``name`` stands for in ``module``: itself, called (``Registry()``), or of a variable."""
    if name.endswith("()"):
        return f"{module.name}.{name[:-2]}"
    assigned = module.attributes("").get(name)
    if assigned is not None and assigned.path.endswith("()"):
        return project.resolve(assigned.path[:-2])
    return f"{module.name}.{name}"


def _method(project: Project, owner: str, name: str) -> tuple[Module, str] | None:
    return _first(project, lineage(project, owner), name)


def _first(project: Project, classes: tuple[str, ...], name: str) -> tuple[Module, str] | None:
    for each in classes:
        if known := project.classes.get(each):
            module, row = known
            if f"{row.name}.{name}" in _functions(project, module):
                return module, f"{row.name}.{name}"
    return None


def _functions(project: Project, module: Module) -> frozenset[str]:
    memo: dict[str, frozenset[str]] = project.shared(_function_names)
    if module.name not in memo:
        memo[module.name] = frozenset(each.name for each in module.body.functions)
    return memo[module.name]


def _function_names(_project: Project) -> dict[str, frozenset[str]]:
    return {}
