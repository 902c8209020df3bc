from textwrap import dedent

import django
import pytest

from django_opinionated_startapp.audit.rules.appconfig.missing_default_auto_field import MissingDefaultAutoField
from tests.audit.trees import run_rule

MODELS = "from django.db import models\nclass Order(models.Model):\n    note = models.TextField()\n    limit = 3\n"
OLD = {"requirements.txt": "Django==5.2.1\n", "orders/__init__.py": "", "orders/models.py": MODELS}
SETTINGS = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
    "config/__init__.py": "",
}


def found(tree: dict[str, str]) -> list[str]:
    return [each.anchor for each in run_rule(MissingDefaultAutoField, {**OLD, **tree})]


def test_an_app_without_a_config_has_not_chosen() -> None:
    assert found({}) == ["default_auto_field"]


@pytest.mark.parametrize(
    ("file", "text", "old"),
    [
        ("requirements.txt", "django>=6.0\n", False),
        ("requirements.txt", "Django[argon2] >= 4.2, < 6\n", True),
        ("requirements/base.in", "-r other.txt\ndjango~=5.1  # until June\n", True),
        ("pyproject.toml", '[project]\ndependencies = [\n  "django (>=5.1.15,<5.2.0)",\n]\n', True),
        ("pyproject.toml", '[tool.poetry.dependencies]\nDjango = "^6.1"\n', False),
        ("pyproject.toml", '[tool.poetry.dependencies]\nDjango = {extras = ["bcrypt"], version = "^5.1"}\n', True),
        ("pyproject.toml", '[project]\ndependencies = ["celery>=5", "Django>=5.1"]\n', True),
        ("pyproject.toml", '[project]\nkeywords = ["django", "shop"]\n', django.VERSION < (6, 0)),
        ("setup.cfg", "[options]\ninstall_requires =\n    Django>=6\n", False),
        ("setup.py", 'setup(install_requires=[\n    "django>=4.2,<5.3",\n])\n', True),
        ("requirements.txt", "djangorestframework==3.15\ndjango\n", django.VERSION < (6, 0)),
        ("requirements.txt", "# Django>=3\n", django.VERSION < (6, 0)),
    ],
)
def test_the_requirements_say_which_django_it_may_be(file: str, text: str, old: bool) -> None:
    tree = {**OLD, file: text}
    if file != "requirements.txt":
        del tree["requirements.txt"]
    assert bool(run_rule(MissingDefaultAutoField, tree)) is old


def test_the_settings_choose_for_all_apps() -> None:
    chosen = "INSTALLED_APPS = ['orders']\nDEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'\n"
    assert not found({**SETTINGS, "config/settings.py": chosen})
    assert found({**SETTINGS, "config/settings.py": "INSTALLED_APPS = ['orders']\n"})


def test_settings_from_elsewhere_may_choose_out_of_sight() -> None:
    assert not found(
        {**SETTINGS, "config/settings.py": "from company.settings import *\nINSTALLED_APPS = ['orders']\n"}
    )


def test_settings_from_another_module_of_the_project_are_in_sight() -> None:
    tree = {"config/base.py": "INSTALLED_APPS = ['orders']", "config/settings.py": "from .base import *\n"}
    assert found({**SETTINGS, **tree})


@pytest.mark.parametrize(
    "config",
    [
        "from .base import Base\nclass A(Base):\n    name = 'orders'\n",
        """
        from company import CompanyConfig
        from django.apps import AppConfig

        class A(CompanyConfig, AppConfig):
            name = "orders"
        """,
        """
        from django.apps import AppConfig

        class A(AppConfig):
            name = "orders"
            default_auto_field = "django.db.models.AutoField"

        class B(AppConfig):
            name = "orders"
            default_auto_field = "django.db.models.AutoField"
        """,
    ],
    ids=["inherited", "perhaps inherited", "several configs"],
)
def test_a_config_may_have_it_in_other_ways(config: str) -> None:
    field = "default_auto_field = 'django.db.models.AutoField'"
    base = f"from django.apps import AppConfig\nclass Base(AppConfig):\n    {field}\n"
    assert not found({"orders/apps.py": config, "orders/base.py": base})


@pytest.mark.parametrize(
    "models",
    [
        "class Order(models.Model):\n    id = models.UUIDField(primary_key=True)\n",
        """
        class Base(models.Model):
            id = models.UUIDField(primary_key=True)

            class Meta:
                abstract = True

        class Order(Base): ...
        """,
        "class Order(models.Model):\n    class Meta:\n        abstract = True\n",
        "from company.models import CompanyModel\nclass Order(CompanyModel): ...\n",
        "from company.models import CompanyModel\nclass Item(CompanyModel): ...\nclass Order(Item):\n    note = 1\n",
    ],
    ids=["own key", "key of the base", "abstract", "base from elsewhere", "key of the parent"],
)
def test_models_that_need_no_generated_key_are_no_reason(models: str) -> None:
    assert not found({"orders/models.py": f"from django.db import models\n{dedent(models)}"})
