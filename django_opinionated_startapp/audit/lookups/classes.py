"""Answers what a class has from the classes above it, as far as the project defines them."""

from collections.abc import Iterator

from ..facts import Assign
from ..project import Module, Project


def lineage(project: Project, dotted: str) -> tuple[str, ...]:
    """Return a class and those above it, nearest first, by their dotted names; those from elsewhere are among them."""
    memo: dict[str, tuple[str, ...]] = project.shared(_lineages)
    if dotted not in memo:
        memo[dotted] = tuple(dict.fromkeys(_upwards(project, dotted, frozenset())))
    return memo[dotted]


def _lineages(_project: Project) -> dict[str, tuple[str, ...]]:
    return {}


def _upwards(project: Project, dotted: str, below: frozenset[str]) -> Iterator[str]:
    name = project.resolve(dotted)
    if name in below:  # a class can't stand above itself: two definitions share a name
        return
    yield name
    if known := project.classes.get(name):
        for base in known[1].bases:
            yield from _upwards(project, base, below | {name})


def attribute(project: Project, dotted: str, name: str) -> tuple[Module, Assign] | None:
    """Return the assignment that gives the class ``dotted`` its attribute ``name``, with the module it stands in."""
    for each in lineage(project, dotted):
        if known := project.classes.get(each):
            module, row = known
            if found := module.attributes(row.name).get(name):
                return module, found
    return None


def outsiders(project: Project, dotted: str) -> frozenset[str]:
    """Return the dotted names of the classes above ``dotted`` that the project does not define."""
    return frozenset(each for each in lineage(project, dotted) if each not in project.classes)
