"""Answers which functions are tasks: what a decorator of Celery, or one called like it, makes of them."""

from ..facts import Function
from ..project import Module, Project
from .classes import lineage

_SENDS = ("apply_async", "delay")


def is_task(project: Project, path: str) -> bool:
    """Tell whether ``path`` leads to a task of the project that is queued as soon as it is sent.

    One whose base class has its own way of sending is not: it may well wait for the commit.
    """
    dotted = project.resolve(path)
    module = project.module_of(dotted)
    return module is not None and dotted[len(module.name) + 1 :] in tasks(project, module)


def tasks(project: Project, module: Module) -> frozenset[str]:
    """Return the names of the tasks that ``module`` defines at its top level."""
    memo: dict[str, frozenset[str]] = project.shared(_known_tasks)
    if module.name not in memo:
        memo[module.name] = frozenset(each.name for each in module.body.functions if _is_sent_plainly(project, each))
    return memo[module.name]


def _known_tasks(_project: Project) -> dict[str, frozenset[str]]:
    return {}


def _is_sent_plainly(project: Project, function: Function) -> bool:
    for row in function.decorators if not function.scope else ():
        if row.name in ("task", "shared_task"):
            return not _sends_itself(project, row.ref(None, "base"))
    return False


def _sends_itself(project: Project, base: str) -> bool:
    for each in lineage(project, base) if base else ():
        module, row = project.classes.get(each, (None, None))
        if module and row and any(f.owner == row.name and f.simple_name in _SENDS for f in module.body.functions):
            return True
    return False
