"""Which app needs which: edges of every kind, each with its evidence; cycles, and the cheapest way out of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from .cuts import components
from .facts import Mention
from .finding import Place
from .lookups.labels import Labels
from .lookups.routes import Routes
from .project import App, Kind, Module, Project
from .proof import Proof, proved_cut


class EdgeKind(Enum):
    """How one app names another."""

    IMPORT = "import"
    RELATION = "relation"
    MODEL = "model"
    CLASS = "class"
    INCLUDE = "include"
    URL = "url"
    TASK = "task"
    SENDER = "sender"
    DEPENDENCY = "dependency"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place where an app needs another; ``module`` is where it stands, ``text`` what stands there."""

    kind: EdgeKind
    place: Place
    module: str
    text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """An edge that would have to go, with its evidence; the price is how many places that is."""

    source: str
    target: str
    evidence: tuple[Evidence, ...]

    @property
    def price(self) -> int:
        """The number of places to change."""
        return len(self.evidence)


_PLACE = 1_000_000  # what a place weighs against the relation that may be there


@dataclass(frozen=True, slots=True)
class AppGraph:
    """Apps, by label, and for each pair of which one needs the other, the evidence in the order of the source."""

    apps: tuple[str, ...]
    edges: Mapping[tuple[str, str], tuple[Evidence, ...]]
    _proofs: dict[frozenset[str], Proof] = field(default_factory=dict, init=False, repr=False, compare=False)

    def targets(self, label: str) -> tuple[str, ...]:
        """Return the apps that ``label`` needs."""
        return tuple(target for source, target in self.edges if source == label)

    def sources(self, label: str) -> tuple[str, ...]:
        """Return the apps that need ``label``."""
        return tuple(source for source, target in self.edges if target == label)

    def cycles(self) -> tuple[frozenset[str], ...]:
        """Return the groups of apps in which each needs each, if only by way of others; the largest first."""
        found = [each for each in components(self.apps, self.edges) if len(each) > 1]
        return tuple(sorted(found, key=lambda each: (-len(each), sorted(each))))

    def cuts(self, cycle: frozenset[str]) -> tuple[Cut, ...]:
        """Return edges without which ``cycle`` is none, as cheap as can be found; the cheapest first."""
        cuts = [Cut(*edge, self.edges[edge]) for edge in self.proof(cycle).edges]
        return tuple(sorted(cuts, key=lambda cut: (cut.price, cut.source, cut.target)))

    def proof(self, cycle: frozenset[str]) -> Proof:
        """Return the edges to cut with their price, and the least that any such edges cost.

        Of edges with as many places those are cut that have fewer relations: to change the schema is more work.
        """
        if cycle not in self._proofs:  # to find one takes seconds where a hundred apps need each other
            self._proofs[cycle] = self._proved(cycle)
        return self._proofs[cycle]

    def _proved(self, cycle: frozenset[str]) -> Proof:
        inside = {edge: found for edge, found in self.edges.items() if cycle.issuperset(edge)}
        relations = {edge: sum(each.kind is EdgeKind.RELATION for each in found) for edge, found in inside.items()}
        found = proved_cut(cycle, {edge: _PLACE * len(inside[edge]) + relations[edge] for edge in inside})
        price = sum(len(inside[edge]) for edge in found.edges)
        return Proof(found.edges, price, -(-found.bound // (_PLACE + 1)))  # no place has more than one relation


def app_graph(project: Project) -> AppGraph:
    """Return the graph of production code: without tests, migrations and what stands under TYPE_CHECKING."""
    return project.shared(_production_graph)


def _production_graph(project: Project) -> AppGraph:
    return build_graph(project)


def needs(project: Project, module: Module, *, typing: bool = False) -> Iterator[tuple[App, Evidence]]:
    """Yield the apps that ``module`` needs, its own among them, each with the evidence."""
    return project.shared(_Finder).needs(module, typing=typing)


def build_graph(project: Project, *, kinds: Iterable[Kind] = (Kind.PRODUCTION,), typing: bool = False) -> AppGraph:
    """Return the graph of the modules of ``kinds``; ``typing`` tells whether TYPE_CHECKING counts.

    Settings and the root URLconf put the project together, so what they name counts for nothing, even inside an app.
    """
    wanted = frozenset(kinds)
    urlconfs = (each.value for each in project.settings.get("ROOT_URLCONF"))
    wiring = {*project.settings.modules, *(each for each in urlconfs if isinstance(each, str))}
    found: dict[tuple[str, str], list[Evidence]] = {}
    for module in project.modules.values():
        if module.app and module.kind in wanted and module.name not in wiring:
            source = project.apps[module.app]
            for target, evidence in needs(project, module, typing=typing):
                if target.label != source.label and not _is_facade(source, target):
                    found.setdefault((source.label, target.label), []).append(evidence)
    edges = {edge: tuple(sorted(found[edge], key=_by_place)) for edge in sorted(found)}
    return AppGraph(tuple(sorted(project.apps)), edges)


def _by_place(evidence: Evidence) -> tuple[Place, str]:
    return evidence.place, evidence.text


def _is_facade(source: App, target: App) -> bool:
    """Tell whether one is an applet of the other: an app that is made of applets gathers what they offer."""
    return (source.is_applet and source.parent == target.label) or (target.is_applet and target.parent == source.label)


class _Finder:
    """Finds the apps that a module needs."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._labels = project.shared(Labels)
        self._routes = project.shared(Routes)

    def needs(self, module: Module, *, typing: bool) -> Iterator[tuple[App, Evidence]]:
        for row in module.outline.imports:
            if typing or not row.typing_only:
                imported = self._project.imported(row)
                app = self._project.app_of(imported.name if imported else row.target)
                if app is not None:
                    yield app, Evidence(EdgeKind.IMPORT, module.at(row), module.name, row.target)
        for mention in module.outline.mentions:
            if mention.kind in _KINDS:
                app = self._mentioned(mention)
                if app is not None:
                    yield app, Evidence(_KINDS[mention.kind], module.at(mention), module.name, mention.text)

    def _mentioned(self, mention: Mention) -> App | None:
        match mention.kind:
            case "relation" | "model" | "sender" | "dependency":
                return self._labels.of_reference(mention.text)
            case "class":
                return self._labels.of_loaded(mention.text)
            case "url":
                return self._routes.app_of(mention.text)
            case _:
                return self._project.app_of(mention.text)


_KINDS = {kind.value: kind for kind in EdgeKind if kind is not EdgeKind.IMPORT}
