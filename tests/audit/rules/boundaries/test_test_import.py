import pytest

from django_opinionated_startapp.audit.rules.boundaries.test_import import TestImport as Rule
from tests.audit.trees import run_rule

TREE = {
    "billing/__init__.py": "",
    "billing/models.py": "",
    "billing/tests/__init__.py": "",
    "billing/tests/factories.py": "class InvoiceFactory: ...",
    "orders/__init__.py": "",
    "orders/models.py": "",
    "orders/tests/__init__.py": "",
    "orders/tests/factories.py": "",
}
LINE = "from billing.tests.factories import InvoiceFactory"


@pytest.mark.parametrize(
    ("path", "line", "expected"),
    [
        ("orders/views.py", LINE, 1),
        ("orders/views.py", "def fill():\n    import billing.tests.factories", 1),
        ("orders/views.py", f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {LINE}", 0),
        ("orders/views.py", "from .tests.factories import OrderFactory", 0),
        ("orders/views.py", "from unittest import mock", 0),
        ("orders/views.py", "from billing.models import Invoice", 0),
        ("orders/tests/test_views.py", LINE, 0),
        ("orders/management/commands/fill.py", LINE, 0),
        ("orders/testing.py", LINE, 0),
    ],
)
def test_production_code_does_without_other_apps_tests(path: str, line: str, expected: int) -> None:
    assert len(run_rule(Rule, {**TREE, path: line})) == expected


def test_a_testing_kit_is_there_to_be_imported() -> None:
    kits = '[tool.opinionated_startapp.audit]\ntesting_kits = ["other", "billing.tests"]\n'
    assert run_rule(Rule, {**TREE, "orders/views.py": LINE, "pyproject.toml": kits}) == ()
