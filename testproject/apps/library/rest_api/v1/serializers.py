"""Serializers of version 1."""

from typing import TYPE_CHECKING

from django import forms

from ...models import Book

if TYPE_CHECKING:
    _BookBase = forms.ModelForm[Book]
else:
    _BookBase = forms.ModelForm


class BookForm(_BookBase):
    """What may be written to a book."""

    class Meta:
        """Form options."""

        model = Book
        fields = ("title", "isbn", "author")


def serialize_book(book: Book) -> dict[str, object]:
    """Return a book as JSON shows it."""
    return {
        "id": book.pk,
        "title": book.title,
        "isbn": book.isbn,
        "author": book.author_id,
        "created_at": book.created_at,
        "updated_at": book.updated_at,
    }
