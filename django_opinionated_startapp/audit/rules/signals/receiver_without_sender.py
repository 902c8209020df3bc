"""The rule ``receiver-without-sender``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.neighbours import owner
from ...lookups.signals import Receiver, receivers
from ...project import Module, Project
from ...rule import Rule

_FILTERS = ("builtins.hasattr", "builtins.isinstance", "builtins.issubclass")


class ReceiverWithoutSender(Rule):
    """A receiver of a model signal (`post_save` and its like) names no sender.

    A receiver that asks `issubclass(sender, …)`, `isinstance(instance, …)` or `hasattr(instance, …)`, or compares the
    sender with something, says by itself whom it listens to.

    **Why.** It is called for every save of every model: sessions, logs and migrations of tables among them. It costs
    time each time, and fails one day on a model that lacks what it expects.

    **Instead.** `@receiver(post_save, sender=Order)`, or `sender="orders.Order"` with `connect()`.
    """

    code = "SG005"
    name = "receiver-without-sender"
    severity = Severity.INFO
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/receivers.py": """
            from django.db.models.signals import post_save
            from django.dispatch import receiver

            @receiver(post_save)
            def announce(sender, instance, **kwargs): ...
            """,
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/receivers.py": """
            from django.db.models.signals import post_save
            from django.dispatch import receiver

            from .models import Order

            @receiver(post_save, sender=Order)
            def announce(sender, instance, **kwargs): ...
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the connections to signals of models."""
        for each in receivers(project, module):
            if each.of_models and not (each.has_sender or _filters(module, each) or _comes_back(module, each)):
                name = each.function or each.row.ref(0, "receiver") or "A receiver"
                signal = next(path.rpartition(".")[2] for path in each.signals)
                yield self.finding(
                    module.at(each.row),
                    f"{name} receives {signal} from every model.",
                    "Name the sender.",
                    anchor=f"{each.row.scope or module.name} {name} {signal}",
                    app=owner(project, module),
                )


def _filters(module: Module, receiver: Receiver) -> bool:
    compared = (each.scope for each in module.outline.mentions if each.kind == "compared")
    return receiver.function in compared or any(
        call.scope == receiver.function and call.path in _FILTERS and call.ref(0) in (".sender", ".instance")
        for call in module.body.calls
    )


def _comes_back(module: Module, receiver: Receiver) -> bool:
    """Tell whether the receiver is connected again, after it was disconnected in the same function."""
    path = f"{receiver.row.path.removesuffix('.connect')}.disconnect"
    return any(call.scope == receiver.row.scope and call.path == path for call in module.body.calls)
