import pytest

from django_opinionated_startapp.audit.finding import Severity
from django_opinionated_startapp.audit.rules.models.missing_app_label import MissingAppLabel
from tests.audit.trees import run_rule

PROJECT = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
    "config/__init__.py": "",
    "config/settings.py": "INSTALLED_APPS = ['orders']",
    "orders/__init__.py": "",
    "orders/views.py": "import lib.audit\nimport old.models\n",
    "lib/__init__.py": "",
}
HEAD = "from django.db import models\nfrom company.models import Base\n"


def found(tree: dict[str, str], *profiles: str) -> list[tuple[Severity, str]]:
    return [
        (each.severity, each.message) for each in run_rule(MissingAppLabel, {**PROJECT, **tree}, profiles=profiles)
    ]


@pytest.mark.parametrize(
    "model",
    [
        "class A(models.Model):\n    class Meta:\n        abstract = True\n",
        "class A(models.Model):\n    class Meta:\n        app_label = 'orders'\n",
        "try:\n    class A(models.Model): ...\nexcept RuntimeError:\n    pass\n",
        "def make():\n    class A(models.Model): ...\n",
        "class A(Base): ...\n",
        "class A(models.Manager): ...\n",
    ],
    ids=["abstract", "label", "uncertain", "in a function", "perhaps no model", "no model"],
)
def test_what_needs_no_label_is_fine(model: str) -> None:
    assert found({"lib/audit.py": f"{HEAD}{model}"}) == []


@pytest.mark.parametrize("settings", ["INSTALLED_APPS = ['orders', *plugins()]", "INSTALLED_APPS = apps()"])
def test_where_not_all_apps_are_known_nothing_is_claimed(settings: str) -> None:
    assert found({"config/settings.py": settings, "lib/audit.py": f"{HEAD}class A(models.Model): ...\n"}) == []


def test_a_module_that_nothing_imports_may_be_an_example() -> None:
    example = {"docs/example.py": f"{HEAD}class A(models.Model): ...\n"}
    assert found(example) == []
    assert found({**example, "docs/__init__.py": "", "orders/views.py": "from docs import example\n"}) != []


def test_an_app_that_is_not_installed_is_another_rule_s_concern() -> None:
    assert found({"old/__init__.py": "", "old/models.py": f"{HEAD}class A(models.Model): ...\n"}) == []


def test_strict_wants_a_label_everywhere() -> None:
    tree = {"orders/models.py": f"{HEAD}class A(models.Model): ...\n"}
    assert found(tree) == []
    assert found(tree, "strict") == [(Severity.WARNING, "A names no app_label.")]
