import pytest

from django_opinionated_startapp.audit.rules.data.data_reaches_out import DataReachesOut
from tests.audit.trees import run_rule

CLASS = "from dataclasses import dataclass\n\n@dataclass\nclass OrderData:\n    id: int\n\n    def look(self):\n"
APP = {
    "orders/__init__.py": "",
    "orders/api.py": "",
    "orders/models.py": "from django.db import models\n\nclass Order(models.Model): ...\n",
}


def found(line: str, path: str = "orders/data.py") -> list[str]:
    head = "import requests\nfrom django.db import connection\nfrom .models import Order\n"
    return [each.message for each in run_rule(DataReachesOut, {**APP, path: f"{head}{CLASS}        {line}\n"})]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Order.objects.get(pk=self.id)", "the database (Order)"),
        ("connection.cursor()", "the database (a cursor)"),
        ("requests.get('https://example.org')", "the network"),
        ("open('orders.csv')", "a file"),
    ],
)
def test_data_reaches_for_nothing(line: str, what: str) -> None:
    assert found(line) == [f"OrderData.look is data and reaches for {what}."]


@pytest.mark.parametrize("line", ["if self.id < 0:\n            raise ValueError(self.id)", "return str(self.id)"])
def test_data_may_check_itself(line: str) -> None:
    assert found(line) == []


def test_code_in_no_app_is_no_data_module() -> None:
    assert found("open('x')", "orders.py") == []


def test_the_top_level_counts_too() -> None:
    tree = {**APP, "orders/data.py": f"{CLASS}        pass\n\nTEXT = open('x').read()\n"}
    assert [each.message for each in run_rule(DataReachesOut, tree)] == ["orders.data is data and reaches for a file."]
