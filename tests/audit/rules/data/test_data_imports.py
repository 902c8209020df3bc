import pytest

from django_opinionated_startapp.audit.rules.data.data_imports import DataImports
from tests.audit.trees import run_rule

CLASS = "from dataclasses import dataclass\n\n@dataclass\nclass OrderData:\n    id: int\n"


def found(source: str, changed: dict[str, str] | None = None) -> list[str]:
    app = {"orders/__init__.py": "", "orders/models.py": "", "orders/api.py": "", "orders/data.py": source}
    return [each.anchor for each in run_rule(DataImports, {**app, **(changed or {})})]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("from .models import Order", ["orders.models.Order"]),
        ("from django.db.models import QuerySet", ["django.db.models.QuerySet"]),
        ("import attr", ["attr"]),
        ("from attrs import define", ["attrs.define"]),
        ("def f():\n    from .models import Order", ["f -> orders.models.Order"]),
        ("import uuid, enum", []),
        ("from collections.abc import Mapping", []),
        ("from typing_extensions import TypedDict", []),
        ("from __future__ import annotations", []),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .models import Order", []),
    ],
)
def test_data_imports_the_standard_library_alone(line: str, expected: list[str]) -> None:
    assert found(f"{line}\n{CLASS}") == expected


@pytest.mark.parametrize("line", ["import attr", "import attrs", "from pydantic import BaseModel"])
def test_packages_for_data_can_be_allowed(line: str) -> None:
    allowed = '[tool.opinionated_startapp.audit]\ndata_libraries = ["attrs", "pydantic"]\n'
    assert found(f"{line}\n{CLASS}", {"pyproject.toml": allowed}) == []


@pytest.mark.parametrize(
    "source",
    [
        "from enum import Enum\n\nclass Status(Enum):\n    PAID = 1\n",
        "from typing import NamedTuple\n\nclass Point(NamedTuple):\n    x: int\n",
        "import attr\n\n@attr.s(frozen=True)\nclass Point:\n    x = attr.ib()\n",
    ],
)
def test_there_are_many_kinds_of_data_classes(source: str) -> None:
    assert "orders.models.Order" in found(f"from .models import Order\n{source}")


def test_a_module_without_data_classes_is_another_matter() -> None:
    assert found("from .models import Order\n\nclass Loader: ...\n") == []


def test_without_an_api_beside_it_a_data_module_is_another_matter() -> None:
    app = {"orders/__init__.py": "", "orders/models.py": "", "orders/data.py": f"from .models import Order\n{CLASS}"}
    assert run_rule(DataImports, app) == ()


def test_other_modules_may_import_what_they_need() -> None:
    source = f"from .models import Order\n{CLASS}"
    assert found(CLASS, {"orders/rows.py": source, "data.py": source}) == []


class _OutsideOep49(DataImports):
    """The rule as if a project without a pattern had asked for it."""

    profiles = ("default",)


def test_without_a_pattern_there_is_no_data_module() -> None:
    app = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/api.py": "",
        "orders/data.py": f"import x\n{CLASS}",
    }
    assert run_rule(_OutsideOep49, app) == ()
