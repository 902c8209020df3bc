"""Fixes that would damage code of strangers: what is left alone, and what comes out where something does."""

# ruff: noqa: E501 - sources on one line each, so that what goes in and what comes out can be compared

from pathlib import Path

import pytest

from .mending import fixed

APPS = "from django.apps import AppConfig\n\n\nclass OrdersConfig(AppConfig):\n    name = 'orders'\n"
MODELS = "from django.db import models\n\n\nclass Order(models.Model):\n    pass\n"
APP = {"orders/__init__.py": "", "orders/models.py": MODELS}
SETTINGS = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
    "config/__init__.py": "",
    "config/settings.py": "INSTALLED_APPS = ['orders.apps.OrdersConfig']\n",
}
USER = "from django.contrib.auth.models import User\n"
ASKED = "from django.contrib.auth import get_user_model\n"
RELATED = (
    "from django.db import models\n\n\nclass Order(models.Model):\n    user = models.ForeignKey({}, models.CASCADE)\n"
)


def views(text: str) -> dict[str, str]:
    return {"orders/__init__.py": "", "orders/views.py": text}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"import os\n{USER}\nUser()\n\nfrom os import path\n", f"import os\n{ASKED}\nUser = get_user_model()\n\nUser()\n\nfrom os import path\n"),
        (f"{USER}\n\ndef f():\n    User()\n", f"{ASKED}\nUser = get_user_model()\n\n\ndef f():\n    User()\n"),
        (f"import os\n\nx = 1\n{USER}\nUser()\n", f"import os\n\n{ASKED}\nx = 1\n\nUser = get_user_model()\n\nUser()\n"),
        (
            "x = 1\nfrom django.contrib.auth.models import Group, User\n\nUser()\n",
            f"{ASKED}\nx = 1\nfrom django.contrib.auth.models import Group\n\nUser = get_user_model()\n\nUser()\n",
        ),
    ],
)  # fmt: skip
def test_the_user_model_is_asked_for_before_it_is_used(before: str, after: str, tmp_path: Path) -> None:
    assert fixed(tmp_path, views(before), "auth-user-reference") == {"orders/views.py": after}


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(views("def g(get_user_model): ...\n\n\ndef f():\n    from django.contrib.auth.models import User\n\n    User()\n"), id="the function is something else"),
        pytest.param(views(f"import os; {USER}User()\n"), id="an import that shares its line"),
        pytest.param(views("def f(get_user_model):\n    from django.contrib.auth.models import User\n\n    User()\n\n\nfrom django.contrib.auth import get_user_model\n"), id="the function is imported later"),
        pytest.param({"orders/__init__.py": "", "orders/models.py": USER + RELATED.format("User"), "orders/views.py": "from .models import User\n"}, id="others import it from here"),
        pytest.param({"orders/__init__.py": "", "orders/models.py": USER + RELATED.format("User"), "orders/tests.py": "from orders import models as m\n\nm.User\n"}, id="others take it from the module"),
        pytest.param({**APP, "orders/models.py": f"from .managers import f\n{MODELS}", "orders/managers.py": f"{USER}\n\ndef f():\n    User()\n"}, id="models import the module"),
        pytest.param({"orders/__init__.py": "", "orders/models.py": f"{RELATED.format(repr('auth.User'))}\nfrom django.conf import settings\n"}, id="the settings are imported later"),
        pytest.param({"orders/__init__.py": "", "orders/models.py": f"from django.conf import settings\n{RELATED.format(repr('auth.User'))}\n\ndef f(settings): ...\n"}, id="the settings are something else"),
    ],
)  # fmt: skip
def test_the_user_model_is_left_alone_where_it_would_be_lost(tree: dict[str, str], tmp_path: Path) -> None:
    assert fixed(tmp_path, tree, "auth-user-reference") == {}


HANDLERS = "from django.dispatch import receiver\nfrom django.db.models.signals import post_save\n\n\n@receiver(post_save, sender='orders.Order')\ndef announce(**kwargs): ...\n"
MOVED = {
    **APP,
    **SETTINGS,
    "orders/handlers.py": HANDLERS,
    "orders/apps.py": APPS.replace("\n\n\n", "\n\nfrom . import handlers\n\n\n"),
}


