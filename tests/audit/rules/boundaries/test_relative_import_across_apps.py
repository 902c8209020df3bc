import pytest

from django_opinionated_startapp.audit.rules.boundaries.relative_import_across_apps import RelativeImportAcrossApps
from tests.audit.trees import run_rule

TREE = {
    "shop/__init__.py": "",
    "shop/orders/__init__.py": "",
    "shop/orders/models.py": "",
    "shop/orders/applets/__init__.py": "",
    "shop/orders/applets/carts/__init__.py": "",
    "shop/orders/applets/carts/api.py": "",
    "shop/orders/applets/lists/__init__.py": "",
    "shop/orders/applets/lists/api.py": "",
    "shop/billing/__init__.py": "",
    "shop/billing/models.py": "",
}


@pytest.mark.parametrize(
    ("path", "line", "expected"),
    [
        ("shop/billing/a.py", "from ..orders.models import Order", ["from shop.orders.models import Order"]),
        ("shop/billing/a.py", "def f():\n    from ..orders import models", ["from shop.orders import models"]),
        ("shop/billing/a.py", "from shop.orders.models import Order", []),
        ("shop/billing/a.py", "from .models import Invoice", []),
        ("shop/a.py", "from .orders.models import Order", []),
        ("shop/orders/applets/lists/a.py", "from ..carts.api import add", []),
        ("shop/orders/applets/lists/a.py", "from ...models import Order", []),
        ("shop/orders/applets/lists/a.py", "from ....billing.models import I", ["from shop.billing.models import I"]),
    ],
)
def test_dots_lead_nowhere_but_into_the_own_app(path: str, line: str, expected: list[str]) -> None:
    applets = '[tool.opinionated_startapp.audit]\napplets = ["shop.orders.applets.*"]\n'
    found = run_rule(RelativeImportAcrossApps, {**TREE, path: line, "pyproject.toml": applets})
    assert [each.hint.removeprefix("Write ").rstrip(".") for each in found] == expected
