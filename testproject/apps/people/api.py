"""Python API of people: the one entry point for other apps.

Nothing here returns a model instance or a queryset. ``data.py`` holds what it returns.
No permission is checked here: callers (views, tasks) do that.
"""

import datetime as dt

from django.core.paginator import Paginator as _Paginator
from django.db import transaction as _transaction

from .data import AuthorData, AuthorPage
from .models import Author as _Author

__all__ = [
    "AuthorNotFoundError",
    "create_author",
    "delete_author",
    "get_author",
    "list_authors",
    "update_author",
]


class AuthorNotFoundError(LookupError):
    """There is no such author."""


def _author_data(author: _Author) -> AuthorData:
    return AuthorData(
        id=author.pk,
        name=author.name,
        born=author.born,
        created_at=author.created_at,
        updated_at=author.updated_at,
    )


def _lock_author(author_id: int) -> _Author:
    try:
        return _Author.objects.select_for_update().get(pk=author_id)
    except _Author.DoesNotExist as error:
        raise AuthorNotFoundError(author_id) from error


@_transaction.atomic
def create_author(
    *,
    name: str,
    born: dt.date | None = None,
) -> AuthorData:
    """Create an author."""
    author = _Author(
        name=name,
        born=born,
    )
    author.full_clean()
    author.save()
    return _author_data(author)


def get_author(*, author_id: int) -> AuthorData:
    """Return one author, or raise ``AuthorNotFoundError``."""
    try:
        return _author_data(_Author.objects.get(pk=author_id))
    except _Author.DoesNotExist as error:
        raise AuthorNotFoundError(author_id) from error


def list_authors(
    *,
    page: int = 1,
    page_size: int = 20,
) -> AuthorPage:
    """Return one page of authors, newest first."""
    found = _Author.objects.all()
    paginator = _Paginator(found, page_size)
    current = paginator.get_page(page)
    return AuthorPage(
        items=tuple(_author_data(author) for author in current),
        count=paginator.count,
        number=current.number,
        num_pages=paginator.num_pages,
    )


@_transaction.atomic
def update_author(
    *,
    author_id: int,
    name: str,
    born: dt.date | None = None,
) -> AuthorData:
    """Give an author new values, or raise ``AuthorNotFoundError``."""
    author = _lock_author(author_id)
    author.name = name
    author.born = born
    author.full_clean()
    author.save()
    return _author_data(author)


@_transaction.atomic
def delete_author(*, author_id: int) -> None:
    """Delete an author, or raise ``AuthorNotFoundError``."""
    _lock_author(author_id).delete()
