"""Answers which Celery tasks the project has, and under which names."""

from collections.abc import Iterator

from ..facts import Call
from ..project import Module, Project


def is_celery_task(project: Project, decorator: Call) -> bool:
    """Tell whether a decorator is one of Celery: ``shared_task``, or ``task`` of a Celery app."""
    if decorator.path.startswith("celery."):
        return True
    head, _, name = decorator.path.rpartition(".")
    if name not in {"task", "shared_task"} or not head:
        return False
    module = project.module_of(project.resolve(head))
    row = module.attributes("").get(head.rpartition(".")[2]) if module else None
    return row is not None and "celery" in row.path.lower()


def task_names(project: Project) -> dict[str, str]:
    """Return the names of all tasks; the value is where the task is defined, dotted.

    What has a decorator or a base class that is called a task counts, so that nobody's own kind of task is missed.
    Only modules are looked into whose outline speaks of tasks; ``hidden_task_names`` gives those of the others.
    """
    return project.shared(_task_names)


def hidden_task_names(project: Project) -> dict[str, str]:
    """Return the tasks of all other modules: ``from shop.queue import app`` says nothing, and ``@app.task`` makes one.

    It takes long, so it is to be asked only about what would else be missing.
    """
    return project.shared(_hidden_task_names)


def _task_names(project: Project) -> dict[str, str]:
    likely = filter(_may_hold_tasks, project.production())
    return {name: dotted for module in likely for name, dotted in _tasks_in(module)}


def _hidden_task_names(project: Project) -> dict[str, str]:
    others = (module for module in project.production() if not _may_hold_tasks(module))
    return {name: dotted for module in others for name, dotted in _tasks_in(module)}


def _may_hold_tasks(module: Module) -> bool:
    """Tell from the outline whether it is worth to look at the functions: of most modules it is not."""
    outline = module.outline
    named = (
        module.name,
        *(row.target for row in outline.imports),
        *(base for row in outline.classes for base in row.bases),
    )
    return any("celery" in each or "task" in each.lower() for each in named)


def _tasks_in(module: Module) -> Iterator[tuple[str, str]]:
    for function in module.body.functions:
        for decorator in function.decorators if not function.scope else ():
            if "task" in decorator.name.lower():
                dotted = f"{module.name}.{function.name}"
                yield decorator.text(None, "name") or dotted, dotted
    for row in module.outline.classes:
        if not row.scope and any(base.endswith("Task") for base in row.bases):
            name = module.attributes(row.name).get("name")
            dotted = f"{module.name}.{row.name}"
            yield (name.value if name and isinstance(name.value, str) else dotted), dotted
