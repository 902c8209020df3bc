import pytest

from django_opinionated_startapp.audit.rules.appconfig.missing_app_config import MissingAppConfig
from tests.audit.trees import run_rule

MODELS = "from django.db import models\nclass Order(models.Model): ...\n"
INSTALLED = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
    "config/__init__.py": "",
    "config/settings.py": 'INSTALLED_APPS = ["orders"]',
    "orders/__init__.py": "",
}


def test_an_installed_app_without_tables_should_have_a_config_too() -> None:
    assert [found.app for found in run_rule(MissingAppConfig, INSTALLED)] == ["orders"]


@pytest.mark.parametrize("base", ["BaseConfig", "oscar.core.application.OscarConfig"])
def test_a_class_with_any_base_that_is_called_a_config_counts(base: str) -> None:
    source = (
        f"import oscar.core.application\nfrom elsewhere import BaseConfig\nclass OrdersConfig({base}):\n    pass\n"
    )
    assert not run_rule(MissingAppConfig, {**INSTALLED, "orders/apps.py": source})


def test_a_config_in_another_module_of_the_package_counts() -> None:
    source = "from django.apps import AppConfig\nclass Shop(AppConfig):\n    name = 'orders'\n"
    assert not run_rule(
        MissingAppConfig, {"orders/__init__.py": "", "orders/models.py": MODELS, "orders/config.py": source}
    )


def test_several_configs_are_not_none() -> None:
    source = "from django.apps import AppConfig\nclass A(AppConfig): ...\nclass B(AppConfig): ...\n"
    assert not run_rule(MissingAppConfig, {**INSTALLED, "orders/apps.py": source})


def test_a_module_of_helpers_that_is_called_models_makes_no_app() -> None:
    helpers = "from django.db import models\nclass Base(models.Model):\n    class Meta:\n        abstract = True\n"
    assert not run_rule(MissingAppConfig, {"utils/__init__.py": "", "utils/models.py": helpers})


def test_the_hint_has_the_name_of_the_class() -> None:
    tree = {"order_items/__init__.py": "", "order_items/models.py": MODELS}
    assert [found.hint for found in run_rule(MissingAppConfig, tree)] == [
        'Write order_items/apps.py with class OrderItemsConfig(AppConfig), name = "order_items".'
    ]


def test_the_configs_may_be_a_package() -> None:
    source = """
        from django.apps import AppConfig
        from elsewhere.apps import OtherConfig

        class OurOtherConfig(OtherConfig):
            verbose_name = "Other"

        class OrdersConfig(AppConfig):
            default = True
            name = "orders"
        """
    settings = {"config/settings.py": "INSTALLED_APPS = ['orders', 'orders.apps.OurOtherConfig']\n"}
    assert not run_rule(MissingAppConfig, {**INSTALLED, **settings, "orders/apps/__init__.py": source})


def test_the_base_of_a_config_may_have_any_name() -> None:
    tree = {
        "shop.py": "from django.apps import AppConfig\n\nclass Base(AppConfig): ...\n",
        "orders/__init__.py": "",
        "orders/models.py": MODELS,
        "orders/apps.py": "from shop import Base\n\nclass Orders(Base):\n    name = 'orders'\n",
    }
    assert not run_rule(MissingAppConfig, tree)
