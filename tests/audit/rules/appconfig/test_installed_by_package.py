import pytest

from django_opinionated_startapp.audit.rules.appconfig.installed_by_package import InstalledByPackage
from tests.audit.trees import run_rule

PROJECT = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
    "config/__init__.py": "",
    "config/settings.py": 'INSTALLED_APPS = ["orders"]',
    "orders/__init__.py": "",
}
ONE = "from django.apps import AppConfig\nclass A(AppConfig):\n    name = 'orders'\n"
BASE = "from django.apps import AppConfig\nclass Base(AppConfig): ...\n"


def found(apps: str, profiles: tuple[str, ...] = (), **more: str) -> list[str]:
    tree = {**PROJECT, "orders/apps.py": apps, **{f"orders/{name}.py": text for name, text in more.items()}}
    return [each.message for each in run_rule(InstalledByPackage, tree, profiles=profiles)]


def test_one_config_is_chosen_by_django() -> None:
    assert found(ONE) == []


def test_of_several_without_a_default_django_chooses_none() -> None:
    assert found(f"{ONE}class B(AppConfig):\n    name = 'orders'\n") == [
        "INSTALLED_APPS names the package orders: Django uses none of its 2 AppConfigs."
    ]


def test_a_base_that_is_imported_counts_as_well() -> None:
    assert found("from .base import Base\nclass A(Base):\n    name = 'orders'\n", base=BASE) != []


@pytest.mark.parametrize(
    "apps",
    [
        f"{ONE}    default = True\nclass B(AppConfig):\n    name = 'orders'\n",
        f"{ONE}class B(AppConfig):\n    name = 'orders'\n    default = False\n",
        f"from company.apps import CompanyConfig\n{ONE}class B(CompanyConfig, AppConfig): ...\n",
    ],
    ids=["a default", "one is out", "nobody can tell"],
)
def test_a_default_settles_it(apps: str) -> None:
    assert found(apps) == []


def test_two_defaults_stop_the_project() -> None:
    two = f"{ONE}    default = True\nclass B(A):\n    label = 'b'\n"
    assert found(two) == ["INSTALLED_APPS names the package orders: two AppConfigs are the default."]


def test_strict_wants_the_class_in_every_case() -> None:
    assert found(ONE, ("strict",)) == ["INSTALLED_APPS names the package orders: it could name the AppConfig."]
    assert found("", ("strict",)) == []


def test_an_app_without_apps_module_or_entry_has_nothing_to_choose() -> None:
    assert not run_rule(InstalledByPackage, PROJECT)
    assert not run_rule(InstalledByPackage, {"orders/__init__.py": "", "orders/apps.py": ONE})
