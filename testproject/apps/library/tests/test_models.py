"""Tests of the models."""

from django.test import TestCase

from ..models import Book
from .factories import make_book


class BookModelTests(TestCase):
    """The model Book."""

    def test_str(self) -> None:
        """A book reads as what people call it."""
        book = make_book()
        self.assertEqual(str(book), book.title)

    def test_order(self) -> None:
        """The newest come first."""
        first, second = make_book(), make_book()
        self.assertEqual(list(Book.objects.all()), [second, first])
