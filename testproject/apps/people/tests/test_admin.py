"""Tests of the admin."""

from django.test import TestCase
from django.urls import reverse

from .factories import make_author, make_superuser


class AuthorAdminTests(TestCase):
    """The admin pages of authors open."""

    def test_pages(self) -> None:
        """List, search, add and change pages answer."""
        self.client.force_login(make_superuser())
        author = make_author()
        for url in (
            reverse("admin:people_author_changelist"),
            reverse("admin:people_author_changelist") + "?q=x",
            reverse("admin:people_author_add"),
            reverse("admin:people_author_change", args=[author.pk]),
        ):
            with self.subTest(url=url):
                self.assertContains(self.client.get(url), "author")
