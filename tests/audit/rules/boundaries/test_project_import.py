import pytest

from django_opinionated_startapp.audit.rules.boundaries.project_import import ProjectImport
from tests.audit.trees import run_rule


def found(line: str, settings: str = "config.settings", path: str = "orders/views.py") -> list[str]:
    module = settings.replace(".", "/")
    package = module.partition("/")[0]
    tree = {
        "manage.py": f'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "{settings}")\n',
        f"{module}.py": 'INSTALLED_APPS = ["orders", "config.shop"]\n',
        **({f"{package}/__init__.py": ""} if "/" in module else {}),
        **({f"{module.rpartition('/')[0]}/__init__.py": ""} if "/" in module else {}),
        "config/helpers.py": "",
        "config/shop/__init__.py": "",
        "config/shop/models.py": "",
        "orders/__init__.py": "",
        "orders/models.py": "",
    }
    return [each.anchor for each in run_rule(ProjectImport, {**tree, path: line})]


@pytest.mark.parametrize("settings", ["config.settings", "config.settings.base"])
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("from config.helpers import helper", ["config.helpers.helper"]),
        ("import config", ["config"]),
        ("def f():\n    from config import helpers", ["f -> config.helpers"]),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import config", []),
        ("from config.shop.models import Item", []),
        ("from django.conf import settings", []),
        ("from .models import Order", []),
    ],
)
def test_an_app_knows_nothing_of_the_package_that_configures_it(settings: str, line: str, expected: list[str]) -> None:
    assert found(line, settings) == expected


def test_settings_without_a_package_are_the_project_too() -> None:
    assert found("from settings import LIMIT", "settings") == ["settings.LIMIT"]


def test_what_belongs_to_no_app_may_know_the_project() -> None:
    assert found("import config.helpers", path="scripts.py") == []


def test_settings_inside_an_app_are_the_projects_all_the_same() -> None:
    tree = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")\n',
        "core/__init__.py": "",
        "core/models.py": "",
        "core/settings.py": 'INSTALLED_APPS = ["core"]\n',
        "core/views.py": "from core.settings import LIMIT\nfrom core.models import Order\n",
    }
    assert [each.anchor for each in run_rule(ProjectImport, tree)] == ["core.settings.LIMIT"]