def test_an_import_moves_into_a_ready_that_runs_the_one_above(tmp_path: Path) -> None:
    base = "from django.apps import AppConfig\n\n\nclass Base(AppConfig):\n    def ready(self): ...\n"
    apps = "from base import Base\n\nfrom . import handlers\n\n\nclass OrdersConfig(Base):\n    name = 'orders'\n"
    found = fixed(tmp_path, {**MOVED, "base.py": base, "orders/apps.py": apps}, "import-before-ready")
    assert found["orders/apps.py"].endswith("        super().ready()\n        from . import handlers  # noqa: F401\n")


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"orders/apps.py": f"{MOVED['orders/apps.py']}\n\nclass TestConfig(AppConfig):\n    name = 'orders'\n"}, id="two configs"),
        pytest.param({"orders/apps.py": f"{MOVED['orders/apps.py']}    ready = print\n"}, id="ready is assigned"),
        pytest.param({"x.py": "import orders.apps as a\n\na.handlers\n"}, id="taken by another name"),
        pytest.param({"x.py": "from orders import apps\n\ngetattr(apps, 'handlers')\n"}, id="taken by its name"),
        pytest.param({"x.py": "import orders.apps\n\norders.apps.handlers\n"}, id="taken by the whole name"),
    ],
)  # fmt: skip
def test_an_import_stays_where_it_would_be_missed(more: dict[str, str], tmp_path: Path) -> None:
    assert fixed(tmp_path / "a", MOVED, "import-before-ready")
    assert fixed(tmp_path / "b", {**MOVED, **more}, "import-before-ready") == {}


CHECKS = "from django.core.checks import register\n\n\n@register()\ndef check(**kwargs):\n    return []\n"
READY = "\n    def ready(self):\n        {}\n"


@pytest.mark.parametrize(
    ("more", "mended"),
    [
        ({}, True),
        ({"orders/apps.py": APPS + READY.format("checks.register(print)")}, False),
        ({"orders/apps.py": APPS + READY.format("print()")}, True),
        ({"orders/apps.py": APPS + READY.format("raise NotImplementedError")}, False),
        ({"orders/checks.py": f"import haystack\n{CHECKS}"}, False),
        ({"orders/checks.py": f"import haystack\n{CHECKS}", "orders/views.py": "from haystack import x\n"}, True),
        ({"orders/checks.py": f"import json\nfrom orders.models import Order\n{CHECKS}"}, True),
        (
            {"orders/checks.py": f"from . import helpers\n{CHECKS}", "orders/helpers.py": "from .gone import x\n"},
            False,
        ),
        (
            {"orders/checks.py": f"from . import helpers\n{CHECKS}", "orders/helpers.py": "from . import checks\n"},
            True,
        ),
    ],
)
def test_a_module_is_imported_where_that_works(more: dict[str, str], mended: bool, tmp_path: Path) -> None:
    tree = {**APP, "orders/apps.py": APPS, "orders/checks.py": CHECKS, **more}
    assert bool(fixed(tmp_path, tree, "missing-checks-registration", unsafe=False)) == mended


@pytest.mark.parametrize(
    "text",
    [
        "default_app_config = 'a'\nif 1:\n    del default_app_config\n",
        "__all__ = ['default_app_config']\ndefault_app_config = 'a'\n",
    ],
)
def test_a_default_that_its_own_module_uses_stays(text: str, tmp_path: Path) -> None:
    assert fixed(tmp_path, {**APP, "orders/__init__.py": text}, "dead-default-app-config") == {}


SERVICES = {
    "orders/__init__.py": "",
    "orders/models.py": "",
    "orders/services.py": "def transfer(payer, payee, amount):\n    return payer\n",
}
CALL = "transfer(1, 2, 3)\n"
IMPORT = "from orders.services import transfer\n"
FAKE = "from unittest.mock import patch\nfrom orders import services\n\n\ndef test():\n    {}\n"


