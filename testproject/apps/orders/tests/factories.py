"""Makes the objects that the tests of orders need."""

from itertools import count
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model

from ..models import Order

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_numbers = count(1)


def make_user() -> "User":
    """Create a user."""
    number = next(_numbers)
    return get_user_model().objects.create_user(username=f"user{number}", email=f"user{number}@example.com")


def make_superuser() -> "User":
    """Create a user who may do everything."""
    number = next(_numbers)
    return get_user_model().objects.create_superuser(username=f"user{number}", email=f"user{number}@example.com")


def order_values(**changes: object) -> dict[str, Any]:
    """Return valid values for the fields of an order."""
    values: dict[str, Any] = {
        "title": "Title",
        **changes,
    }
    if "owner_id" not in values:
        values["owner_id"] = make_user().pk
    return values


def make_order(**changes: object) -> Order:
    """Create an order."""
    return Order.objects.create(**order_values(**changes))
