"""The rule ``task-outside-on-commit``."""

from collections.abc import Iterator

from ...facts import Call, Where
from ...finding import Finding, Severity
from ...fixes.kinds import Fix, Safety
from ...fixes.sending import sent_on_commit
from ...fixes.texts import Texts
from ...lookups.neighbours import owner
from ...lookups.signals import receivers
from ...lookups.tasks import is_task
from ...project import Module, Project
from ...rule import Rule

_SENDS = (".delay", ".apply_async")
_LATER = Where.ON_COMMIT | Where.LAMBDA | Where.NESTED


class TaskOutsideOnCommit(Rule):
    """A task is sent from inside a transaction: in an atomic block, or in a receiver of a model signal.

    **Why.** The worker is often faster than the commit: it looks for a row that isn't there yet. And if the
    transaction is rolled back, the task runs all the same.

    **Instead.** `transaction.on_commit(partial(task.delay, pk))`, or Celery's `task.delay_on_commit(pk)`. Outside of a
    transaction both send at once.

    **Fix.** `transaction.on_commit(partial(…))` around it. It is unsafe: in a `TestCase` what waits for the commit
    does not run. Not where the result of the call is used, or `atomic` is told which database it is about.
    """

    code = "SG004"
    name = "task-outside-on-commit"
    severity = Severity.WARNING
    safety = Safety.UNSAFE
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/tasks.py": """
            from celery import shared_task

            @shared_task
            def announce(order_id): ...
            """,
        "orders/services.py": """
            from django.db import transaction

            from .tasks import announce

            @transaction.atomic
            def place(order):
                order.save()
                announce.delay(order.pk)
            """,
    }
    good = {
        **bad,
        "orders/services.py": """
            from functools import partial

            from django.db import transaction

            from .tasks import announce

            @transaction.atomic
            def place(order):
                order.save()
                transaction.on_commit(partial(announce.delay, order.pk))
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the calls that send tasks."""
        sending = [each for each in module.body.calls if each.path.endswith(_SENDS) and not each.flags & _LATER]
        handlers = {each.function for each in receivers(project, module) if each.of_models} if sending else set()
        for call in sending:
            head = call.path.rpartition(".")[0]
            if (call.flags & Where.ATOMIC or call.scope in handlers) and is_task(project, head):
                yield self._found(module, project, call, head)

    def _found(self, module: Module, project: Project, call: Call, task: str) -> Finding:
        where = "an atomic block" if call.flags & Where.ATOMIC else "a receiver of a model signal"
        name = task.rpartition(".")[2]
        return self.finding(
            module.at(call),
            f"{call.scope} sends the task {name} in {where}, before the transaction is committed.",
            f"Send it with transaction.on_commit(partial({name}.{call.name}, …)).",
            anchor=f"{call.scope} -> {task}",
            app=owner(project, module),
        )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:  # noqa: ARG002
        """Wait for the commit."""
        source = texts.source(finding.place.path)
        return sent_on_commit(source, finding.place) if source else None
