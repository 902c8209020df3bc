"""The rule ``misplaced-task``."""

import re
from collections.abc import Iterator

from ....pattern import Construct, with_home_for
from ...facts import Function
from ...finding import Finding, Severity
from ...lookups.celery import is_celery_task
from ...lookups.homes import is_at_home
from ...project import Module, Project
from ...rule import Rule

_ACCEPTED = re.compile(r"(.*[/_])?(tasks?|jobs?|celery)([/_].*)?\.py")


class MisplacedTask(Rule):
    """A Celery task is defined outside of `tasks.py`.

    **Why.** Celery finds the tasks of an app in `tasks.py` by itself. Those elsewhere exist only in the processes
    that happen to import their module: the web server sends them, and the worker refuses them as unregistered.

    **Instead.** Move it to `tasks.py`; give it its old name with `name="…"` as long as messages with that one wait.
    Modules and packages that are called after tasks, jobs or Celery are accepted.
    """

    code = "TA001"
    name = "misplaced-task"
    severity = Severity.INFO
    profiles = with_home_for(Construct.TASK)
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/mail.py": """
            from celery import shared_task

            @shared_task
            def send_receipt(order_id): ...
            """,
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/tasks.py": """
            from celery import shared_task

            @shared_task
            def send_receipt(order_id): ...
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look for tasks in modules that are no home of tasks."""
        app = project.apps.get(module.app)
        if app is None or _ACCEPTED.fullmatch(app.inner(module)) or is_at_home(app, module, Construct.TASK):
            return
        for function in module.body.functions:
            if any(is_celery_task(project, row) for row in function.decorators):
                yield self._misplaced(module, function, project)

    def _misplaced(self, module: Module, function: Function, project: Project) -> Finding:
        return self.finding(
            module.at(function),
            f"The task {function.name} is not in tasks.py, where Celery looks for it.",
            "Move it there.",
            anchor=function.name,
            app=project.apps[module.app],
        )
