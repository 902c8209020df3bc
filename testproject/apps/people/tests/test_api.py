"""Tests of the Python API."""

import inspect

from django.core.exceptions import ValidationError
from django.db import models
from django.test import SimpleTestCase, TestCase

from .. import api
from .factories import author_values


class ApiModuleTests(SimpleTestCase):
    """The module as a whole."""

    def test_exposes_no_models(self) -> None:
        """No public name is a model, and every function takes keywords only."""
        for name in api.__all__:
            member = getattr(api, name)
            self.assertFalse(inspect.isclass(member) and issubclass(member, models.Model), name)
            if inspect.isfunction(member):
                kinds = {parameter.kind for parameter in inspect.signature(member).parameters.values()}
                self.assertLessEqual(kinds, {inspect.Parameter.KEYWORD_ONLY}, name)


class AuthorApiTests(TestCase):
    """Authors through the Python API."""

    def test_create_and_get(self) -> None:
        """What was created can be got, with the values that it was given."""
        values = author_values()
        author = api.create_author(**values)
        self.assertEqual(api.get_author(author_id=author.id), author)
        for name, value in values.items():
            self.assertEqual(getattr(author, name), value, name)

    def test_create_validates(self) -> None:
        """Wrong values are refused before they reach the database."""
        for name, value in (("name", ""),):
            with self.subTest(name=name), self.assertRaises(ValidationError):
                api.create_author(**author_values(**{name: value}))

    def test_get_missing(self) -> None:
        """A missing author raises the app's own error."""
        with self.assertRaises(api.AuthorNotFoundError):
            api.get_author(author_id=0)

    def test_list_pages(self) -> None:
        """Pages come newest first, in a fixed number of queries."""
        created = [api.create_author(**author_values()) for _ in range(3)]
        with self.assertNumQueries(2):
            page = api.list_authors(page=1, page_size=2)
        self.assertEqual((page.count, page.number, page.num_pages), (3, 1, 2))
        self.assertEqual(page.items, (created[2], created[1]))

    def test_update(self) -> None:
        """New values are validated and kept."""
        values = author_values()
        author = api.create_author(**values)
        values["name"] = "Other"
        changed = api.update_author(author_id=author.id, **values)
        self.assertEqual(changed.name, values["name"])
        self.assertEqual(api.get_author(author_id=author.id), changed)
        with self.assertRaises(ValidationError):
            api.update_author(
                author_id=author.id,
                **{**values, "name": ""},
            )

    def test_delete(self) -> None:
        """A deleted author is gone."""
        author = api.create_author(**author_values())
        api.delete_author(author_id=author.id)
        with self.assertRaises(api.AuthorNotFoundError):
            api.delete_author(author_id=author.id)