def keywords(tmp_path: Path, more: dict[str, str]) -> dict[str, str]:
    return fixed(tmp_path, {**SERVICES, **more}, "keyword-only", profiles=("services",))


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"x.py": f"{IMPORT}\n\ndef test():\n    patch('orders.services.transfer').assert_called_with(1, 2)\n"}, id="patched"),
        pytest.param({"x.py": "HANDLER = 'orders.services.transfer'\n"}, id="named by a setting"),
        pytest.param({"x.py": "HANDLER = 'orders.transfer'\n", "orders/__init__.py": "from .services import transfer\n"}, id="named where it is passed on"),
        pytest.param({"tests.py": FAKE.format("patch.object(services, 'transfer')")}, id="patched in its module"),
        pytest.param({"tests.py": FAKE.format("getattr(services, 'transf' + 'er')  # transfer")}, id="module passed on"),
        pytest.param({"x.py": "from orders.services import *\n\ntransfer(1, 2, 3)\n"}, id="star"),
        pytest.param({"a.py": IMPORT, "x.py": f"from a import *\n\n{CALL}"}, id="star of another"),
        pytest.param({"x.py": f"def f():\n    {IMPORT}    {CALL}\n\ndef g(transfer):\n    transfer(1, 2)\n"}, id="a parameter of that name"),
        pytest.param({"x.py": f"def f():\n    {IMPORT}    {CALL}\n\ndef g():\n    from bank import transfer\n    transfer(1, 2)\n"}, id="two imports of that name"),
        pytest.param({"orders/services.py": f"{SERVICES['orders/services.py']}\nif 1:\n    def transfer(): ...\n"}, id="defined twice"),
        pytest.param({"x.py": f"{IMPORT}\nassert f'{{transfer(1, 2, 3)}}'\n"}, id="in an f-string"),
        pytest.param({"x.py": "transfer = ("}, id="unreadable"),
        pytest.param({"x.py": f"{IMPORT}\ntransfer.later(1, 2)\n"}, id="an attribute"),
    ],
)  # fmt: skip
def test_a_function_takes_arguments_by_position_where_a_call_may_be_missed(
    more: dict[str, str], tmp_path: Path
) -> None:
    assert keywords(tmp_path, more) == {}


@pytest.mark.parametrize(
    ("head", "call"),
    [
        ("import orders\n", "orders.{}"),
        ("import orders.services\n", "orders.services.{}"),
        ("import a as b\n", "b.{}"),
        ("from orders import services as s\n", "s.{}"),
        ("def f():\n    from orders.services import transfer\n\n\nfrom a import transfer\n", "{}"),
    ],
)
def test_calls_are_found_by_whatever_way_the_function_comes(head: str, call: str, tmp_path: Path) -> None:
    more = {
        "orders/__init__.py": "from .services import transfer\n\n__all__ = ['transfer']\n",
        "a.py": "from orders import transfer\n",
    }
    if head.startswith("def"):
        assert keywords(tmp_path, {**more, "x.py": head + call.format(CALL)}) == {}
        return
    found = keywords(tmp_path, {**more, "x.py": head + call.format(CALL)})
    assert found["x.py"] == head + call.format("transfer(1, payee=2, amount=3)\n")


DJANGO = {**SETTINGS, "config/settings.py": "INSTALLED_APPS = ['orders', 'bills']\nROOT_URLCONF = 'config.urls'\n"}
ROOT = "from django.urls import include, path\n\nurlpatterns = [path('o/', include('orders.urls')), path('b/', include('bills.urls'))]\n"
URLS = "from django.urls import path\n\nurlpatterns = [path('', print, name='detail'){}]{}\n"


