import pytest

from django_opinionated_startapp.audit.rules.appconfig.missing_checks_registration import MissingChecksRegistration
from tests.audit.trees import run_rule

CHECKS = "from django.core import checks\n@checks.register()\ndef ok(app_configs, **kwargs):\n    return []\n"
APP = {
    "orders/__init__.py": "",
    "orders/apps.py": "from django.apps import AppConfig\nclass A(AppConfig):\n    name = 'orders'\n",
    "orders/checks.py": CHECKS,
    "orders/setup.py": "def begin():\n    from . import checks\n",
}


def found(tree: dict[str, str]) -> list[str]:
    return [each.anchor for each in run_rule(MissingChecksRegistration, {**APP, **tree})]


def ready(*body: str) -> dict[str, str]:
    lines = "".join(f"        {line}\n" for line in body)
    return {"orders/apps.py": f"{APP['orders/apps.py']}    def ready(self):\n{lines}"}


def test_checks_that_nothing_imports_are_found() -> None:
    assert found({}) == ["orders.checks"]


@pytest.mark.parametrize(
    "tree",
    [
        ready("import orders.checks"),
        ready("from orders import setup", "setup.begin()"),
        ready("from importlib import import_module", "import_module('orders.checks')"),
        ready("self.begin()") | {"orders/__init__.py": ""},
        {"orders/models.py": "from . import checks\n"},
        {"orders/admin.py": "from .checks import ok\n"},
        {"orders/__init__.py": "from . import checks\n"},
        {"orders/apps.py": f"from .checks import ok\n{APP['orders/apps.py']}"},
    ],
    ids=["ready", "a function", "by name", "a method", "models", "admin", "package", "apps"],
)
def test_there_are_many_ways_to_be_imported(tree: dict[str, str]) -> None:
    if "self.begin()" in tree.get("orders/apps.py", ""):
        tree = {
            **tree,
            "orders/apps.py": tree["orders/apps.py"] + "    def begin(self):\n        from . import checks\n",
        }
    assert found(tree) == []


@pytest.mark.parametrize(
    "tree",
    [
        {"orders/views.py": "from . import checks\n"},
        {"orders/models.py": "def later():\n    from . import checks\n"},
        {"orders/models.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from . import checks\n"},
    ],
    ids=["views", "a function that nobody calls", "types only"],
)
def test_other_ways_do_not_count(tree: dict[str, str]) -> None:
    assert found(tree) == ["orders.checks"]


@pytest.mark.parametrize(
    "source",
    [
        "from django.core.checks import Warning\ndef problems():\n    return [Warning('x')]\n",
        "from django.core import checks\ndef connect():\n    checks.register(print)\n",
    ],
)
def test_a_module_that_registers_nothing_by_itself_need_not_be_imported(source: str) -> None:
    assert found({"orders/checks.py": source}) == []


def test_checks_outside_of_apps_are_out_of_sight() -> None:
    assert found({"orders/checks.py": "", "lib/__init__.py": "", "lib/checks.py": CHECKS}) == []
