"""What the commands share: errors become CommandError, a plan is shown before it is carried out."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from ..errors import OpinionatedError
from .dirty import add_allow_dirty
from .pipes import ending_in_silence

if TYPE_CHECKING:
    from ..changes import ChangeSet


class OpinionatedCommand(BaseCommand):
    """A command that plans, shows and then writes. Subclasses implement ``run``."""

    requires_system_checks: list[str] = []  # noqa: RUF012  (declared so by Django)

    def add_plan_arguments(self, parser: ArgumentParser, *, force: bool = True) -> None:
        """Add the options that say what to do with the plan; ``force`` is for plans that may meet files."""
        parser.add_argument("--dry-run", action="store_true", help="Show what would be done, and do nothing.")
        parser.add_argument("--diff", action="store_true", help="Print the plan as a patch, and do nothing.")
        parser.add_argument("--json", action="store_true", help="Print the result as JSON on stdout.")
        parser.add_argument(
            "--noinput", "--no-input", action="store_false", dest="interactive", help="Ask nothing; refuse instead."
        )
        add_allow_dirty(parser)
        if force:
            parser.add_argument("--force", action="store_true", help="Overwrite files that differ.")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401  (declared so by Django)
        """Run, and turn what the user can mend into a CommandError."""
        with ending_in_silence():
            try:
                self.run(options)
            except OpinionatedError as error:
                raise CommandError(str(error)) from error

    def run(self, options: dict[str, Any]) -> None:
        """Do what the command is for."""
        raise NotImplementedError

    def talk(self, text: str) -> None:
        """Say something to a person, out of the way of what programs read."""
        self.stderr.write(text, self.style.NOTICE)

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

    def show_json(self, data: object) -> None:
        """Write ``data`` as JSON."""
        self.stdout.write(json.dumps(data, indent=2, sort_keys=True))


def show_path(path: Path, root: Path) -> str:
    """Return ``path`` as people read it: below ``root``, with slashes."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
