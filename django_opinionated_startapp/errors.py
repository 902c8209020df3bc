"""The one exception that the commands turn into ``CommandError``."""

from collections.abc import Iterable
from difflib import get_close_matches


class OpinionatedError(Exception):
    """Something that the user can mend.

    ``message`` is one clear sentence about what is wrong; ``hint`` names what to do next, usually a command.
    Both are plain text without a trailing new line; ``hint`` may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep both parts; ``str()`` joins them with a new line."""
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Return the message and, on a line of its own, the hint."""
        return f"{self.message}\n{self.hint}" if self.hint else self.message


def told(error: BaseException) -> str:
    """Return kind and text of an error that somebody else's code has raised, in one line."""
    try:
        text = " ".join(str(error).split())
    except Exception:  # noqa: BLE001  (also its text is made by their code)
        text = ""
    shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
    return f"{type(error).__name__}: {shown}" if shown else type(error).__name__


def nearest(name: str, among: Iterable[str]) -> str:
    """Return a hint: the member of ``among`` that ``name`` may have been meant for, or all there is to choose from."""
    known = sorted(among)
    if not known:
        return "There is none to choose from."
    match = get_close_matches(name, known, n=1)
    return f"Did you mean {match[0]}?" if match else f"Choose from {', '.join(known)}."
