import pytest

from django_opinionated_startapp.audit.rules.tasks.stale_task_route import StaleTaskRoute
from tests.audit.trees import run_rule

PROJECT = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
    "config/__init__.py": "",
    "orders/__init__.py": "",
    "orders/tasks.py": """
        from celery import Task, shared_task
        from functools import cache
        from instrument import instrumented_task
        from .more import imported

        @shared_task
        def close(): ...

        @shared_task(name="orders.renamed")
        def old(): ...

        @instrumented_task(name="orders.measured")
        def measured(): ...

        class Nightly(Task):
            name = "orders.nightly"

        class Weekly(Task): ...

        class Other: ...

        def make():
            @shared_task
            def inner(): ...

        plain = shared_task(print)

        @cache
        def helper(): ...
        """,
    "orders/more.py": "def imported(): ...\n",
}


def found(settings: str) -> list[str]:
    tree = {**PROJECT, "config/settings.py": f"INSTALLED_APPS = ['orders']\n{settings}\n"}
    return [each.anchor for each in run_rule(StaleTaskRoute, tree)]


@pytest.mark.parametrize(
    "task",
    [
        "orders.tasks.close",
        "orders.renamed",
        "orders.measured",
        "orders.nightly",
        "orders.tasks.Weekly",
        "orders.tasks.plain",
        "orders.tasks.imported",
        "orders.tasks.cl*",
        "orders.*",
        "company.tasks.run",
        "celery.backend_cleanup",
        "close",
    ],
)
def test_a_task_that_may_exist_is_not_stale(task: str) -> None:
    assert found(f"CELERY_TASK_ROUTES = {{'{task}': {{'queue': 'slow'}}}}") == []


@pytest.mark.parametrize("task", ["orders.tasks.missing", "orders.gone.close", "orders.tasks.old", "orders.tasks.x*"])
def test_a_task_that_the_project_does_not_have_is(task: str) -> None:
    assert found(f"CELERY_TASK_ROUTES = {{'{task}': {{'queue': 'slow'}}}}") == [f"CELERY_TASK_ROUTES -> {task}"]


def test_routes_may_be_pairs_and_schedules_name_the_task_inside() -> None:
    assert found(
        "CELERY_ROUTES = [('orders.a.b', {}), [], 3]\n"
        "CELERYBEAT_SCHEDULE = {'x': {'task': 'orders.c.d'}, 'y': {'schedule': 3}, 'z': build()}\n"
        "CELERY_BEAT_SCHEDULE = build()\n"
        "CELERY_TASK_ROUTES = 'config.Router'\n"
    ) == ["CELERY_ROUTES -> orders.a.b", "CELERYBEAT_SCHEDULE -> orders.c.d"]


def test_settings_without_tasks_are_fine() -> None:
    assert found("") == []


def test_a_task_in_a_module_that_never_speaks_of_tasks_is_known() -> None:
    tree = {
        **PROJECT,
        "config/settings.py": """
            INSTALLED_APPS = ["orders"]
            CELERY_TASK_ROUTES = {"orders.named": {}, "orders.jobs.send": {}, "orders.gone": {}}
            """,
        "orders/jobs.py": """
            from config.queue import app

            @app.task(name="orders.named")
            def named(): ...

            @app.task
            def send(): ...
            """,
    }
    (finding,) = run_rule(StaleTaskRoute, tree)
    assert finding.message == "CELERY_TASK_ROUTES names the task orders.gone, which does not exist."
