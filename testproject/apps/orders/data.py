"""Public data structures of orders.

Other apps may import this module and ``api.py``, and nothing else.
It imports the standard library only.
"""

import datetime as dt
from dataclasses import dataclass
from enum import Enum


class OrderStatus(Enum):
    """Choices of status."""

    OPEN = "open"
    PAID = "paid"
    SENT = "sent"


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderData:
    """One order, detached from the database."""

    id: int
    title: str
    owner_id: int
    status: OrderStatus
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderPage:
    """One page of orders."""

    items: tuple[OrderData, ...]
    count: int
    number: int
    num_pages: int
