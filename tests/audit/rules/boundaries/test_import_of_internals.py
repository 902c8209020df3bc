import pytest

from django_opinionated_startapp.audit.rules.boundaries.import_of_internals import ImportOfInternals
from tests.audit.trees import run_rule

TREE = {
    "orders/__init__.py": "from .models import Order",
    "orders/models.py": "from django.db import models\n\nclass Order(models.Model): ...\n",
    "orders/services.py": "",
    "orders/signals.py": "",
    "orders/api.py": "",
    "billing/__init__.py": "",
    "billing/models.py": "",
}


@pytest.mark.parametrize(
    ("path", "line", "expected"),
    [
        ("billing/a.py", "from orders.models import Order", 1),
        ("billing/a.py", "from orders import Order", 1),
        ("billing/a.py", "from orders import services", 1),
        ("billing/a.py", "def f():\n    from orders.services import place", 1),
        ("billing/a.py", "from orders.signals import placed", 0),
        ("billing/a.py", "from orders.api import place", 0),
        ("billing/a.py", "from billing.models import Invoice", 0),
        ("billing/a.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import orders.models", 0),
        ("config/a.py", "from orders.models import Order", 0),
    ],
)
def test_models_and_services_stay_inside(path: str, line: str, expected: int) -> None:
    assert len(run_rule(ImportOfInternals, {**TREE, path: line})) == expected
