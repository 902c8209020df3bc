"""What ``--init`` proposes, as comments: ranks that the graph keeps today, and packages that could be applets."""

import json
from collections.abc import Iterable, Iterator

from ..pattern import BUILTIN
from .cuts import Edge, components
from .graph import AppGraph, app_graph
from .lookups.facades import is_python
from .lookups.tables import is_likely
from .project import App, Project

# Folders in which patterns keep a part of an app, and those that other apps have for the same.
_PARTS = {
    folder for pattern in BUILTIN.values() for file in pattern.files for folder in file.target.split("/")[:-1][:1]
}
_NO_APPLET = _PARTS.union(("models", "testing", "management", "templatetags", "api"))


def proposals(project: Project) -> Iterator[str]:
    """Yield the lines; every one is a comment, since what is proposed is for people to decide."""
    applets = tuple(possible_applets(project))
    if applets:
        yield "# Packages inside apps that have models or a Python API of their own; as applets they count as apps."
        yield f"# applets = {json.dumps(applets, ensure_ascii=False)}"
    graph = app_graph(project)
    today = ranks(graph, graph.edges)
    if len(today) > 1:
        yield "# Ranks that hold today, the highest first: nobody uses a higher one. Take out what is chance."
        yield from _layers(today)
    cut = {(each.source, each.target) for cycle in graph.cycles() for each in graph.cuts(cycle)}
    if cut:
        yield "# Ranks that would hold without the edges that `auditapps --report cuts` names:"
        yield from _layers(ranks(graph, [edge for edge in graph.edges if edge not in cut]))


def _layers(found: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "# layers = ["
    yield from (f"#   {json.dumps(rank, ensure_ascii=False)}," for rank in found)
    yield "# ]"


def ranks(graph: AppGraph, edges: Iterable[Edge]) -> tuple[tuple[str, ...], ...]:
    """Return the apps in ranks, the highest first: each app is above those it needs; a cycle is in one rank.

    Apps that neither need another nor are needed could stand anywhere, and are left out.
    """
    pairs = [edge for edge in edges if edge[0] != edge[1]]
    height: dict[str, int] = {}
    for group in components(graph.apps, pairs):  # what is needed comes first
        below = [height[target] for source, target in pairs if source in group and target not in group]
        height |= dict.fromkeys(group, max(below, default=-1) + 1)
    tied = {label for edge in graph.edges for label in edge}
    found: dict[int, list[str]] = {}
    for label in sorted(tied):
        found.setdefault(height[label], []).append(label)
    return tuple(tuple(found[each]) for each in sorted(found, reverse=True))


def possible_applets(project: Project) -> Iterator[str]:
    """Yield the packages inside apps that have models or a Python API of their own, and are none themselves."""
    known = {app.name for app in project.apps.values()}
    for app in project.apps.values():
        inside = sorted({module.package for module in project.modules_of(app) if module.package != app.name})
        yield from (name for name in inside if name not in known and _stands_alone(project, app, name))


def _stands_alone(project: Project, app: App, package: str) -> bool:
    if not set(package.removeprefix(f"{app.name}.").split(".")).isdisjoint(_NO_APPLET):
        return False
    api = project.modules.get(f"{package}.api")
    models = f"{package}.models."
    return (api is not None and is_python(project, api)) or any(
        f"{model.module.name}.".startswith(models) and not model.abstract and is_likely(project, name)
        for name, model in project.models.items()
    )
