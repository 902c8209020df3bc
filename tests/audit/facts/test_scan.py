"""Imports without parsing."""

import pytest

from django_opinionated_startapp.audit.facts import Outline, Where
from django_opinionated_startapp.audit.facts.scan import scan

SOURCE = b'''"""Tests of
from nowhere to somewhere
"""
from django.test import TestCase
from ..models import (  # what is tested
    Order as O,  # first
    Line,
)
import os, json.decoder as d
from . import factories
from x import a, \\
    b
from y import *
import broken broken

class T(TestCase):
    def test(self):
        from orders.api import pay
'''


def imports(source: bytes, name: str = "shop.orders.tests.test_api") -> list[tuple[str, str, int, int]]:
    outline, _body = scan(source, name, is_package=False)
    return [(row.target, row.bound, row.line, row.flags) for row in Outline(outline).imports]


def test_the_imports_of_a_test_are_found_by_their_looks() -> None:
    assert imports(SOURCE) == [
        ("django.test.TestCase", "TestCase", 4, 0),
        ("shop.orders.models.Order", "O", 5, 0),
        ("shop.orders.models.Line", "Line", 5, 0),
        ("os", "os", 9, 0),
        ("json.decoder", "d", 9, 0),
        ("shop.orders.tests.factories", "factories", 10, 0),
        ("x.a", "a", 11, 0),
        ("x.b", "b", 11, 0),
        ("y", "", 13, 0),
        ("orders.api.pay", "pay", 18, Where.FUNCTION),
    ]


def test_a_package_of_tests_resolves_from_itself() -> None:
    outline, _body = scan(b"from .x import y", "shop.tests", is_package=True)
    assert outline["imports"][0][0] == "shop.tests.x.y"


def test_what_is_no_text_has_no_imports() -> None:
    assert imports(b"\xff\xfe\x00") == []


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"import x\ndef broken(:\n", "syntax error in line 2: invalid syntax"),
        (b"def f()\n    pass\n", "syntax error in line 1: expected ':'"),
        (b"class T\n", "syntax error in line 1: expected ':'"),
        (b"x = [1\n", "syntax error in line 1: '[' was never closed"),
        (b"<<<<<<< HEAD\nx = 1\n", "syntax error in line 1: invalid syntax"),
    ],
)
def test_a_broken_test_is_named(source: bytes, error: str) -> None:
    assert scan(source, "shop.tests", is_package=False)[0] == {"error": error}


@pytest.mark.parametrize(
    "source",
    [
        b'smile = ":("\n',
        b"def f(\n    a,\n): ...\n",
        b"class T(\n    object\n): ...\n",
        b"def f() -> (\n    int\n): ...\n",
        b"x = {\n    'a': 1,\n}\n",
        b'"""\nprint nothing here\n"""\nimport os\n',
    ],
)
def test_what_looks_broken_and_is_not_is_sound(source: bytes) -> None:
    assert "error" not in scan(source, "shop.tests", is_package=False)[0]
