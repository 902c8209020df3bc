"""Tests of the public data structures."""

import ast
import dataclasses
import datetime as dt
import inspect
import sys

from django.test import SimpleTestCase

from .. import data
from ..models import Order


class DataModuleTests(SimpleTestCase):
    """The module as a whole."""

    def test_imports_the_standard_library_only(self) -> None:
        """Any app may import it without a second thought."""
        for node in ast.walk(ast.parse(inspect.getsource(data))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or "."] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                self.assertIn(name.partition(".")[0], sys.stdlib_module_names)


class OrderDataTests(SimpleTestCase):
    """The data of an order."""

    order = data.OrderData(
        id=1,
        title="Title",
        owner_id=1,
        status=data.OrderStatus.OPEN,
        created_at=dt.datetime.fromisoformat("2024-01-31T12:00:00+00:00"),
        updated_at=dt.datetime.fromisoformat("2024-01-31T12:00:00+00:00"),
    )

    def test_is_frozen(self) -> None:
        """Nobody changes what somebody else may hold."""
        with self.assertRaises(dataclasses.FrozenInstanceError):
            self.order.id = 2  # type: ignore[misc]

    def test_page(self) -> None:
        """A page holds data."""
        page = data.OrderPage(items=(self.order,), count=1, number=1, num_pages=1)
        self.assertEqual(page.items[0], dataclasses.replace(self.order))

    def test_choices(self) -> None:
        """The enumerations say what the model says."""
        self.assertEqual([each.value for each in data.OrderStatus], Order.Status.values)
