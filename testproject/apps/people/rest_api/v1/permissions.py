"""Permissions of version 1."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest


SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_staff_or_read_only(request: "HttpRequest") -> bool:
    """Return whether the request may go on: everybody reads, only staff writes."""
    return request.method in SAFE_METHODS or bool(getattr(request.user, "is_staff", False))
