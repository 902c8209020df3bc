"""Every question that the commands ask; where nobody may be asked, each has its answer or its refusal."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from django.core.management.base import BaseCommand

from ..changes import ChangeSet, Conflict
from ..errors import OpinionatedError
from ..wording import printable_lines
from .where import show_path


class Questioner:
    """Asks a person at a terminal."""

    def __init__(self, command: BaseCommand, *, interactive: bool) -> None:
        """Ask through the streams of ``command``, or nothing at all."""
        self.command = command
        self.interactive = interactive

    def settle(self, changes: ChangeSet, conflicts: Iterable[Conflict], root: Path) -> ChangeSet:
        """Ask about each conflicting file: it is overwritten, or left as it is."""
        forced = changes.forced().changes
        may = {change.path for change in forced if change not in changes.changes}
        asked = [each for each in conflicts if each.path in may]
        keep = {
            each.path for each in asked if not self.agree(f"{show_path(each.path, root)} {each.reason}. Overwrite it?")
        }
        return replace(changes, changes=tuple(change for change in forced if change.path not in keep))

    def confirm(self, question: str) -> None:
        """Raise OpinionatedError unless the answer is yes."""
        if not self.agree(question):
            raise OpinionatedError("Nothing was changed.")

    def say(self, text: str) -> None:
        """Tell the person something."""
        self.command.stderr.write(printable_lines(text))

    def ask(self, question: str) -> str:
        """Return the answer, stripped. Raises OpinionatedError where there is none."""
        self.command.stderr.write(printable_lines(question), ending="")
        self.command.stderr.flush()
        try:
            return input().strip()
        except (EOFError, KeyboardInterrupt) as error:
            self.command.stderr.write()
            raise OpinionatedError("There was no answer.", "Nothing was changed.") from error

    def agree(self, question: str) -> bool:
        """Tell whether the answer is yes."""
        return self.ask(f"{question} [y/N] ").lower() in {"y", "yes"}
