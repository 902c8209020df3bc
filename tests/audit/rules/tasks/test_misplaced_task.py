import pytest

from django_opinionated_startapp.audit.rules.tasks.misplaced_task import MisplacedTask
from tests.audit.trees import run_rule

APP = {"orders/__init__.py": "", "orders/models.py": ""}
TASK = "from celery import shared_task\n@shared_task\ndef send(): ...\n"


@pytest.mark.parametrize(
    "path",
    [
        "tasks.py",
        "tasks/mail.py",
        "celery.py",
        "celery_tasks.py",
        "jobs.py",
        "mail_tasks.py",
        "jobs_nightly.py",
        "api/tasks.py",
    ],
)
def test_modules_called_after_tasks_are_accepted(path: str) -> None:
    assert not run_rule(MisplacedTask, {**APP, f"orders/{path}": TASK})


@pytest.mark.parametrize("path", ["mail.py", "multitasking.py", "celerybeatless.py", "utils/mail.py"])
def test_other_modules_are_not(path: str) -> None:
    assert [found.anchor for found in run_rule(MisplacedTask, {**APP, f"orders/{path}": TASK})] == ["send"]


@pytest.mark.parametrize(
    ("decorator", "is_task"),
    [
        ("from celery import shared_task\n@shared_task(bind=True)", True),
        ("import celery\n@celery.shared_task", True),
        ("from config.celery import app\n@app.task", True),
        ("from config.celery import app\n@app.task(name='send')", True),
        ("from config.celery import other\n@other.task", False),
        ("from locust import task\n@task", False),
        ("import invoke\n@invoke.task", False),
        ("from .queue import task\n@task", False),
        ("from functools import cache\n@cache", False),
        ("registry = object()\n@registry.task", False),
    ],
)
def test_only_tasks_of_celery_are_meant(decorator: str, is_task: bool) -> None:
    config = {
        "config/__init__.py": "",
        "config/celery.py": "from celery import Celery\napp = Celery('x')\nother = dict()\n",
    }
    tree = {**APP, **config, "orders/mail.py": f"{decorator}\ndef send(): ...\n"}
    assert bool(run_rule(MisplacedTask, tree)) is is_task


def test_tasks_of_the_project_itself_may_be_anywhere() -> None:
    assert not run_rule(MisplacedTask, {**APP, "config/__init__.py": "", "config/mail.py": TASK})
