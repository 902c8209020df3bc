import pytest

from django_opinionated_startapp.audit.rules.signals.task_outside_on_commit import TaskOutsideOnCommit
from tests.audit.trees import run_rule

TASKS = """
    from celery import shared_task
    from .celery import SafeTask, PlainTask, app

    @shared_task
    def announce(pk): ...

    @app.task(bind=True)
    def report(self, pk): ...

    @shared_task(base=SafeTask)
    def safe(pk): ...

    @shared_task(base=PlainTask)
    def plain(pk): ...

    @other
    def function(pk): ...

    class Holder:
        @shared_task
        def method(pk): ...
    """
CELERY = """
    from celery import Celery, Task

    app = Celery()

    class PlainTask(Task):
        def run(self): ...

    class SafeTask(PlainTask):
        def delay(self, *args): ...
    """
HEAD = """from functools import partial
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from x import foreign
from . import tasks
from .signals import placed
from .tasks import announce, function, plain, report, safe

"""


def found(source: str) -> list[str]:
    tree = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/celery.py": CELERY,
        "orders/signals.py": "from django.dispatch import Signal\n\nplaced = Signal()\n",
        "orders/tasks.py": TASKS,
        "orders/work.py": HEAD + source,
    }
    return [each.message for each in run_rule(TaskOutsideOnCommit, tree)]


BLOCK = "def place():\n    with transaction.atomic():\n        {}\n"
FUNCTION = "@transaction.atomic\ndef place():\n    {}\n"
RECEIVER = "@receiver(post_save, sender='orders.Order')\ndef place(**kwargs):\n    {}\n"


@pytest.mark.parametrize("around", [BLOCK, FUNCTION, RECEIVER])
@pytest.mark.parametrize(
    ("call", "task"),
    [
        ("announce.delay(1)", "announce"),
        ("announce.apply_async((1,))", "announce"),
        ("tasks.report.delay(1)", "report"),
        ("plain.delay(1)", "plain"),
    ],
)
def test_a_task_that_is_sent_before_the_commit_is_found(around: str, call: str, task: str) -> None:
    (message,) = found(around.format(call))
    where = "a receiver of a model signal" if around == RECEIVER else "an atomic block"
    assert message == f"place sends the task {task} in {where}, before the transaction is committed."


def test_each_place_is_found() -> None:
    assert len(found(FUNCTION.format("announce.delay(1)\n    report.delay(1)\n    announce.delay(2)"))) == 3


@pytest.mark.parametrize("around", [BLOCK, FUNCTION, RECEIVER])
@pytest.mark.parametrize(
    "call",
    [
        "transaction.on_commit(lambda: announce.delay(1))",
        "transaction.on_commit(partial(announce.delay, 1))",
        "callback = lambda: announce.delay(1)",
        "def callback(): announce.delay(1)",
        "announce.delay_on_commit(1)",
        "safe.delay(1)",
        "function.delay(1)",
        "foreign.delay(1)",
        "unknown.delay(1)",
        "announce(1)",
        "announce.s(1)",
    ],
)
def test_what_waits_or_is_no_task_is_not(around: str, call: str) -> None:
    assert found(around.format(call)) == []


@pytest.mark.parametrize(
    "source",
    [
        "def place():\n    announce.delay(1)\n",
        "def place():\n    with transaction.atomic():\n        pass\n    announce.delay(1)\n",
        "@receiver(placed)\ndef place(**kwargs):\n    announce.delay(1)\n",
    ],
)
def test_outside_of_a_transaction_a_task_may_be_sent_at_once(source: str) -> None:
    assert found(source) == []
