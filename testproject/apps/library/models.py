"""Database models of library. Other apps use ``api.py`` instead."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Book(models.Model):
    """A book."""

    title = models.CharField(_("title"), max_length=200)
    isbn = models.SlugField(_("isbn"), unique=True)
    author = models.ForeignKey(
        "people.Author", on_delete=models.CASCADE, related_name="books", verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        """Model options."""

        verbose_name = _("book")
        verbose_name_plural = _("books")
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["-created_at"], name="library_book_created_at"),
        ]

    def __str__(self) -> str:
        """Return what people call it."""
        return self.title
