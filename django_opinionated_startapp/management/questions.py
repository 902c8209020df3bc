"""Every question that the commands ask; where nobody may be asked, each has its answer or its refusal."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from ..changes import ChangeSet, Conflict
from ..errors import OpinionatedError
from .base import show_path


class Questioner:
    """Asks a person at a terminal."""

    def __init__(self, command: BaseCommand, *, interactive: bool) -> None:
        """Ask through the streams of ``command``, or nothing at all."""
        self.command = command
        self.interactive = interactive

    def complete(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return ``options`` with a name, a model and the decision about wiring. Raises OpinionatedError if silent."""
        if not self.interactive:
            raise OpinionatedError(
                "The name of the app is missing.", "Write: manage.py startpatternapp apps.orders --install"
            )
        name = self._ask("Name of the app, such as apps.orders: ")
        models = options["models"] or self._models()
        install = options["install"] or self._agree("Add it to INSTALLED_APPS and the URLconf?")
        return {**options, "name": name, "models": models, "install": install}

    def settle(self, changes: ChangeSet, conflicts: Iterable[Conflict], root: Path) -> ChangeSet:
        """Ask about each conflicting file: it is overwritten, or left as it is."""
        forced = changes.forced().changes
        may = {change.path for change in forced if change not in changes.changes}
        asked = [each for each in conflicts if each.path in may]
        keep = {
            each.path
            for each in asked
            if not self._agree(f"{show_path(each.path, root)} {each.reason}. Overwrite it?")
        }
        return replace(changes, changes=tuple(change for change in forced if change.path not in keep))

    def _models(self) -> list[str]:
        model = self._ask('Model and fields, such as "Order title:str owner:user" (empty: an example): ')
        return [model.strip("\"'")] if model else []

    def _ask(self, question: str) -> str:
        self.command.stderr.write(question, ending="")
        self.command.stderr.flush()
        try:
            return input().strip()
        except (EOFError, KeyboardInterrupt) as error:
            self.command.stderr.write()
            raise OpinionatedError("There was no answer.", "Nothing was changed.") from error

    def _agree(self, question: str) -> bool:
        return self._ask(f"{question} [y/N] ").lower() in {"y", "yes"}
