"""Makes the objects that the tests of library need."""

from itertools import count
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth import get_user_model

from ..models import Book

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import Model

_numbers = count(1)


def make_user() -> "User":
    """Create a user."""
    number = next(_numbers)
    return get_user_model().objects.create_user(username=f"user{number}", email=f"user{number}@example.com")


def make_staff() -> "User":
    """Create a user who may do what staff may do."""
    user = make_user()
    get_user_model().objects.filter(pk=user.pk).update(is_staff=True)
    user.refresh_from_db()
    return user


def make_superuser() -> "User":
    """Create a user who may do everything."""
    number = next(_numbers)
    return get_user_model().objects.create_superuser(username=f"user{number}", email=f"user{number}@example.com")


def make_people_author() -> "Model":
    """Create what ``people.Author`` holds."""
    return apps.get_model("people.Author").objects.create(name="Name")


def book_values(**changes: object) -> dict[str, Any]:
    """Return valid values for the fields of a book."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "title": "Title",
        "isbn": f"slug-{number}",
        **changes,
    }
    if "author_id" not in values:
        values["author_id"] = make_people_author().pk
    return values


def make_book(**changes: object) -> Book:
    """Create a book."""
    return Book.objects.create(**book_values(**changes))
