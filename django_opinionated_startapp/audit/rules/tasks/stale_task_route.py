"""The rule ``stale-task-route``."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from ...finding import Finding, Place, Severity
from ...lookups.celery import hidden_task_names, task_names
from ...project import Project
from ...rule import Rule

_ROUTES = ("CELERY_TASK_ROUTES", "CELERY_ROUTES")
_SCHEDULES = ("CELERY_BEAT_SCHEDULE", "CELERYBEAT_SCHEDULE")


class StaleTaskRoute(Rule):
    """The settings route or schedule a task that the project does not have under this name.

    **Why.** Nobody complains. A route without a task is ignored, so the task goes to the default queue; a schedule
    sends messages that every worker throws away as unregistered. It happens when a task moves to another module.

    **Instead.** Write the name of the task: its module as it is imported, and its function, or what `name=` says.
    """

    code = "TA002"
    name = "stale-task-route"
    severity = Severity.ERROR
    bad = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
        "config/__init__.py": "",
        "config/settings.py": """
            INSTALLED_APPS = ["orders"]
            CELERY_BEAT_SCHEDULE = {"nightly": {"task": "orders.tasks.close_orders", "schedule": 86400}}
            """,
        "orders/__init__.py": "",
        "orders/tasks.py": """
            from celery import shared_task

            @shared_task
            def close_old_orders(): ...
            """,
    }
    good = {
        **bad,
        "orders/tasks.py": """
            from celery import shared_task

            @shared_task
            def close_orders(): ...
            """,
    }

    def check_project(self, project: Project) -> Iterator[Finding]:
        """Compare the names in the settings with the tasks of the project's own packages."""
        named = list(dict.fromkeys(_named(project)))
        known = task_names(project) if named else {}
        own = {name.partition(".")[0] for name in project.modules}
        for setting, task, place in named:
            if task.partition(".")[0] not in own or "." not in task or _exists(project, task, known):
                continue
            if not _exists(project, task, {**hidden_task_names(project), **known}):
                yield self.finding(
                    place,
                    f"{setting} names the task {task}, which does not exist.",
                    "Write the module that it is imported from and its name, or remove the entry.",
                    anchor=f"{setting} -> {task}",
                )


def _named(project: Project) -> Iterator[tuple[str, str, Place]]:
    for name in (*_ROUTES, *_SCHEDULES):
        for setting in project.settings.get(name):
            for task in _routed(setting.value) if name in _ROUTES else _scheduled(setting.value):
                yield name, task, setting.place


def _routed(value: Any) -> Iterator[str]:  # noqa: ANN401  (whatever the settings hold)
    pairs = value.items() if isinstance(value, dict) else (each for each in _list(value) if isinstance(each, list))
    yield from (pair[0] for pair in pairs if pair and isinstance(pair[0], str))


def _scheduled(value: Any) -> Iterator[str]:  # noqa: ANN401  (whatever the settings hold)
    for entry in value.values() if isinstance(value, dict) else ():
        if isinstance(entry, dict) and isinstance(entry.get("task"), str):
            yield entry["task"]


def _list(value: Any) -> list[Any]:  # noqa: ANN401  (whatever the settings hold)
    return value if isinstance(value, list) else []


def _exists(project: Project, task: str, known: dict[str, str]) -> bool:
    """Tell whether a task has the name, or something that may be a task and has no other name."""
    if any(sign in task for sign in "*?["):
        return any(fnmatchcase(name, task) for name in known)
    module = project.modules.get(task.rpartition(".")[0])
    names = {*module.outline.names, *module.outline.bound} if module else set()
    return task in known or (task.rpartition(".")[2] in names and task not in known.values())
