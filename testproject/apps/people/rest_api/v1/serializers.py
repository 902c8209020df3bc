"""Serializers of version 1."""

from typing import TYPE_CHECKING

from django import forms

from ...models import Author

if TYPE_CHECKING:
    _AuthorBase = forms.ModelForm[Author]
else:
    _AuthorBase = forms.ModelForm


class AuthorForm(_AuthorBase):
    """What may be written to an author."""

    class Meta:
        """Form options."""

        model = Author
        fields = ("name", "born")


def serialize_author(author: Author) -> dict[str, object]:
    """Return an author as JSON shows it."""
    return {
        "id": author.pk,
        "name": author.name,
        "born": author.born,
        "created_at": author.created_at,
        "updated_at": author.updated_at,
    }
