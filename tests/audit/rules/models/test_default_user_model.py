import pytest

from django_opinionated_startapp.audit.rules.models.default_user_model import DefaultUserModel
from tests.audit.trees import run_rule

AUTH = "INSTALLED_APPS = ['django.contrib.auth', 'orders']\n"


def found(settings: str, name: str = "config.settings") -> list[str]:
    tree = {
        "manage.py": f'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "{name}")',
        "config/__init__.py": "",
        "orders/__init__.py": "",
        f"{name.replace('.', '/')}.py": settings,
    }
    return [str(each.place) for each in run_rule(DefaultUserModel, tree)]


def test_the_place_is_the_setting_or_the_module() -> None:
    assert found(f"{AUTH}AUTH_USER_MODEL = 'auth.User'\n") == ["config/settings.py:2:1"]
    assert found(AUTH) == ["config/settings.py"]


@pytest.mark.parametrize(
    "settings",
    [
        "INSTALLED_APPS = ['orders']\n",
        f"{AUTH}AUTH_USER_MODEL = 'orders.User'\n",
        f"{AUTH}import lib\nAUTH_USER_MODEL = lib.user()\n",
        f"from company.settings import *\n{AUTH}",
    ],
    ids=["no auth", "own model", "unknown", "out of sight"],
)
def test_nothing_is_said_where_it_is_not_so_or_can_not_be_known(settings: str) -> None:
    assert found(settings) == []


def test_settings_of_tests_are_no_project() -> None:
    assert found(AUTH, "config.test_settings") == []
    assert not run_rule(DefaultUserModel, {"orders/__init__.py": "", "orders/models.py": ""})
