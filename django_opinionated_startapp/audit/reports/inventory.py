"""``--report inventory``: the apps with their sizes, the patterns that they follow and how well they keep them."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ...pattern import PATTERNS, Pattern
from ..finding import Finding, Severity
from ..graph import AppGraph, app_graph
from ..lookups.python_api import is_python_api
from ..lookups.tables import is_likely
from ..project import App, Kind, Project
from ..report import Report

# How the score is made up. docs/audit-reports.md says the same, and a test that it does.
POINTS = {Severity.ERROR: 10.0, Severity.WARNING: 3.0, Severity.INFO: 0.5}  # for a finding in 1,000 statements
FEWEST = 300  # statements that an app counts as having, so that a small one is not judged by a single finding
MOST, HALF = 60.0, 30.0  # what findings cost at most, and how many points cost half of that: the first ones tell most
CYCLE, PER_CUT, ALL_CUTS = 5.0, 1.0, 10.0
NO_TESTS, CROWDED, MODELS = 10.0, 10.0, 20
_PLACEHOLDER = re.compile(r"{\w+}")


@dataclass(frozen=True, slots=True)
class Match:
    """How far an app follows a pattern: the components that are recognised, and those that are missing."""

    pattern: str = ""
    found: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """How much of the pattern is there, from 0 to 1."""
        return round(len(self.found) / (len(self.found) + len(self.missing)), 2) if self.pattern else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """From 0 to 100, and what was taken off: ``(why, points)``."""

    value: int
    taken: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """An app: how large it is, which pattern it comes nearest to, and its score.

    ``findings`` counts errors, warnings and infos, those in the baseline too. ``uses`` and ``used_by`` are how many
    other apps it needs and is needed by.
    """

    app: str
    name: str
    modules: int
    statements: int
    models: int
    migrations: int
    tests: int
    uses: int
    used_by: int
    findings: tuple[int, int, int]
    match: Match
    score: Score


@dataclass(frozen=True, slots=True)
class InventoryReport:
    """The apps, the lowest score first."""

    apps: tuple[Stock, ...]


def inventory_report(project: Project, report: Report, apps: frozenset[str] | None = None) -> InventoryReport:
    """Return what there is; ``report`` has the findings, ``apps`` are the labels to show, None for all."""
    graph = app_graph(project)
    cuts = Counter(each.source for cycle in graph.cycles() for each in graph.cuts(cycle))
    found: dict[str, list[Finding]] = {label: [] for label in project.apps}
    for each in (*report.findings, *(s.finding for s in report.suppressed if s.by == "baseline")):
        found.get(each.app, []).append(each)
    shown = [app for app in project.apps.values() if apps is None or app.label in apps]
    stock = (_stock(project, app, graph, found[app.label], cuts[app.label]) for app in shown)
    return InventoryReport(tuple(sorted(stock, key=lambda each: (each.score.value, each.app))))


def _stock(project: Project, app: App, graph: AppGraph, found: list[Finding], cuts: int) -> Stock:
    modules = list(project.modules_of(app, *Kind))
    kinds = Counter(module.kind for module in modules if not module.is_package or module.kind is Kind.PRODUCTION)
    statements = sum(module.outline.statements for module in project.modules_of(app))
    models = [m for m in project.models.values() if m.module.app == app.label and not m.abstract]
    number = sum(is_likely(project, each.name) and not each.row.scope for each in models)
    levels = tuple(sum(each.severity is level for each in found) for level in POINTS)
    circle = any(app.label in cycle for cycle in graph.cycles())
    return Stock(
        app.label,
        app.name,
        kinds[Kind.PRODUCTION],
        statements,
        number,
        kinds[Kind.MIGRATION],
        kinds[Kind.TEST],
        len(graph.targets(app.label)),
        len(graph.sources(app.label)),
        (levels[0], levels[1], levels[2]),
        best_match(project, app),
        _score(levels, statements, (circle, cuts), models=number, tests=kinds[Kind.TEST]),
    )


def _score(levels: Iterable[int], statements: int, graph: tuple[bool, int], *, models: int, tests: int) -> Score:
    circle, cuts = graph
    weighed = sum(points * number for points, number in zip(POINTS.values(), levels, strict=True))
    weight = weighed * 1000 / max(statements, FEWEST)
    taken = (
        ("findings", MOST * weight / (weight + HALF)),
        ("in a cycle", CYCLE if circle else 0.0),
        ("edges to cut", min(ALL_CUTS, PER_CUT * cuts)),
        (f"more than {MODELS} models", CROWDED if models > MODELS else 0.0),
        ("no tests", 0.0 if tests or not statements else NO_TESTS),
    )
    return Score(round(100 - sum(points for _why, points in taken)), tuple((w, round(p, 1)) for w, p in taken if p))


def best_match(project: Project, app: App) -> Match:
    """Return the pattern that the app has most of; none if it has nothing that tells one from the others."""
    modules = list(project.modules_of(app, *Kind))
    files = {*map(app.inner, modules), *app.files}
    if not any(is_python_api(project, module) for module in modules):
        files -= {"api.py", "api/__init__.py"}  # a REST API, mostly
    tested = any(module.kind is Kind.TEST for module in modules)
    common = Counter(name for pattern in PATTERNS.values() for name in pattern.component_names)
    matches = [_match(pattern, files, tested=tested) for pattern in PATTERNS.values()]
    telling = [each for each in matches if any(common[name] == 1 for name in each.found)]
    return max(telling, key=lambda each: (each.share, each.pattern), default=Match())


def _match(pattern: Pattern, files: set[str], *, tested: bool) -> Match:
    """Compare the files of an app with the components of a pattern; one without files of its own can't be seen."""
    signs: dict[str, set[str]] = {component.name: {g for _, g in component.homes} for component in pattern.components}
    for file in pattern.files:
        is_seen = file.target.endswith(".py") or "/" not in file.target  # of other files only the top ones are known
        if len(file.components) == 1 and is_seen and not file.beside and not file.target.endswith("/__init__.py"):
            signs[file.components[0]].add(_PLACEHOLDER.sub("*", file.target).removesuffix(".rst"))
    there = {
        name: (name == "tests" and tested) or any(_meets(file, glob) for file in files for glob in globs)
        for name, globs in signs.items()
        if globs
    }
    found = tuple(name for name, is_there in there.items() if is_there)
    missing = tuple(name for name, is_there in there.items() if not is_there)
    return Match(pattern.name, found, missing)


def _meets(file: str, glob: str) -> bool:
    return fnmatchcase(file, glob) or file.rpartition(".")[0] == glob