@pytest.mark.parametrize(
    ("urls", "more", "mended"),
    [
        (URLS.format("", ""), {}, True),
        (URLS.format(", path('x', redirect(pattern_name='detail'))", ""), {}, False),
        (URLS.format("", " + router.urls"), {}, False),
        (URLS.format("", "\nurlpatterns += router.urls"), {}, False),
        (URLS.format(", *more", ""), {}, False),
        (URLS.format(", path('x', print, name=NAME)", ""), {}, False),
        (URLS.format(", path('x', print, name='to do')", ""), {}, False),
        (URLS.format(", path('x', print, {}, 'list')", ""), {}, False),
        (URLS.format(", path('x', print, kwargs={})", ""), {}, True),
        (URLS.format("", ""), {"x.py": "f(view_name='detail')\n"}, False),
        ("from django.urls import path\nurlpatterns = urls = [path('', print, name='detail')]\n", {}, False),
    ],
)  # fmt: skip
def test_a_namespace_is_set_where_all_names_are_in_sight(
    urls: str, more: dict[str, str], mended: bool, tmp_path: Path
) -> None:
    apps = {
        f"{name}/{file}": text
        for name in ("orders", "bills")
        for file, text in (("__init__.py", ""), ("urls.py", urls))
    }
    found = fixed(tmp_path, {**DJANGO, "config/urls.py": ROOT, **apps, **more}, "url-name-collision")
    assert any("app_name" in text for text in found.values()) == mended


TASKS = {**APP, "orders/tasks.py": "from celery import shared_task\n\n\n@shared_task\ndef announce(*args): ...\n"}
SENT = "from django.db import transaction\n\nfrom .tasks import announce\n\n\ndef place({}):\n    with transaction.atomic({}):\n        announce.delay()\n"


@pytest.mark.parametrize(
    ("parameter", "argument", "mended"),
    [
        ("", "", True),
        ("", "durable=True", True),
        ("transaction", "", False),
        ("", "using='other'", False),
        ("", "'other'", False),
        ("", "**options", False),
    ],
)
def test_a_task_waits_for_the_transaction_that_is_meant(
    parameter: str, argument: str, mended: bool, tmp_path: Path
) -> None:
    tree = {**TASKS, "orders/services.py": SENT.format(parameter, argument)}
    tree["orders/more.py"] = "from .services import place\n"
    assert bool(fixed(tmp_path, tree, "task-outside-on-commit")) == mended


MUTATIONS = {**APP, "orders/domain/__init__.py": "", "orders/domain/mutations/__init__.py": ""}
PLACE = "\n\ndef place(): ...\n"


@pytest.mark.parametrize(
    ("more", "mended"),
    [
        ({"place.py": PLACE}, True),
        ({"place.py": "from celery import shared_task\n\n\n@shared_task\ndef place(): ...\n"}, False),
        ({"place.py": PLACE, "__init__.py": "from .place import place\n\nNAME = 'mutations.place.send'\n"}, False),
        ({"place.py": PLACE, "__init__.py": "from .place import place\n\nNAME = 'mutations.places'\n"}, True),
        ({"_place.py": f"from orders.models import Order{PLACE}"}, True),
        ({"_place.py": f"from orders.models import Order{PLACE}", "../../models.py": f"{MODELS}\nfrom .domain.mutations.more import a\n", "more.py": "a = 1\n"}, False),
        ({"_place.py": f"from . import more\nfrom .more import a{PLACE}", "more.py": "a = 1\nfrom . import _place\n"}, True),
        ({"_place.py": f"from .more import a{PLACE}", "more.py": "from . import a\n", "__init__.py": "a = 1\n"}, False),
    ],
)  # fmt: skip
def test_a_module_gets_a_private_name_and_is_offered_where_nothing_goes_by_it(
    more: dict[str, str], mended: bool, tmp_path: Path
) -> None:
    tree = {
        **MUTATIONS,
        **{
            f"orders/domain/mutations/{name}".replace("domain/mutations/../../", ""): text
            for name, text in more.items()
        },
    }
    assert bool(fixed(tmp_path, tree, "private-module-re-export", profiles=("domain",), unsafe=False)) == mended


