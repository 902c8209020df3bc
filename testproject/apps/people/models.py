"""Database models of people. Other apps use ``api.py`` instead."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Author(models.Model):
    """An author."""

    name = models.CharField(_("name"), max_length=120)
    born = models.DateField(_("born"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        """Model options."""

        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["-created_at"], name="people_author_created_at"),
        ]

    def __str__(self) -> str:
        """Return what people call it."""
        return self.name
