"""The rule ``misplaced-signals``."""

import re
from collections import Counter
from collections.abc import Iterator

from ....pattern import Construct, with_home_for
from ...finding import Finding, Place, Severity
from ...lookups.homes import homes, is_at_home
from ...lookups.signals import Receiver, receivers, signals
from ...project import App, Module, Project
from ...rule import Rule

_SPEAKING = re.compile(r"signal|receiver|handler|listener")


class MisplacedSignals(Rule):
    """A signal or a receiver stands elsewhere than where the app's pattern keeps such code.

    In `oep49` and `reusable` that is `signals/signals.py` and `signals/handlers.py`, in `services` and `domain` the
    usual `signals.py`, `receivers.py` or `handlers.py`. Where a receiver is connected doesn't matter, only where it
    is defined. Where most apps with receivers, two or more, have them in modules of one name, and that speaks of
    signals, receivers, handlers or listeners, it is a place as good.

    **Why.** Receivers run without being called. Who wants to know what else happens when an order is saved has to be
    able to look it up in one place.

    **Instead.** Move it there, and import that module in `ready()`.
    """

    code = "SG002"
    name = "misplaced-signals"
    severity = Severity.WARNING
    profiles = with_home_for(Construct.SIGNAL, Construct.RECEIVER)
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": """
            from django.db.models.signals import post_save
            from django.dispatch import receiver

            @receiver(post_save, sender="orders.Order")
            def announce(sender, instance, **kwargs): ...
            """,
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/apps.py": """
            from django.apps import AppConfig

            class OrdersConfig(AppConfig):
                name = "orders"

                def ready(self):
                    from .signals import handlers
            """,
        "orders/signals/__init__.py": "",
        "orders/signals/handlers.py": """
            from django.db.models.signals import post_save
            from django.dispatch import receiver

            @receiver(post_save, sender="orders.Order")
            def announce(sender, instance, **kwargs): ...
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the signals and receivers that the module defines, if it is no place for them."""
        app = project.apps.get(module.app)
        if app is None:
            return
        if not is_at_home(app, module, Construct.SIGNAL):
            for name, call in signals(project, module):
                yield self._found(module.at(call), app, name, Construct.SIGNAL)
        if not is_at_home(app, module, Construct.RECEIVER) and module.name.rpartition(".")[2] != _usual_name(project):
            for name in (found := _defined(project, module)):
                yield self._found(module.at(found[name].row), app, name, Construct.RECEIVER)

    def _found(self, place: Place, app: App, name: str, construct: Construct) -> Finding:
        home, *others = homes(app, construct)
        return self.finding(
            place,
            f"The {construct.value} {name} of {app.label} stands outside of {' and '.join((home, *others[:1]))}.",
            f"Move it to {home}.",
            anchor=f"{construct.value} {name}",
            app=app,
        )


def _defined(project: Project, module: Module) -> dict[str, Receiver]:
    """Return the receivers that a module defines; those of migrations belong to the AppConfig that connects them."""
    return {each.function: each for each in receivers(project, module) if each.function and not each.for_setup}


def _usual_name(project: Project) -> str:
    """Return the name of the modules in which most apps with receivers, two or more, have them, "" if none has it."""
    return project.shared(_most_usual)


def _most_usual(project: Project) -> str:
    holders = [module for module in project.production() if module.app and _defined(project, module)]
    places = {(module.app, module.name.rpartition(".")[2]) for module in holders}
    names = Counter(name for _app, name in places if _SPEAKING.search(name))
    (name, number), *_ = names.most_common(1) or [("", 0)]
    return name if number > max(1, len({module.app for module in holders}) / 2) else ""
