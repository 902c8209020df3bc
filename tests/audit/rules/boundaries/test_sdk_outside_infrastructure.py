import pytest

from django_opinionated_startapp.audit.rules.boundaries.sdk_outside_infrastructure import SdkOutsideInfrastructure
from tests.audit.trees import run_rule

SDKS = '[tool.opinionated_startapp.audit.sdks]\nstripe = ["infrastructure.payment"]\n"google.cloud" = []\n'
WRAP = "Wrap what you need in infrastructure.payment, and import that."


@pytest.mark.parametrize(
    ("path", "line", "expected"),
    [
        ("orders/views.py", "import stripe", [WRAP]),
        ("orders/views.py", "from stripe.error import CardError", [WRAP]),
        ("orders/views.py", "from google.cloud import storage", ["Do without it."]),
        ("orders/views.py", "from google.protobuf import message", []),
        ("orders/views.py", "import stripes", []),
        ("orders/views.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import stripe", []),
        ("infrastructure/payment/client.py", "import stripe", []),
        ("infrastructure/mail.py", "import stripe", [WRAP]),
    ],
)
def test_an_sdk_stays_where_it_is_declared(path: str, line: str, expected: list[str]) -> None:
    packages = {f"{folder}/__init__.py": "" for folder in ("orders", "infrastructure", "infrastructure/payment")}
    tree = {"pyproject.toml": SDKS, **packages, "orders/models.py": "", path: line}
    assert [each.hint for each in run_rule(SdkOutsideInfrastructure, tree)] == expected


def test_without_a_table_nothing_is_found() -> None:
    assert run_rule(SdkOutsideInfrastructure, {"orders/__init__.py": "", "orders/models.py": "import stripe"}) == ()
