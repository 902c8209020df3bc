"""``--report split APP``: how the models of an app that has grown too large fall into parts, and what ties these."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..finding import Place
from ..lookups.model_uses import Deed, ModelUse, model_uses
from ..project import App, Module, Project
from ..proof import proved_cut
from .parts import CORE, Parts, find_parts

_MOSTLY = 0.75  # of the uses of models in a module that belong to one part, and the module goes with it


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its models, the modules that go with it, and the apps that need no other part of this app."""

    name: str
    models: tuple[str, ...]
    modules: tuple[str, ...]
    only_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """A module that works with the models of several parts: the functions and classes that would go to each."""

    module: str
    place: Place
    units: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """One place where a part needs another: ``scope`` of ``module`` does something with ``model``."""

    place: Place
    deed: Deed
    scope: str
    text: str
    model: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """All places where ``source`` would need ``target``; ``turned`` where parts would else need each other."""

    source: str
    target: str
    ties: tuple[Tie, ...]
    turned: bool

    @property
    def deeds(self) -> tuple[tuple[str, int], ...]:
        """How many places there are of each kind, the most frequent first."""
        found = Counter(each.deed.value for each in self.ties)
        return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True, slots=True)
class SplitReport:
    """The proposal; ``parts`` has the core last. ``inside`` counts the places that stay inside a part."""

    app: str
    name: str
    parts: tuple[Part, ...]
    shared: tuple[Shared, ...]
    crossings: tuple[Crossing, ...]
    inside: int

    @property
    def cut(self) -> int:
        """The number of places where one part would need another."""
        return sum(len(each.ties) for each in self.crossings)

    @property
    def worthwhile(self) -> bool:
        """Whether there is anything to split."""
        return len([part for part in self.parts if part.models]) > 1


def split_report(project: Project, app: App) -> SplitReport:
    """Return which models and modules of ``app`` would go where, and what would have to be cut."""
    found = find_parts(project, app)
    modules = [module for module in project.modules_of(app) if model_uses(project, module)]
    sides = {module.name: _sides(module, project, found) for module in modules}
    ties: dict[tuple[str, str], list[Tie]] = {}
    inside = 0
    for module in modules:
        for use in _own(project, module, found):
            source, target = sides[module.name].get(use.unit, CORE), found.of[use.model.name]
            if source == target:
                inside += 1
            else:
                ties.setdefault((source, target), []).append(_tie(use))
    return SplitReport(
        app.label,
        app.name,
        tuple(_parts(project, app, found, sides)),
        tuple(_shared(modules, sides)),
        _crossings(found.names, ties),
        inside,
    )


def _own(project: Project, module: Module, found: Parts) -> Iterator[ModelUse]:
    return (use for use in model_uses(project, module) if use.model.name in found.of)


def _tie(use: ModelUse) -> Tie:
    return Tie(use.place, use.deed, use.scope, use.text, use.model.row.simple_name)


def _sides(module: Module, project: Project, found: Parts) -> dict[str, str]:
    """Return for each function or class of ``module`` the part whose models it works with most; models are at home."""
    counts: dict[str, Counter[str]] = {}
    for use in _own(project, module, found):
        counts.setdefault(use.unit, Counter())[found.of[use.model.name]] += 1
    sides = {unit: _most(count) for unit, count in counts.items()}
    dotted = {row.name: f"{module.name}.{row.name}" for row in module.outline.classes}
    known = {**found.bases, **found.of}
    if models := {name: known[each] for name, each in dotted.items() if each in known}:
        home = Counter(models.values()).most_common(1)[0][0]
        return dict.fromkeys(sides, home) | models  # what stands beside models serves them
    return sides


def _most(count: Counter[str]) -> str:
    """Return the part that occurs most often; the core only where nothing else does."""
    return min(count, key=lambda part: (part == CORE, -count[part], part))


def _parts(project: Project, app: App, found: Parts, sides: dict[str, dict[str, str]]) -> Iterator[Part]:
    going: dict[str, list[str]] = {}
    for module, units in sides.items():
        for part, share in _shares(units).items():
            if share >= _MOSTLY:
                going.setdefault(part, []).append(module.removeprefix(f"{app.name}."))
    needed = _needed(project, app, found)
    for name in found.names:
        models = sorted(each.rpartition(".")[2] for each, part in found.of.items() if part == name)
        only = tuple(sorted(label for label, parts in needed.items() if parts == {name}))
        yield Part(name, tuple(models), tuple(sorted(going.get(name, ()))), only)


def _shares(units: dict[str, str]) -> dict[str, float]:
    count = Counter(units.values())
    return {part: number / len(units) for part, number in count.items()}


def _needed(project: Project, app: App, found: Parts) -> dict[str, set[str]]:
    """Return for each other app that works with the models of ``app`` the parts that these belong to."""
    needed: dict[str, set[str]] = {}
    for module in project.production():
        near = any(app.contains(row.target) or row.name == "*" for row in module.outline.imports)
        if module.app not in ("", app.label) and (near or module.outline.mentions):
            for use in _own(project, module, found):
                needed.setdefault(module.app, set()).add(found.of[use.model.name])
    return needed


def _shared(modules: Iterable[Module], sides: dict[str, dict[str, str]]) -> Iterator[Shared]:
    for module in modules:
        units = sides[module.name]
        if max(_shares(units).values(), default=1) < _MOSTLY:
            parts = sorted(set(units.values()))
            yield Shared(
                module.name,
                module.at(),
                tuple((part, tuple(sorted(u for u in units if u and units[u] == part))) for part in parts),
            )


def _crossings(names: tuple[str, ...], ties: dict[tuple[str, str], list[Tie]]) -> tuple[Crossing, ...]:
    """Return the ties between parts; those are to be turned around that lead out of the core, or close a circle."""
    prices = {edge: _price(found) for edge, found in ties.items() if CORE not in edge}
    turned = {*proved_cut(names, prices).edges, *(edge for edge in ties if edge[0] == CORE)}
    ordered = {edge: tuple(sorted(found, key=lambda each: (each.place, each.model))) for edge, found in ties.items()}
    found = (Crossing(*edge, each, edge in turned) for edge, each in ordered.items())
    return tuple(sorted(found, key=lambda each: (len(each.ties), each.source, each.target)))


def _price(ties: Iterable[Tie]) -> int:
    """Return what it costs to turn an edge around: a relation is a change of the schema, a call is not."""
    return sum(5 if each.deed in (Deed.RELATION, Deed.BASE) else 1 for each in ties)
