"""Python API of library: the one entry point for other apps.

Nothing here returns a model instance or a queryset. ``data.py`` holds what it returns.
No permission is checked here: callers (views, tasks) do that.
"""

from django.core.paginator import Paginator as _Paginator
from django.db import transaction as _transaction

from apps.people import api as _people

from .data import BookData, BookPage, Shelf
from .models import Book as _Book

__all__ = [
    "BookNotFoundError",
    "create_book",
    "delete_book",
    "get_book",
    "get_shelf",
    "list_books",
    "update_book",
]


class BookNotFoundError(LookupError):
    """There is no such book."""


def _book_data(book: _Book) -> BookData:
    return BookData(
        id=book.pk,
        title=book.title,
        isbn=book.isbn,
        author_id=book.author_id,
        created_at=book.created_at,
        updated_at=book.updated_at,
    )


def _lock_book(book_id: int) -> _Book:
    try:
        return _Book.objects.select_for_update().get(pk=book_id)
    except _Book.DoesNotExist as error:
        raise BookNotFoundError(book_id) from error


@_transaction.atomic
def create_book(
    *,
    title: str,
    isbn: str,
    author_id: int,
) -> BookData:
    """Create a book."""
    book = _Book(
        title=title,
        isbn=isbn,
        author_id=author_id,
    )
    book.full_clean()
    book.save()
    return _book_data(book)


def get_book(*, book_id: int) -> BookData:
    """Return one book, or raise ``BookNotFoundError``."""
    try:
        return _book_data(_Book.objects.get(pk=book_id))
    except _Book.DoesNotExist as error:
        raise BookNotFoundError(book_id) from error


def get_shelf(*, author_id: int) -> Shelf:
    """Return an author with all of their books, or raise ``AuthorNotFoundError`` of people."""
    author = _people.get_author(author_id=author_id)
    found = _Book.objects.filter(author_id=author_id).order_by("title", "pk")
    return Shelf(author_name=author.name, books=tuple(_book_data(book) for book in found))


def list_books(
    *,
    page: int = 1,
    page_size: int = 20,
) -> BookPage:
    """Return one page of books, newest first."""
    found = _Book.objects.all()
    paginator = _Paginator(found, page_size)
    current = paginator.get_page(page)
    return BookPage(
        items=tuple(_book_data(book) for book in current),
        count=paginator.count,
        number=current.number,
        num_pages=paginator.num_pages,
    )


@_transaction.atomic
def update_book(
    *,
    book_id: int,
    title: str,
    isbn: str,
    author_id: int,
) -> BookData:
    """Give a book new values, or raise ``BookNotFoundError``."""
    book = _lock_book(book_id)
    book.title = title
    book.isbn = isbn
    book.author_id = author_id
    book.full_clean()
    book.save()
    return _book_data(book)


@_transaction.atomic
def delete_book(*, book_id: int) -> None:
    """Delete a book, or raise ``BookNotFoundError``."""
    _lock_book(book_id).delete()
