"""What is said where something can't be carried."""

from django.db.migrations.operations.base import Operation

from ...errors import OpinionatedError

_LONGEST = 120


class RefusalError(Exception):
    """A reason, in words that follow "because"; who knows migration and operation makes a CannotCarry of it."""


class CannotCarry(OpinionatedError):  # noqa: N818 - it is named as the commands report it
    """A squashed migration can't be written in a way that stands alone.

    ``migration`` is "app_label.name"; ``operation`` describes what is at fault, or is empty where it is the file.
    """

    def __init__(self, migration: str, operation: str, reason: str) -> None:
        """Put the parts into one sentence, with what the user can do."""
        what = f"the operation {operation}" if operation else "its code"
        super().__init__(
            f"{migration} can't be written, because {what} can't be carried over: {reason}.",
            "Leave the migration that it comes from out of the squash, or move the code to a module that stays.",
        )
        self.migration = migration
        self.operation = operation
        self.reason = reason


def describe(operation: Operation) -> str:
    """Return the class of ``operation`` and the start of what it says about itself, for a message."""
    text = f"{type(operation).__name__} ({operation.describe()})"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def shown(value: object) -> str:
    """Return ``value`` as a message shows it: not longer than a line."""
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
