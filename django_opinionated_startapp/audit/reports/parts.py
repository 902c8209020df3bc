"""The parts that the models of an app fall into: by their relations, and by what works with them together."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, count
from typing import TypeAlias

from inflection import pluralize, underscore

from ..communities import communities
from ..facts import Where
from ..lookups.classes import lineage
from ..lookups.model_uses import Deed, ModelUse, model_uses
from ..lookups.tables import is_certain, is_likely
from ..project import App, Kind, Model, Project

Weights: TypeAlias = Mapping[tuple[str, str], float]

CORE = "core"
# What a tie between two models weighs. The last two are shared out among all that stand together.
_OF_DEEDS = {Deed.RELATION: 3.0, Deed.BASE: 6.0}
_OF_CODE, _TOGETHER, _FILE = 1.0, 1.0, 2.0
_CROWD = 8  # a function that works with more models than that says nothing about any two of them
# A model belongs to all rather than to its part if so large a share of the others, and so many, have to do with it,
# unless what ties it leads mostly into its own part; beyond the last share it belongs to all in any case.
_HUB, _MANY, _LOYAL, _EVERYONE = 0.4, 6, 0.6, 0.7
_NO_MODEL = ("Manager", "QuerySet", "Queryset", "Mixin")
_GENERIC = {"abstract_models", "base", "common", "core", "main", "mixins", "models"}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+")


@dataclass(frozen=True, slots=True)
class Parts:
    """For each model, by dotted name, the name of its part; ``names`` are those of the parts, the core last.

    ``bases`` are the abstract models, with the part that all their heirs are in.
    """

    of: Mapping[str, str]
    bases: Mapping[str, str]
    names: tuple[str, ...]


def find_parts(project: Project, app: App) -> Parts:
    """Return the parts of the concrete models of ``app``; a proxy belongs to the model that it stands for.

    A tie counts for less the more other ties its ends have. What is tied to models of many parts is the core, and so
    is what hangs on the core alone, and what models of the core have relations to: else it would need the parts.
    """
    every = {name: model for name, model in project.models.items() if _is_own(project, app, model)}
    own = {name: model for name, model in every.items() if not (model.proxy and _base(project, name, every))}
    found = _Ties(project, app, own)
    near = _neighbours(own, found.weights)
    scaled = {(a, b): weight / (len(near[a]) * len(near[b])) ** 0.5 for (a, b), weight in found.weights.items()}
    groups = [set(each) for each in communities(own, scaled)]
    hubs = set(_hubs(groups, near))
    pieces = [piece for group in groups for piece in _pieces(group - hubs, near, whole=not group & hubs)]
    names: list[str] = []
    of = dict.fromkeys(own, CORE)
    for piece in sorted(_above_core(pieces, set(own), found.points), key=lambda each: (-len(each), sorted(each))):
        members = {name: own[name] for name in sorted(piece)}
        taken = {*names, CORE, app.label, *project.apps}
        names.append(next(name for name in _names(app, members, own, near) if name not in taken))
        of |= dict.fromkeys(piece, names[-1])
    of |= {name: of[_base(project, name, own)] for name in every.keys() - own.keys()}
    heirs = {name: {of[heir] for heir in those} for name, those in found.heirs.items() if name not in every}
    return Parts(of, {name: each.pop() if len(each) == 1 else CORE for name, each in heirs.items()}, (*names, CORE))


def _above_core(
    pieces: Iterable[set[str]], own: Iterable[str], points: Mapping[str, frozenset[str]]
) -> list[set[str]]:
    """Return the pieces without what the core has relations to, as long as more than one model of them is left."""
    parts = [piece for piece in pieces if len(piece) > 1]
    core: set[str] = set()
    ahead = set(own).difference(*parts)
    while ahead:
        core |= ahead
        drawn = frozenset[str]().union(*(points.get(name, ()) for name in ahead))
        left = [part - drawn for part in parts]
        parts = [part for part in left if len(part) > 1]
        ahead = set(own).difference(core, *parts)
    return parts


def _base(project: Project, name: str, among: Mapping[str, Model]) -> str:
    """Return the model with a table that a proxy stands for, "" if it is none of these."""
    bases = (each for each in lineage(project, name)[1:] if each in among and not among[each].proxy)
    return next(bases, "")


def _is_own(project: Project, app: App, model: Model) -> bool:
    inside = model.module.app == app.label and model.module.kind is Kind.PRODUCTION
    plain = not (model.abstract or model.row.scope or model.row.flags & Where.FUNCTION)
    named = not model.row.name.endswith(_NO_MODEL) or is_certain(project, model.name)
    return inside and plain and named and is_likely(project, model.name)


class _Ties:
    """What ties the models of an app: ``weights`` between any two, and to which each one ``points`` by a relation."""

    def __init__(self, project: Project, app: App, own: Mapping[str, Model]) -> None:
        """Look at their fields and methods, at what uses several of them, and at the files that they share."""
        self._own = own
        self._weights: dict[tuple[str, str], float] = defaultdict(float)
        self.heirs: dict[str, list[str]] = {}
        self.points: dict[str, frozenset[str]] = {}
        for name in own:
            for each in sorted(project.ancestors(name)):
                self.heirs.setdefault(each, []).append(name)
        for module in project.modules_of(app):
            self._read(module.name, [use for use in model_uses(project, module) if use.model.name in own])
        files: dict[str, list[str]] = {}
        for name, model in own.items():
            files.setdefault(model.module.name, []).append(name)
        for names in files.values() if len(files) > 1 else ():
            _share(self._weights, names, _FILE)
        self.weights = {pair: weight for pair, weight in sorted(self._weights.items()) if pair[0] != pair[1]}

    def _read(self, module: str, uses: Iterable[ModelUse]) -> None:
        together: dict[str, set[str]] = {}
        for use in uses:
            heirs = self.heirs.get(f"{module}.{use.unit}", ())
            for heir in heirs:
                self._weights[_pair(heir, use.model.name)] += _OF_DEEDS.get(use.deed, _OF_CODE)
                if use.deed in _OF_DEEDS:
                    self.points[heir] = self.points.get(heir, frozenset()) | {use.model.name}
            if use.unit and not heirs:
                together.setdefault(use.unit, set()).add(use.model.name)
        for names in together.values():
            _share(self._weights, names if len(names) <= _CROWD else (), _TOGETHER)


def _share(found: dict[tuple[str, str], float], names: Iterable[str], weight: float) -> None:
    members = sorted(names)
    for pair in combinations(members, 2):
        found[_pair(*pair)] += weight / (len(members) - 1)


def _pair(left: str, right: str) -> tuple[str, str]:
    return min(left, right), max(left, right)


def _neighbours(own: Iterable[str], weights: Weights) -> dict[str, dict[str, float]]:
    near: dict[str, dict[str, float]] = {name: {} for name in own}
    for (left, right), weight in weights.items():
        near[left][right] = near[right][left] = weight
    return near


def _hubs(groups: list[set[str]], near: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """Yield the models that many others have to do with, from most of the parts."""
    for group in groups if len(groups) > 1 else ():
        for name in group:
            others = near[name]
            share = len(others) / (len(near) - 1)
            loyal = sum(weight for other, weight in others.items() if other in group)
            reached = sum(not each.isdisjoint(others) for each in groups if each is not group)
            many = share > _HUB and len(others) >= _MANY
            wanted = many and reached * 2 >= len(groups) and loyal < _LOYAL * sum(others.values())
            if wanted or share > _EVERYONE:
                yield name


def _pieces(group: set[str], near: Mapping[str, Mapping[str, float]], *, whole: bool) -> Iterator[set[str]]:
    """Yield what of a group still hangs together without its hubs."""
    left = set(group)
    while left:
        piece = {min(left)}
        ahead = list(piece)
        while ahead:
            found = (left if whole else left & near[ahead.pop()].keys()) - piece
            piece |= found
            ahead = [*ahead, *found] if not whole else []
        left -= piece
        yield piece


def _names(
    app: App, group: Mapping[str, Model], own: Mapping[str, Model], near: Mapping[str, Mapping[str, float]]
) -> Iterator[str]:
    """Yield names, the best first: of the file most models stand in, of a word in most names, of a central model."""
    file, number = Counter(each.module.name for each in group.values()).most_common(1)[0]
    stem = file.rpartition(".")[2].lstrip("_")
    there = sum(each.module.name == file for each in own.values())
    if stem not in _GENERIC and 2 * number > len(group) and 2 * number > there:
        yield stem
    words = Counter(word for each in group.values() for word in sorted(set(_WORD.findall(each.row.simple_name))))
    word, times = max(words.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if 2 * times > len(group):
        yield pluralize(word.lower())
    for name in sorted(group, key=lambda name: (-sum(near[name].get(other, 0.0) for other in group), name)):
        yield underscore(pluralize(group[name].row.simple_name))
    yield from (f"{app.label}_{number}" for number in count(1))
