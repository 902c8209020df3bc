"""What the commands share: errors become CommandError, a plan is shown before it is carried out."""

import json
import sys
from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from ..errors import OpinionatedError
from ..wording import printable, printable_lines
from .dirty import add_allow_dirty
from .pipes import ending_plainly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..changes import ChangeSet

# What stands before a file in a list of what is done.
MARKS = {"create": "+", "replace": "~", "delete": "-", "skip": "="}


class OpinionatedCommand(BaseCommand):
    """A command that plans, shows and then writes. Subclasses implement ``run``."""

    requires_system_checks: list[str] = []  # noqa: RUF012  (declared so by Django)

    def add_plan_arguments(self, parser: ArgumentParser, *, force: bool = True) -> None:
        """Add the options that say what to do with the plan; ``force`` is for plans that may meet files and ask."""
        group = parser.add_argument_group("what is done with the plan")
        group.add_argument("--dry-run", action="store_true", help="Show what would be done, and do nothing.")
        group.add_argument("--diff", action="store_true", help="Print the plan as a patch, and do nothing.")
        group.add_argument("--json", action="store_true", help="Print the result as JSON on stdout.")
        refuse = "Ask nothing; refuse instead." if force else "Changes nothing: this command never asks."
        group.add_argument("--noinput", "--no-input", action="store_false", dest="interactive", help=refuse)
        add_allow_dirty(group)
        if force:
            group.add_argument("--force", action="store_true", help="Overwrite files that differ.")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401  (declared so by Django)
        """Run, and turn what the user can mend into a CommandError."""
        try:
            with ending_plainly():
                self.run(options)
        except OpinionatedError as error:
            raise CommandError(printable_lines(str(error))) from error

    def run(self, options: dict[str, Any]) -> None:
        """Do what the command is for."""
        raise NotImplementedError

    def talk(self, text: str) -> None:
        """Say something to a person, out of the way of what programs read."""
        self.stderr.write(printable_lines(text), self.style.NOTICE)

    def line(self, text: str, style: "Callable[[str], str]" = str) -> None:
        """Write one line of the result; what names of somebody else's hold does nothing to a terminal."""
        self.stdout.write(style(printable(text)))

    def can_ask(self, options: dict[str, Any]) -> bool:
        """Tell whether there is a person at a terminal who may be asked."""
        # Where standard input is closed, Python has None for it.
        return bool(options["interactive"] and not options["json"] and sys.stdin and sys.stdin.isatty())

    def show_patch(self, changes: "ChangeSet") -> None:
        """Write the patch byte for byte, whatever the encodings of the files in it."""
        patch = changes.diff()
        raw = getattr(getattr(self.stdout, "_out", None), "buffer", None)
        if raw is None or patch.isascii():
            self.stdout.write(patch, ending="")
            return
        self.stdout.flush()
        raw.write(patch.encode("utf-8", "surrogateescape"))

    def list_changes(self, entries: "Iterable[dict[str, str]]") -> None:
        """Write the files that are created, replaced, deleted or left as they are, one on a line."""
        for entry in entries:
            self.line(f"{MARKS[entry['action']]} {entry['path']}")

    def show_json(self, data: object) -> None:
        """Write ``data`` as JSON."""
        self.stdout.write(json.dumps(data, indent=2, sort_keys=True))
