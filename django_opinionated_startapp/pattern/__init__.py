"""The opinion as data: what an app that follows a pattern consists of.

The scaffolder renders a ``Pattern``; the auditor holds apps to the same object. Nothing about a pattern is said
anywhere else: components, files and demands are read from here by the command line, the templates and the docs.
"""

import sys
from collections.abc import Iterator, Mapping
from functools import cache

from .domain import DOMAIN
from .kinds import Component, Construct, Option, Pattern, PatternFile
from .oep49 import OEP49
from .reusable import REUSABLE
from .services import SERVICES

__all__ = [
    "BUILTIN",
    "DOMAIN",
    "OEP49",
    "PATTERNS",
    "REUSABLE",
    "SERVICES",
    "Component",
    "Construct",
    "Option",
    "Pattern",
    "PatternFile",
    "Patterns",
    "with_home_for",
]

BUILTIN: Mapping[str, Pattern] = {pattern.name: pattern for pattern in (OEP49, SERVICES, DOMAIN, REUSABLE)}


def with_home_for(*constructs: Construct) -> tuple[str, ...]:
    """Return the names of the built-in patterns that say where one of these kinds of code lives."""
    return tuple(name for name, pattern in BUILTIN.items() if any(map(pattern.homes_of, constructs)))


class Patterns(Mapping[str, Pattern]):
    """All patterns by name: those built in, then those of packs, which are only looked for when they may be meant."""

    def __getitem__(self, name: str) -> Pattern:
        """Return the pattern ``name``; raise KeyError if there is none, OpinionatedError for a broken pack."""
        return BUILTIN[name] if name in BUILTIN else self._packs()[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names of all."""
        yield from BUILTIN
        yield from self._packs()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(BUILTIN) + len(self._packs())

    @staticmethod
    def forget() -> None:
        """Look for packs anew when they are asked for again."""
        _packs.cache_clear()

    def _packs(self) -> Mapping[str, Pattern]:
        return _packs(tuple(sys.path))


@cache
def _packs(_path: tuple[str, ...]) -> Mapping[str, Pattern]:
    from .packs import find_packs  # noqa: PLC0415  (looks at every installed distribution)

    return find_packs(BUILTIN)


PATTERNS = Patterns()
