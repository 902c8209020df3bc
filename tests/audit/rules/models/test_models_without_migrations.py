import pytest

from django_opinionated_startapp.audit.rules.models.models_without_migrations import ModelsWithoutMigrations
from tests.audit.trees import run_rule

MODEL = "from django.db import models\nclass Order(models.Model):\n    number = models.TextField()\n"
SETTINGS = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
    "config/__init__.py": "",
}


def found(tree: dict[str, str]) -> list[str]:
    tree = {"orders/__init__.py": "", "orders/models.py": MODEL, **tree}
    return [each.app for each in run_rule(ModelsWithoutMigrations, tree)]


@pytest.mark.parametrize("meta", ["abstract = True", "proxy = True", "managed = False", "app_label = 'stock'"])
def test_models_without_a_table_of_the_app_need_none(meta: str) -> None:
    assert found({"orders/models.py": f"{MODEL}    class Meta:\n        {meta}\n"}) == []


def test_models_under_a_condition_may_not_be_there() -> None:
    inside = MODEL.replace("class", "if True:\n  class").replace("    number", "      number")
    assert found({"orders/models.py": inside}) == []


@pytest.mark.parametrize(
    ("modules", "expected"),
    [
        ("{'orders': 'config.migrations.orders'}", []),
        ("{'orders': None}", []),
        ("modules()", []),
        ("{'stock': None}", ["orders"]),
    ],
)
def test_migration_modules_may_say_where_they_are(modules: str, expected: list[str]) -> None:
    settings = f"INSTALLED_APPS = ['orders']\nMIGRATION_MODULES = {modules}\n"
    assert found({**SETTINGS, "config/settings.py": settings}) == expected


def test_models_of_tests_have_none() -> None:
    tests = {"orders/models.py": "", "orders/tests/__init__.py": "", "orders/tests/models.py": MODEL}
    assert found({**SETTINGS, **tests, "config/settings.py": "INSTALLED_APPS = ['orders']\n"}) == []


def test_migrations_of_an_applet_are_those_of_the_app_around_it() -> None:
    tree = {
        **SETTINGS,
        "config/settings.py": "INSTALLED_APPS = ['orders']\n",
        "pyproject.toml": '[tool.opinionated_startapp.audit]\napplets = ["orders.parts.*"]\n',
        "orders/migrations/__init__.py": "",
        "orders/parts/__init__.py": "",
        "orders/parts/bills/__init__.py": "",
        "orders/parts/bills/models.py": MODEL,
    }
    assert found(tree) == []
