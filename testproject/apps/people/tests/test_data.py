"""Tests of the public data structures."""

import ast
import dataclasses
import datetime as dt
import inspect
import sys

from django.test import SimpleTestCase

from .. import data


class DataModuleTests(SimpleTestCase):
    """The module as a whole."""

    def test_imports_the_standard_library_only(self) -> None:
        """Any app may import it without a second thought."""
        for node in ast.walk(ast.parse(inspect.getsource(data))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or "."] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                self.assertIn(name.partition(".")[0], sys.stdlib_module_names)


class AuthorDataTests(SimpleTestCase):
    """The data of an author."""

    author = data.AuthorData(
        id=1,
        name="Name",
        born=dt.date(2024, 1, 31),
        created_at=dt.datetime.fromisoformat("2024-01-31T12:00:00+00:00"),
        updated_at=dt.datetime.fromisoformat("2024-01-31T12:00:00+00:00"),
    )

    def test_is_frozen(self) -> None:
        """Nobody changes what somebody else may hold."""
        with self.assertRaises(dataclasses.FrozenInstanceError):
            self.author.id = 2  # type: ignore[misc]

    def test_page(self) -> None:
        """A page holds data."""
        page = data.AuthorPage(items=(self.author,), count=1, number=1, num_pages=1)
        self.assertEqual(page.items[0], dataclasses.replace(self.author))
