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
