"""What a rule wants to have changed: values. Nothing here is made of them; see ``audit.fix``."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from ..project import App


class Safety(Enum):
    """Whether a fix may be made without looking at it.

    A safe one keeps what works as it works: it changes what has no effect, what fails, what never runs and how things
    are written. An unsafe one may change what the project does, or need something done besides.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Edit:
    """``text`` for the characters from ``start`` to ``end`` of the file ``path``; offsets are those of its text."""

    path: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that there is not yet."""

    path: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Another path for a file."""

    path: str
    to: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A piece of an app that only templates can make: ``readme``, ``appconfig`` or ``tests``.

    The audit knows no templates. Whoever knows both, audit and scaffolder, makes files of it.
    """

    piece: str
    app: App


Part: TypeAlias = Edit | NewFile | Move | Wanted


@dataclass(frozen=True, slots=True)
class Fix:
    """What mends one finding, all of it or nothing. ``safety`` is that of the rule unless it says otherwise."""

    parts: tuple[Part, ...]
    safety: Safety | None = None