SHOP = {"shop/__init__.py": "", "shop/api/__init__.py": "", "shop/api/apps.py": APPS.replace("orders", "shop.api")}


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("apps.get_app_config('core')\n", True),
        ("apps.get_app_config('api')\n", False),
        ("apps.get_app_config(app_label='api')\n", False),
        ("def f(model):\n    return model._meta.app_label == 'api'\n", False),
    ],
)
def test_a_label_stays_where_code_asks_for_it(text: str, mended: bool, tmp_path: Path) -> None:
    assert bool(fixed(tmp_path, {**SHOP, "x.py": text}, "generic-label")) == mended


LABELS = [
    ("    label = 'my_orders'\n", True),
    ("    label = PREFIX + 'orders'\n", False),
    ("    label = f'{PREFIX}_orders'\n", False),
    ("    @property\n    def label(self):\n        return 'my_orders'\n", False),
    ("\n\nclass OtherConfig(AppConfig):\n    name = 'orders'\n    label = 'my_orders'\n", False),
    ("\n\nclass Other:\n    label = 'my_orders'\n", True),
]


@pytest.mark.parametrize(("text", "mended"), LABELS)
def test_a_label_that_can_not_be_read_is_not_written(text: str, mended: bool, tmp_path: Path) -> None:
    tree = {**APP, "orders/apps.py": APPS + text}
    assert bool(fixed(tmp_path / "a", tree, "missing-app-label", profiles=("strict",))) == mended
    related = RELATED.replace("class Order", "from orders.models import Order\n\n\nclass Bill").format("Order")
    bills = {**tree, "bills/__init__.py": "", "bills/models.py": related}
    assert bool(fixed(tmp_path / "b", bills, "direct-fk-import")) == mended


@pytest.mark.parametrize(
    ("tree", "mended"),
    [
        ({}, True),
        ({"orders/apps.py": "from elsewhere import ShopConfig\n\n\nclass OrdersConfig(ShopConfig):\n    name = 'orders'\n"}, False),
        ({"orders/apps.py": APPS, **SETTINGS}, True),
        ({"orders/carts/__init__.py": "", "orders/carts/models.py": MODELS.replace("Order", "Cart"), "orders/carts/api.py": "", "pyproject.toml": "[tool.opinionated_startapp.audit]\napplets = ['orders.*']\n"}, True),
        ({**SETTINGS, "config/settings.py": "INSTALLED_APPS = ['orders.setup.OrdersConfig']\n"}, False),
    ],
)  # fmt: skip
def test_a_label_that_django_makes_up_is_written(tree: dict[str, str], mended: bool, tmp_path: Path) -> None:
    assert bool(fixed(tmp_path, {**APP, **tree}, "missing-app-label", profiles=("strict",))) == mended


def test_the_keys_of_tables_that_may_be_there_keep_their_type(tmp_path: Path) -> None:
    tree = {**APP, "requirements.txt": "Django>=5.2\n", "orders/apps.py": APPS}
    assert fixed(tmp_path / "a", tree, "missing-default-auto-field", unsafe=False) == {}
    migrated = {"orders/migrations/__init__.py": "", "orders/migrations/0001_initial.py": "models.AutoField()\n"}
    found = fixed(tmp_path / "b", {**tree, **migrated}, "missing-default-auto-field", unsafe=False)
    assert "models.AutoField" in found["orders/apps.py"]


def test_dots_behind_from_get_a_blank(tmp_path: Path) -> None:
    tree = {
        "shop/__init__.py": "",
        "shop/orders/__init__.py": "",
        "shop/orders/models.py": "class Order: ...\n",
        "shop/billing/__init__.py": "",
        "shop/billing/models.py": "from..orders.models import Order\n",
    }
    found = fixed(tmp_path, tree, "relative-import-across-apps", profiles=("strict",))
    assert found == {"shop/billing/models.py": "from shop.orders.models import Order\n"}


def test_a_name_stays_public_where_a_test_replaces_it(tmp_path: Path) -> None:
    tree = {
        "orders/__init__.py": "",
        "orders/models.py": "class Order: ...\n",
        "orders/api.py": "from .models import Order\n\n\ndef place(): ...\n",
        "orders/tests.py": "from orders import api\n\npatch.object(api, 'Order')\n",
    }
    assert fixed(tmp_path, tree, "api-internal-alias", profiles=("strict",)) == {}
