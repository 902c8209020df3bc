"""What a reporter needs besides the report."""

from dataclasses import dataclass

from ..project import Project
from ..rule import Rule


@dataclass(frozen=True, slots=True)
class Look:
    """The rules that ran, sorted by code, and whether the text is for a terminal with ``colour``.

    ``project`` is what was looked at, for the formats that draw it; they do without where it is None.
    """

    rules: tuple[type[Rule], ...] = ()
    colour: bool = False
    project: Project | None = None
