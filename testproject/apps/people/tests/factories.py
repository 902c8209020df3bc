"""Makes the objects that the tests of people need."""

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model

from ..models import Author

if TYPE_CHECKING:
    from django.contrib.auth.models import User

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


def author_values(**changes: object) -> dict[str, Any]:
    """Return valid values for the fields of an author."""
    values: dict[str, Any] = {
        "name": "Name",
        "born": dt.date(2024, 1, 31),
        **changes,
    }
    return values


def make_author(**changes: object) -> Author:
    """Create an author."""
    return Author.objects.create(**author_values(**changes))
