"""What a reporter needs besides the report."""

from dataclasses import dataclass

from ..rule import Rule


@dataclass(frozen=True, slots=True)
class Look:
    """The rules that ran, sorted by code, and whether the text is for a terminal with ``colour``."""

    rules: tuple[type[Rule], ...] = ()
    colour: bool = False
