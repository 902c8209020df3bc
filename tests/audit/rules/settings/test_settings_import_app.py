from django_opinionated_startapp.audit.rules.settings.settings_import_app import SettingsImportApp
from tests.audit.trees import run_rule

PROJECT = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")',
    "config/__init__.py": "",
    "config/settings/__init__.py": "",
    "config/settings/local.py": "from .base import *\n",
    "config/settings/base.py": "INSTALLED_APPS = ['orders']\n",
    "orders/__init__.py": "",
    "orders/limits.py": "from django.db import models\n",
    "orders/models.py": "from django.db import models\nclass Order(models.Model): ...\n",
}


def found(base: str, **more: str) -> list[str]:
    tree = {**PROJECT, "config/settings/base.py": base, **{f"orders/{name}.py": text for name, text in more.items()}}
    return [f"{each.place}: {each.message}" for each in run_rule(SettingsImportApp, tree)]


def test_the_import_is_shown_once_where_it_stands() -> None:
    (said,) = found("from orders.models import Order\nINSTALLED_APPS = ['orders']\n")
    assert said.startswith("config/settings/base.py:1:27: The settings import orders.models.Order, which needs apps")
    assert said.endswith("(the model Order).")


def test_models_of_django_are_models_too() -> None:
    (said,) = found("from django.contrib.auth.models import Group\nINSTALLED_APPS = ['orders']\n")
    assert said.endswith("(django.contrib.auth.models).")


def test_an_import_that_may_fail_or_wait_is_not_certain() -> None:
    assert found("try:\n    from orders.models import Order\nexcept ImportError:\n    pass\n") == []
    assert found("def later():\n    from orders.models import Order\n") == []


def test_modules_without_models_may_be_imported() -> None:
    assert found("from orders import limits\nfrom django.conf import global_settings\n") == []


def test_other_modules_may_import_models() -> None:
    assert found("INSTALLED_APPS = ['orders']\n", views="from .models import Order\n") == []
