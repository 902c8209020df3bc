"""Tests of the admin."""

from django.test import TestCase
from django.urls import reverse

from .factories import make_book, make_superuser


class BookAdminTests(TestCase):
    """The admin pages of books open."""

    def test_pages(self) -> None:
        """List, search, add and change pages answer."""
        self.client.force_login(make_superuser())
        book = make_book()
        for url in (
            reverse("admin:library_book_changelist"),
            reverse("admin:library_book_changelist") + "?q=x",
            reverse("admin:library_book_add"),
            reverse("admin:library_book_change", args=[book.pk]),
        ):
            with self.subTest(url=url):
                self.assertContains(self.client.get(url), "book")
