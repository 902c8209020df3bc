import pytest

from django_opinionated_startapp.audit.finding import Severity
from django_opinionated_startapp.audit.rules.ready.import_before_ready import ImportBeforeReady
from tests.audit.trees import run_rule

CONFIG = "from django.apps import AppConfig\n{}\nclass A(AppConfig):\n    name = 'orders'\n"
APP = {
    "orders/__init__.py": "",
    "orders/models.py": "from django.db import models\nclass Order(models.Model): ...\n",
    "orders/enums.py": "import enum\nclass State(enum.Enum): ...\n",
    "orders/handlers.py": "from django.db.models.signals import post_save\nfrom django.dispatch import receiver\n",
}


def found(line: str, **more: str) -> list[tuple[Severity, str]]:
    tree = {**APP, "orders/apps.py": CONFIG.format(line), **{f"orders/{name}.py": text for name, text in more.items()}}
    return [(each.severity, each.message) for each in run_rule(ImportBeforeReady, tree)]


@pytest.mark.parametrize(
    ("line", "way"),
    [
        ("from .models import Order", "the model Order"),
        ("import orders.models", "the model Order"),
        ("from django.contrib.auth.models import User", "django.contrib.auth.models"),
        ("from django.contrib.sites import models", "django.contrib.sites.models"),
        ("from . import first", "orders.second → orders.models → the model Order"),
        ("from .users import User", "get_user_model()"),
    ],
)
def test_what_needs_the_registry_is_found_with_the_way_to_it(line: str, way: str) -> None:
    users = "from django.contrib.auth import get_user_model\nUser = get_user_model()\n"
    more = {"first": "from . import second\n", "second": "import orders.models\nfrom . import first\n", "users": users}
    level, message = found(line, **more)[0]
    assert level is Severity.ERROR
    assert message.endswith(f"needs the app registry, too early ({way}).")


def test_the_package_of_the_app_is_imported_as_early() -> None:
    tree = {**APP, "orders/__init__.py": "from .models import Order\n", "orders/apps.py": CONFIG.format("")}
    assert [each.place.path for each in run_rule(ImportBeforeReady, tree)] == ["orders/__init__.py"]


@pytest.mark.parametrize(
    "line",
    [
        "from .enums import State",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .models import Order",
        "try:\n    from .models import Order\nexcept Exception:\n    Order = None",
        "import django\nif django.VERSION > (9,):\n    from .models import Order",
        "def order():\n    from .models import Order\n    return Order",
        "from .lazy import later",
        "from django.contrib.auth import get_user_model",
        "from django.db.models import Model\nfrom django.contrib import admin",
        "from .mixins import Mixin",
        "from company.models import Thing",
    ],
)
def test_what_is_imported_later_or_holds_no_models_is_not_found(line: str) -> None:
    later = "def later():\n    from .models import Order\n    get_user_model()\n"
    lazy = f"from django.contrib.auth import get_user_model\n{later}"
    assert found(line, lazy=lazy, mixins="from company.models import Base\nclass Mixin(Base): ...\n") == []


def test_a_look_up_that_is_not_django_s_needs_nothing() -> None:
    assert (
        found("from . import loading", loading="from company import get_model\nOrder = get_model('orders', 'Order')\n")
        == []
    )


@pytest.mark.parametrize(
    "code",
    [
        "@receiver(post_save)\ndef saved(**kwargs): ...\n",
        "@receiver([post_save])\ndef saved(**kwargs): ...\n",
        "post_save.connect(print)\n",
    ],
)
def test_receivers_are_a_warning(code: str) -> None:
    assert found("from . import handlers", handlers=f"{APP['orders/handlers.py']}{code}") == [
        (Severity.WARNING, "orders.apps imports receivers (orders.handlers) before the app registry is ready.")
    ]


@pytest.mark.parametrize(
    "code",
    [
        "def saved(**kwargs): ...\n",
        "def connect():\n    post_save.connect(print)\n",
        "from django.core.signals import setting_changed\n@receiver(setting_changed)\ndef changed(**kwargs): ...\n",
    ],
    ids=["connected elsewhere", "connected when called", "no signal of models"],
)
def test_functions_that_ready_connects_may_be_imported(code: str) -> None:
    assert found("from .handlers import saved", handlers=f"{APP['orders/handlers.py']}{code}") == []


def test_only_the_module_of_the_configs_counts() -> None:
    assert not run_rule(ImportBeforeReady, {**APP, "orders/apps.py": "from .models import Order\n"})
    assert not run_rule(ImportBeforeReady, {**APP, "orders/base.py": CONFIG.format("from .models import Order")})
