import pytest

from django_opinionated_startapp.audit.rules.appconfig.init_exports_api import InitExportsApi
from tests.audit.trees import run_rule

MODULES = {
    "orders/models.py": """
        from django.db import models

        class Order(models.Model): ...

        class State(models.TextChoices): ...
        """,
    "orders/api.py": "LIMIT = 3\ndef place(): ...\n",
    "orders/errors.py": "import enum\nclass NotFound(Exception): ...\nclass Kind(enum.Enum): ...\n",
}


def found(source: str) -> list[str]:
    return [each.message for each in run_rule(InitExportsApi, {**MODULES, "orders/__init__.py": source})]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("from .models import Order\n", "re-exports orders.models.Order"),
        ("from orders.api import *\n", "re-exports orders.api.*"),
        ("def place(): ...\n", "defines place"),
        ("class Service: ...\n", "defines Service"),
    ],
)
def test_functions_and_classes_belong_into_the_api(source: str, said: str) -> None:
    assert found(source) == [f"The package orders {said}."]


@pytest.mark.parametrize(
    "source",
    [
        "__version__ = '1.0'\nVERSION = (1, 0)\ndef get_version(): return __version__\n",
        "import enum\nclass Kind(enum.Enum):\n    A = 1\n",
        "from .errors import NotFound, Kind\nfrom .models import State\n",
        "def __getattr__(name):\n    from . import api\n    return getattr(api, name)\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .models import Order\n",
        "from .api import place as _place\nfrom .api import LIMIT\nfrom . import api\nfrom .missing import thing\n",
        "from .api import place\nplaced = place()\n",
        "from celery import shared_task\n",
        "def _private(): ...\n",
    ],
    ids=["version", "enum", "imported enum", "lazy", "types", "no function", "own use", "from elsewhere", "private"],
)
def test_what_is_no_api_may_stay(source: str) -> None:
    assert found(source) == []


def test_an_app_without_init_exports_nothing() -> None:
    assert not run_rule(InitExportsApi, MODULES)
