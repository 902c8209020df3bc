"""Public data structures of library.

Other apps may import this module and ``api.py``, and nothing else.
It imports the standard library only.
"""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class BookData:
    """One book, detached from the database."""

    id: int
    title: str
    isbn: str
    author_id: int
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class BookPage:
    """One page of books."""

    items: tuple[BookData, ...]
    count: int
    number: int
    num_pages: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """The books of one author, by title."""

    author_name: str
    books: tuple[BookData, ...]
