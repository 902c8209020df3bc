"""Tests of the Python API."""

import inspect

from django.core.exceptions import ValidationError
from django.db import models
from django.test import SimpleTestCase, TestCase

from apps.people import api as people

from .. import api
from .factories import book_values


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


class BookApiTests(TestCase):
    """Books through the Python API."""

    def test_create_and_get(self) -> None:
        """What was created can be got, with the values that it was given."""
        values = book_values()
        book = api.create_book(**values)
        self.assertEqual(api.get_book(book_id=book.id), book)
        for name, value in values.items():
            self.assertEqual(getattr(book, name), value, name)

    def test_create_validates(self) -> None:
        """Wrong values are refused before they reach the database."""
        for name, value in (
            ("title", ""),
            ("isbn", ""),
        ):
            with self.subTest(name=name), self.assertRaises(ValidationError):
                api.create_book(**book_values(**{name: value}))

    def test_get_missing(self) -> None:
        """A missing book raises the app's own error."""
        with self.assertRaises(api.BookNotFoundError):
            api.get_book(book_id=0)

    def test_list_pages(self) -> None:
        """Pages come newest first, in a fixed number of queries."""
        created = [api.create_book(**book_values()) for _ in range(3)]
        with self.assertNumQueries(2):
            page = api.list_books(page=1, page_size=2)
        self.assertEqual((page.count, page.number, page.num_pages), (3, 1, 2))
        self.assertEqual(page.items, (created[2], created[1]))

    def test_update(self) -> None:
        """New values are validated and kept."""
        values = book_values()
        book = api.create_book(**values)
        values["title"] = "Other"
        changed = api.update_book(book_id=book.id, **values)
        self.assertEqual(changed.title, values["title"])
        self.assertEqual(api.get_book(book_id=book.id), changed)
        with self.assertRaises(ValidationError):
            api.update_book(
                book_id=book.id,
                **{**values, "title": ""},
            )

    def test_shelf(self) -> None:
        """A shelf holds the books of one author, by title."""
        author = people.create_author(name="Ursula")
        second = api.create_book(**book_values(author_id=author.id, title="The Tombs", isbn="2"))
        first = api.create_book(**book_values(author_id=author.id, title="A Wizard", isbn="1"))
        api.create_book(**book_values(isbn="3"))
        shelf = api.get_shelf(author_id=author.id)
        self.assertEqual((shelf.author_name, shelf.books), ("Ursula", (first, second)))
        with self.assertRaises(people.AuthorNotFoundError):
            api.get_shelf(author_id=0)

    def test_delete(self) -> None:
        """A deleted book is gone."""
        book = api.create_book(**book_values())
        api.delete_book(book_id=book.id)
        with self.assertRaises(api.BookNotFoundError):
            api.delete_book(book_id=book.id)
