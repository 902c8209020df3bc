"""Answers what a class has from the classes above it, as far as the project defines them."""

from ..facts import Assign
from ..project import Module, Project


def lineage(project: Project, dotted: str) -> tuple[str, ...]:
    """Return a class and those above it, nearest first, by their dotted names; those from elsewhere are among them."""
    memo: dict[str, tuple[str, ...]] = project.shared(_lineages)
    if dotted not in memo:
        found: dict[str, None] = {}
        stack = [dotted]
        while stack:
            name = project.resolve(stack.pop())
            if name not in found:  # by another way, or above itself: two definitions may share a name
                found[name] = None
                known = project.classes.get(name)
                stack.extend(reversed(known[1].bases) if known else ())
        memo[dotted] = tuple(found)
    return memo[dotted]


def _lineages(_project: Project) -> dict[str, tuple[str, ...]]:
    return {}


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
