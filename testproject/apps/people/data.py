"""Public data structures of people.

Other apps may import this module and ``api.py``, and nothing else.
It imports the standard library only.
"""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthorData:
    """One author, detached from the database."""

    id: int
    name: str
    born: dt.date | None
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthorPage:
    """One page of authors."""

    items: tuple[AuthorData, ...]
    count: int
    number: int
    num_pages: int
