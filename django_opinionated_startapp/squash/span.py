"""Which migrations a request is about, and which of them no database with rows will ever run again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connections

from ..errors import OpinionatedError
from .choose import Choice, choose
from .recorded import read_databases
from .until import recorded_everywhere, refuse_partial, standings, until

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from .disk import Key
    from .history import History
    from .recorded import Database


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says of its range: ``until`` ends it, and ``finished`` wants to know what is done with for good.

    ``whole`` wants all of the range to be so. ``databases`` are the aliases that matter, all if empty.
    """

    root: Path
    choice: Choice
    databases: Sequence[str]
    until: str
    finished: bool
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """The ``chosen`` migrations; those of them that are ``finished``; the databases that were asked."""

    chosen: frozenset[Key]
    finished: frozenset[Key] = frozenset()
    databases: tuple[Database, ...] = ()

    def vendors(self) -> dict[str, str]:
        """Return the vendor of each database that was asked."""
        return {database.alias: connections[database.alias].vendor for database in self.databases}


def read_span(history: History, asked: Asked) -> Span:
    """Return what ``asked`` comes to; raise OpinionatedError where the databases don't bear it out."""
    chosen = choose(history, asked.choice)
    if asked.until:
        chosen &= until(history, asked.until, asked.root)
        if not chosen:
            raise OpinionatedError(
                f"Nothing that may be squashed was there until {asked.until}.", "Choose a later --until."
            )
    elif not asked.finished:
        return Span(chosen)
    databases = read_databases(asked.databases)
    found = standings(history, chosen, databases)
    if not asked.until and not asked.whole:
        return Span(chosen, recorded_everywhere(chosen, found), databases)
    refuse_partial(found, strict=asked.finished)
    return Span(chosen, chosen if asked.finished else frozenset(), databases)


def refuse_other_vendors(vendors: Mapping[str, str], option: str) -> None:
    """Raise OpinionatedError where the throw-away database of an alias is of another vendor than the real one."""
    for alias, vendor in vendors.items():
        if (other := connections[alias].vendor) != vendor:
            raise OpinionatedError(
                f"What data operations do on {other} says nothing about the database '{alias}', which is {vendor}.",
                f"Name a server of the same kind with --verify-with, or leave {option} out.",
            )
