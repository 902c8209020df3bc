"""Permissions of version 1."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from ...models import Order


def may_reach_order(user: "AbstractBaseUser | AnonymousUser", order: "Order") -> bool:
    """Return whether the order belongs to ``user``."""
    return order.owner_id == user.pk
