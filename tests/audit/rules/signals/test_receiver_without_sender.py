import pytest

from django_opinionated_startapp.audit.rules.signals.receiver_without_sender import ReceiverWithoutSender
from tests.audit.trees import run_rule

HEAD = (
    "from django.core.signals import request_started\nfrom django.db.models import signals\n"
    "from django.db.models.signals import post_delete, post_save\nfrom django.dispatch import receiver\n"
    "from x import other\n\ndef plain(sender, **kwargs): ...\n\n"
)


def found(source: str) -> list[str]:
    tree = {"orders/__init__.py": "", "orders/models.py": "", "orders/handlers.py": HEAD + source}
    return [each.message for each in run_rule(ReceiverWithoutSender, tree)]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("@receiver(post_save)\ndef announce(**kwargs): ...", "announce receives post_save from every model."),
        ("@receiver([post_save, post_delete])\ndef f(**kwargs): ...", "f receives post_save from every model."),
        ("post_save.connect(plain)", "plain receives post_save from every model."),
        ("signals.post_delete.connect(receiver=plain)", "plain receives post_delete from every model."),
        ("post_save.connect(other)", "x.other receives post_save from every model."),
        ("post_save.connect(lambda **kwargs: None)", "A receiver receives post_save from every model."),
    ],
)
def test_whoever_listens_to_models_says_to_which(source: str, message: str) -> None:
    assert found(source) == [message]


@pytest.mark.parametrize(
    "source",
    [
        "@receiver(post_save, sender='orders.Order')\ndef f(**kwargs): ...",
        "post_save.connect(plain, 'orders.Order')",
        "post_save.connect(plain, sender='orders.Order')",
        "@receiver(request_started)\ndef f(**kwargs): ...",
        "@receiver(SIGNALS)\ndef f(**kwargs): ...",
        "@receiver(get())\ndef f(**kwargs): ...",
        "@receiver('post_save')\ndef f(**kwargs): ...",
        "@receiver(post_save)\ndef f(sender, **kwargs):\n    if not issubclass(sender, Base):\n        return\n",
        "@receiver(post_save)\ndef f(instance, **kwargs):\n    if isinstance(instance, Base):\n        return\n",
        "@receiver(post_save)\ndef f(instance, **kwargs):\n    if hasattr(instance, 'log'):\n        work()\n",
        "@receiver(post_save)\ndef f(sender, **kwargs):\n    if sender is Order:\n        work()\n",
        "@receiver(post_save)\ndef f(sender, **kwargs):\n    if sender not in (Order, Bill):\n        return\n",
        "@receiver(post_save)\ndef f(sender, **kwargs):\n    if 'a.B' == sender._meta.label:\n        work()\n",
        "@receiver(post_save)\ndef f(instance, **kwargs):\n    if type(instance) is Order:\n        work()\n",
        "@receiver(post_save)\ndef f(instance, **kwargs):\n    if instance._meta.label == 'a.B':\n        work()\n",
        "@other\ndef f(**kwargs): ...",
        "def quietly():\n    post_save.disconnect(plain)\n    work()\n    post_save.connect(plain)\n",
        "socket.connect(plain)",
    ],
)
def test_whoever_says_so_or_asks_is_left_alone(source: str) -> None:
    assert found(source) == []


@pytest.mark.parametrize(
    "test", ["instance.status == 1", "instance is None", "type() is Order", "kind(instance) is 1"]
)
def test_a_receiver_that_compares_something_else_listens_to_all(test: str) -> None:
    assert len(found(f"@receiver(post_save)\ndef f(instance, **kwargs):\n    if {test}:\n        work()\n")) == 1


def test_a_receiver_that_asks_something_else_listens_to_all() -> None:
    assert (
        len(found("@receiver(post_save)\ndef f(using, **kwargs):\n    isinstance(using, str)\n    print(using)\n"))
        == 1
    )
