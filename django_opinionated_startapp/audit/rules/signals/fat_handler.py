"""The rule ``fat-handler``."""

from collections.abc import Iterator

from ....wording import counted
from ...facts import Function
from ...finding import Finding, Severity
from ...lookups.neighbours import owner
from ...lookups.queries import queried
from ...lookups.signals import receivers
from ...project import Module, Project
from ...rule import Rule

_OF_INSTANCES = ("save", "delete", "refresh_from_db")


class FatHandler(Rule):
    """A receiver has more statements than `max_statements`, or than `max_statements_with_orm` if it uses the ORM.

    Counted are statements at any depth, without the docstring. Receivers that run after migrations only are left out:
    they are the place for such work.

    **Why.** A receiver runs where nobody sees it, called by nobody. What is in it can't be called, tested or read
    without the signal, and the next one who needs it copies it.

    **Instead.** Leave in it what translates the signal into a call, and move the work into a function.
    """

    code = "SG003"
    name = "fat-handler"
    severity = Severity.INFO
    thresholds = {"max_statements": 10, "max_statements_with_orm": 8}
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/handlers.py": "\n".join(
            (
                "from django.db.models.signals import post_save",
                "from django.dispatch import receiver",
                "",
                '@receiver(post_save, sender="orders.Order")',
                "def announce(sender, instance, **kwargs):",
                *(f"    part_{number} = prepare({number})" for number in range(11)),
            )
        ),
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/handlers.py": """
            from django.db.models.signals import post_save
            from django.dispatch import receiver

            from .services import announce_order

            @receiver(post_save, sender="orders.Order")
            def announce(sender, instance, **kwargs):
                announce_order(instance)
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Count the statements of the functions that receive signals."""
        names = {each.function for each in receivers(project, module) if not each.for_setup}
        for function in module.body.functions if names else ():
            if function.name in names and (allowed := self._exceeded(project, module, function)):
                count = counted(function.statements, "statement")
                yield self.finding(
                    module.at(function),
                    f"The receiver {function.name} has {count}; {allowed} are enough.",
                    "Move the work into a function, and call that.",
                    anchor=function.name,
                    app=owner(project, module),
                )

    def _exceeded(self, project: Project, module: Module, function: Function) -> int:
        """Return the threshold that the function exceeds, 0 if it exceeds none."""
        most, with_orm = (int(self.threshold(name)) for name in self.thresholds)
        if function.statements > with_orm and _uses_orm(project, module, function):
            return with_orm
        return most if function.statements > most else 0


def _uses_orm(project: Project, module: Module, function: Function) -> bool:
    inside = (each for each in module.body.calls if f"{each.scope}.".startswith(f"{function.name}."))
    return any(each.name in _OF_INSTANCES or queried(project, each.path) for each in inside)
