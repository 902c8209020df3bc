"""Tests of the models."""

from django.test import TestCase

from ..models import Author
from .factories import make_author


class AuthorModelTests(TestCase):
    """The model Author."""

    def test_str(self) -> None:
        """An author reads as what people call it."""
        author = make_author()
        self.assertEqual(str(author), author.name)

    def test_order(self) -> None:
        """The newest come first."""
        first, second = make_author(), make_author()
        self.assertEqual(list(Author.objects.all()), [second, first])
