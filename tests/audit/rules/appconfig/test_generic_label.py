import pytest

from django_opinionated_startapp.audit.rules.appconfig.generic_label import GenericLabel
from tests.audit.trees import run_rule


def config(name: str, label: str = "") -> str:
    second = f"\n    label = '{label}'" if label else ""
    return f"from django.apps import AppConfig\nclass A(AppConfig):\n    name = '{name}'{second}\n"


@pytest.mark.parametrize("label", ["api", "core", "v1", "v2", "utils", "app"])
def test_words_that_every_project_has_are_generic(label: str) -> None:
    tree = {"shop/__init__.py": "", f"shop/{label}/__init__.py": "", f"shop/{label}/apps.py": config(f"shop.{label}")}
    assert [found.anchor for found in run_rule(GenericLabel, tree)] == [f"label {label}"]


@pytest.mark.parametrize("label", ["orders", "apis", "version", "v1x", "coretools"])
def test_other_words_are_not(label: str) -> None:
    assert not run_rule(GenericLabel, {f"{label}/__init__.py": "", f"{label}/apps.py": config(label)})


def test_a_label_that_somebody_chose_is_fine() -> None:
    assert not run_rule(GenericLabel, {"api/__init__.py": "", "api/apps.py": config("api", "api")})


def test_a_package_with_a_module_called_models_is_no_app() -> None:
    assert not run_rule(GenericLabel, {"utils/__init__.py": "", "utils/models.py": ""})
