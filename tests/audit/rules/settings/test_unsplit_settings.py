import pytest

from django_opinionated_startapp.audit.rules.settings.unsplit_settings import UnsplitSettings
from tests.audit.trees import run_rule

PROJECT = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
    "config/__init__.py": "",
}


def found(settings: str, **more: str) -> list[str]:
    tree = {**PROJECT, "config/settings.py": settings, **{f"config/{name}.py": text for name, text in more.items()}}
    return [each.message for each in run_rule(UnsplitSettings, tree)]


@pytest.mark.parametrize(
    "test",
    [
        "DEBUG",
        "not DEBUG",
        "'test' in sys.argv",
        "os.environ.get('ENV') == 'production'",
        "ENVIRONMENT == 'x'",
        "env.IS_CI",
    ],
)
def test_a_switch_asks_for_the_environment(test: str) -> None:
    assert found(f"import os, sys\nfrom lib import env\nif {test}:\n    X = 1\n") == [
        "config.settings is the only settings module, and asks in 1 place where it runs."
    ]


@pytest.mark.parametrize("test", ["sys.version_info > (3, 12)", "USE_CELERY", "True"])
def test_other_conditions_do_not(test: str) -> None:
    assert found(f"import sys\nif {test}:\n    X = 1\n") == []


def test_settings_of_several_modules_are_split() -> None:
    assert found("from .base import *\nif DEBUG:\n    X = 1\n", base="DEBUG = True\nINSTALLED_APPS = []\n") == []


def test_a_project_without_settings_has_none_to_split() -> None:
    assert not run_rule(UnsplitSettings, {"orders/__init__.py": "", "orders/models.py": ""})
