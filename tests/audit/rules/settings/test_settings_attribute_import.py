import pytest

from django_opinionated_startapp.audit.rules.settings.settings_attribute_import import SettingsAttributeImport
from tests.audit.trees import run_rule


@pytest.mark.parametrize(
    "path", ["orders/views.py", "orders/tests/test_views.py", "orders/migrations/0001_initial.py"]
)
@pytest.mark.parametrize(
    "line", ["import django.conf.settings", "def f():\n    from django.conf.settings import DEBUG"]
)
def test_it_fails_wherever_it_stands(path: str, line: str) -> None:
    tree = {"orders/__init__.py": "", "orders/models.py": "", path: f"{line}\n"}
    assert [found.app for found in run_rule(SettingsAttributeImport, tree)] == ["orders"]


@pytest.mark.parametrize(
    "line", ["from django.conf import settings, global_settings", "from orders.conf.settings import X"]
)
def test_other_imports_do_not(line: str) -> None:
    assert not run_rule(SettingsAttributeImport, {"orders/__init__.py": "", "orders/models.py": line})
