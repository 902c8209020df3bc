import pytest

from django_opinionated_startapp.audit.rules.signals.misplaced_signals import MisplacedSignals
from tests.audit.trees import run_rule

RECEIVER = (
    "from django.db.models.signals import post_save\nfrom django.dispatch import receiver\n\n"
    "@receiver(post_save)\ndef announce(**kwargs): ...\n"
)
SIGNAL = "from django.dispatch import Signal\n\nplaced = Signal()\nother = object()\n"
CONNECTED = (
    "from django.db.models.signals import post_save, pre_save\n\ndef announce(**kwargs): ...\n\n"
    "post_save.connect(announce)\npre_save.connect(receiver=announce)\n"
)
ELSEWHERE = "from django.db.models.signals import post_save\nfrom x import announce\n\npost_save.connect(announce)\n"
SETUP = (
    "from django.db.models.signals import post_migrate\n\ndef fill(**kwargs): ...\n\n"
    "def ready():\n    post_migrate.connect(fill)\n"
)


def found(path: str, source: str, profile: str = "oep49") -> list[str]:
    folders = ("orders", "orders/signals", "orders/applets", "orders/applets/carts", "orders/applets/carts/signals")
    tree = {**{f"{folder}/__init__.py": "" for folder in folders}, "orders/models.py": "", path: source}
    others = tuple({"services", "domain"} & {profile})
    return [each.message for each in run_rule(MisplacedSignals, tree, profiles=others)]


@pytest.mark.parametrize(
    ("path", "source", "message"),
    [
        ("orders/models.py", RECEIVER, "The receiver announce of orders stands outside of signals/handlers.py."),
        ("orders/models.py", CONNECTED, "The receiver announce of orders stands outside of signals/handlers.py."),
        (
            "orders/signals/signals.py",
            RECEIVER,
            "The receiver announce of orders stands outside of signals/handlers.py.",
        ),
        ("orders/events.py", SIGNAL, "The signal placed of orders stands outside of signals/signals.py."),
        ("orders/signals/handlers.py", SIGNAL, "The signal placed of orders stands outside of signals/signals.py."),
    ],
)
def test_oep_49_has_one_place_for_each(path: str, source: str, message: str) -> None:
    assert found(path, source) == [message]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("orders/signals/handlers.py", RECEIVER),
        ("orders/signals/handlers.py", CONNECTED),
        ("orders/signals/signals.py", SIGNAL),
        ("orders/applets/carts/signals/handlers.py", RECEIVER),
        ("orders/apps.py", ELSEWHERE),
        ("orders/apps.py", SETUP),
        ("orders/views.py", "announce = object()"),
        ("events.py", SIGNAL),
    ],
)
def test_what_stands_there_is_right(path: str, source: str) -> None:
    assert found(path, source) == []


def test_the_other_styles_have_the_usual_names() -> None:
    folders = {"orders/__init__.py": "", "orders/models.py": ""}
    for path in ("orders/signals.py", "orders/receivers.py", "orders/handlers.py"):
        tree = {**folders, path: RECEIVER}
        (finding,) = run_rule(_InServices, {**tree, path: RECEIVER, "orders/views.py": RECEIVER})
        assert finding.place.path == "orders/views.py"
        assert finding.message == "The receiver announce of orders stands outside of receivers.py and receivers/*.py."


class _InServices(MisplacedSignals):
    """The rule in a project that follows none of the patterns but the style of services."""

    profiles = ("services",)


@pytest.mark.parametrize(
    ("others", "number"),
    [
        ({}, 1),
        ({"orders/more/signal_handlers.py": RECEIVER}, 2),
        ({"billing/signal_handlers.py": RECEIVER}, 0),
        ({"billing/signal_handlers.py": RECEIVER, "billing/models.py": RECEIVER}, 1),
        ({"orders/signal_handlers.py": "", "orders/models.py": RECEIVER, "billing/models.py": RECEIVER}, 2),
        ({"billing/models.py": RECEIVER, "carts/signal_handlers.py": RECEIVER, "cards/views.py": RECEIVER}, 4),
    ],
)
def test_a_name_that_all_apps_have_for_it_is_a_place_as_good(others: dict[str, str], number: int) -> None:
    folders = ("orders", "orders/more", "billing", "carts", "cards")
    tree = {f"{each}/{file}.py": "" for each in folders for file in ("__init__", "models")}
    found = run_rule(MisplacedSignals, {**tree, "orders/signal_handlers.py": RECEIVER, **others})
    assert len(found) == number
