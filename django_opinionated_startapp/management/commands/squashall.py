"""``squashall``: the migrations of a whole project, squashed and proved."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from django.conf import settings
from django.utils import translation

from ... import __version__
from ...errors import OpinionatedError
from ...wording import counted
from ..base import OpinionatedCommand
from ..progress import Bare, Waiting
from ..squash_lifecycle import pruning_as_dict, pruning_lines, status_as_dict, status_lines
from ..squash_options import add_arguments, check_options
from ..squash_report import as_dict, as_lines, rebuilt_as_dict
from ..where import here

if TYPE_CHECKING:
    from ...changes import ChangeSet
    from ...squash.choose import Choice
    from ...squash.squashall import SquashRequest

_GIVEN_UP = (
    "NOT PROVED, because of --no-verify: that a new database gets the same schema and rows, that a migrated one needs "
    "nothing, that an interrupted one can go on."
)

Say: TypeAlias = Callable[[dict[str, Any], dict[str, Any]], None]


class Command(OpinionatedCommand):
    """Squash migrations, prove that nothing has changed, and write them."""

    help = (
        "Squashes the migrations of the project's own apps into as few as their dependencies allow, proves on "
        "throw-away databases that schema and rows stay the same, and only then writes them beside the old ones."
    )

    def get_version(self) -> str:
        """Return the version of this package."""
        return __version__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        add_arguments(parser)
        self.add_plan_arguments(parser, force=False)

    def run(self, options: dict[str, Any]) -> None:
        """Squash, prune what was squashed, or only say what could be squashed or pruned."""
        check_options(options)
        root = here()
        with translation.override(None):  # as Django's own commands about migrations do
            if options["status"]:
                self._status(options, root)
            elif options["prune"]:
                self._prune(options, root)
            elif options["check"] is None:
                self._squash(options, root)
            else:
                self._check(options, root)

    def _status(self, options: dict[str, Any], root: Path) -> None:
        from ...squash.history import read_history  # noqa: PLC0415  (--help does without the squash room)
        from ...squash.status import read_status  # noqa: PLC0415

        data = status_as_dict(read_status(read_history(root), _choice(options), options["databases"]))
        if options["json"]:
            self.show_json(data)
            return
        for line in status_lines(data):
            self.line(line)

    def _prune(self, options: dict[str, Any], root: Path) -> None:
        from ...squash.prune import PruneRequest, prune  # noqa: PLC0415  (the same)

        request = PruneRequest(
            root=root,
            choice=_choice(options),
            databases=tuple(options["databases"]),
            verify_with=options["verify_with"],
            proof=options["proof"],
        )
        with self._waiting(options) as waiting:
            result = prune(request, waiting.tell, waiting.step)
        self._finish(result.changes, pruning_as_dict(result), options, self._say_pruned)

    def _say_pruned(self, data: dict[str, Any], options: dict[str, Any]) -> None:
        for line in pruning_lines(data):
            self.line(line)
        if options["dry_run"]:
            self.talk("Nothing was deleted or changed, since this is a dry run.")

    def _check(self, options: dict[str, Any], root: Path) -> None:
        from ...squash.squashall import squashable  # noqa: PLC0415  (the same)

        found = squashable(root, _choice(options))
        if options["json"]:
            self.show_json(found)
        most = counted(options["check"], "migration")
        if over := {label: count for label, count in found.items() if count > options["check"]}:
            names = ", ".join(f"{label} ({count})" for label, count in over.items())
            raise OpinionatedError(
                f"More than {most} could be squashed away: {names}.", "Run manage.py squashall --dry-run."
            )
        if options["verbosity"] and not options["json"]:
            self.line(f"No app has more than {most} that could be squashed away.")

    def _squash(self, options: dict[str, Any], root: Path) -> None:
        from ...conf import load_config  # noqa: PLC0415  (the same)
        from ...squash.squashall import SquashRequest, squash  # noqa: PLC0415
        from ...squash.write import write  # noqa: PLC0415

        request = SquashRequest(
            root=root,
            choice=_choice(options),
            squashed_name=options["squashed_name"],
            databases=tuple(options["databases"]),
            verify_with=options["verify_with"],
            proof=options["proof"],
            strict_names=options["strict_names"],
            line_length=load_config(root, getattr(settings, "OPINIONATED_STARTAPP", None)).line_length,
            until=options["until"],
            elide_noop=options["elide_noop"],
        )
        if options["mode"] == "rebuild":
            self._rebuild(request, root, options)
        else:
            with self._waiting(options) as waiting:
                result = squash(request, waiting.tell, waiting.step)
            self._finish(write(result, root), as_dict(result), options, self._say)

    def _rebuild(self, request: "SquashRequest", root: Path, options: dict[str, Any]) -> None:
        """Rebuild what can be, then squash the apps that are left beside their old files."""
        from ...squash.history import forget  # noqa: PLC0415  (the same)
        from ...squash.squashall import left_over, remake, squash  # noqa: PLC0415
        from ...squash.write import write  # noqa: PLC0415

        with self._waiting(options) as waiting:
            rebuilt = remake(request, waiting.tell, waiting.step)
        changes, data, rest = rebuilt.changes(root), rebuilt_as_dict(rebuilt), left_over(request, rebuilt)
        if rest is None or options["dry_run"] or options["diff"]:
            self._finish(changes, data, options, self._say)
            return
        silent, listed = {**options, "json": False, "verbosity": 0}, changes.as_dicts()
        dirty = self._finish(changes, data, silent if options["json"] else options, self._say)
        forget(rebuilt.history, {change.path.resolve() for change in changes.changes})
        with self._waiting(options) as waiting:
            waiting.tell("Squashing what is left alone beside its old files …")
            result = squash(rest, waiting.tell, waiting.step)
        beside = as_dict(result)
        shown = {**data, "beside": beside, "changes": listed, "uncommitted": dirty} if options["json"] else beside
        self._finish(write(result, root), shown, options, self._say)

    def _finish(self, changes: "ChangeSet", data: dict[str, Any], options: dict[str, Any], say: Say) -> list[str]:
        """Show the changes or make them, and report; return which of their files git does not have as they are."""
        from ..uncommitted import check_uncommitted  # noqa: PLC0415  (the same)

        planned, listed = options["dry_run"] or options["diff"], changes.as_dicts()
        dirty = check_uncommitted(changes.pending(), options, self.talk)
        if options["diff"]:
            self.show_patch(changes)
        elif not planned:
            changes.apply()
        if options["json"]:
            listed, dirty = [*data.get("changes", ()), *listed], [*data.get("uncommitted", ()), *dirty]
            self.show_json({**data, "dry_run": bool(planned), "changes": listed, "uncommitted": dirty})
        elif options["verbosity"] and not options["diff"]:
            say(data, options)
        elif not listed and options["verbosity"]:
            self.talk("There is nothing to change.")
        if listed and not options["proof"]:
            self.stderr.write(self.style.WARNING(_GIVEN_UP))
        return dirty

    @contextmanager
    def _waiting(self, options: dict[str, Any]) -> Iterator[Waiting]:
        """Yield what the people who wait are told by; with ``-v 0``, they are told nothing."""
        quiet = not options["verbosity"]
        waiting = Waiting(StringIO() if quiet else Bare(self.stderr), _be_quiet if quiet else self.talk, "migrations")
        try:
            yield waiting
        finally:
            waiting.end()

    def _say(self, data: dict[str, Any], options: dict[str, Any]) -> None:
        for line in as_lines(data, options["verbosity"]):
            self.line(line)
        if not any(app["files"] for app in data["apps"].values()):
            self.talk("There is nothing to squash.")
            return
        for line in data["proved"]:
            self.line(f"Proved: {line}.", self.style.SUCCESS)
        if options["dry_run"]:
            self.talk("Nothing was written, since this is a dry run.")


def _be_quiet(text: str) -> None:
    del text


def _choice(options: dict[str, Any]) -> "Choice":
    from ...squash.choose import Choice  # noqa: PLC0415  (the same)

    return Choice(
        words=tuple(options["words"]),
        exclude=tuple(options["exclude"]),
        keep_last=options["keep_last"],
        before=tuple(options["before"]),
    )
