import pytest

from django_opinionated_startapp.audit.rules.appconfig.app_not_installed import AppNotInstalled
from tests.audit.trees import run_rule

PROJECT = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
    "config/__init__.py": "",
    "config/settings.py": 'INSTALLED_APPS = ["orders"]',
    "orders/__init__.py": "",
}
CONFIG = "from django.apps import AppConfig\nclass A(AppConfig):\n    name = '{}'\n"
MODELS = "from django.db import models\nclass Old(models.Model):\n    name = models.TextField()\n"


def found(tree: dict[str, str]) -> list[str]:
    return [each.anchor for each in run_rule(AppNotInstalled, {**PROJECT, **tree})]


def test_tables_make_an_app_without_a_config() -> None:
    assert found({"old/__init__.py": "", "old/models.py": MODELS}) == ["old"]


@pytest.mark.parametrize(
    "models",
    [
        "",
        f"{MODELS}    class Meta:\n        abstract = True\n",
        f"{MODELS}    class Meta:\n        app_label = 'orders'\n",
    ],
    ids=["no models", "abstract ones", "models of another app"],
)
def test_a_module_called_models_makes_none(models: str) -> None:
    assert found({"old/__init__.py": "", "old/models.py": models}) == []


def test_models_in_a_part_of_an_installed_app_belong_to_it() -> None:
    assert found({"orders/archive/__init__.py": "", "orders/archive/models.py": MODELS}) == []


def test_a_config_in_a_part_of_an_installed_app_is_an_app() -> None:
    tree = {"orders/archive/__init__.py": "", "orders/archive/apps.py": CONFIG.format("orders.archive")}
    assert [(each.app, each.anchor) for each in run_rule(AppNotInstalled, {**PROJECT, **tree})] == [
        ("orders", "orders.archive")
    ]


@pytest.mark.parametrize(
    "settings", ["INSTALLED_APPS = ['orders', *plugins()]", "INSTALLED_APPS = apps()", "DEBUG = True"]
)
def test_where_the_settings_can_not_be_read_nothing_is_claimed(settings: str) -> None:
    assert found({"config/settings.py": settings, "old/__init__.py": "", "old/models.py": MODELS}) == []


def test_an_app_of_the_tests_is_theirs() -> None:
    assert found({"tests/__init__.py": "", "tests/old/__init__.py": "", "tests/old/models.py": MODELS}) == []


def test_any_of_the_settings_modules_may_install_it() -> None:
    other = {"config/production_settings.py": "INSTALLED_APPS = ['orders', 'old']"}
    assert found({**other, "old/__init__.py": "", "old/models.py": MODELS}) == []
