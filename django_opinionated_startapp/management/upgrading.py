"""``startpatternapp --upgrade``: options → plans of all apps → one set of changes, and what is to be said about it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.apps import apps as installed

from .. import __version__
from ..changes import ChangeSet
from ..conf import Config
from ..errors import OpinionatedError
from ..scaffold.generated import Finds, Generated, find_generated, look_for_apps
from ..scaffold.manifest import environment_from, request_from
from ..scaffold.upgrade import Regrowth, regrow, rehearsed
from ..wording import counted
from .base import OpinionatedCommand
from .boot import Boot
from .generate import project_for
from .uncommitted import check_uncommitted
from .where import show_path


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The plan of one app."""

    app: Generated
    regrowth: Regrowth

    def as_dict(self, root: Path) -> dict[str, Any]:
        """Return it for ``--json``."""
        plan = self.regrowth
        return {
            "app": self.app.manifest.module,
            "label": self.app.manifest.label,
            "from": self.app.manifest.tool,
            "behind": list(plan.behind),
            "conflicts": [
                {"path": show_path(each.path, root), "line": each.line, "what": each.what} for each in plan.conflicts
            ],
            "kept": [{"path": show_path(path, root), "why": why} for path, why in plan.kept],
            "refused": [{"path": show_path(path, root), "why": why} for path, why in plan.refused],
            "migrations": list(plan.migrations),
        }


def upgrade(command: OpinionatedCommand, options: dict[str, Any], config: Config, root: Path, state: Boot) -> None:
    """Upgrade the app that the options name, or all of them.

    Raises OpinionatedError, after all is done, where conflicts are left to a person, and where a manifest can't be
    read; with ``--check`` where an app is behind.
    """
    finds = Finds((find_generated(options["name"], root),)) if options["name"] else look_for_apps(root)
    plans = [_plan(app, config, state, rehearse=not options["check"]) for app in finds.apps]
    for damage in finds.damages:
        command.talk(str(damage.message))
    if options["check"]:
        _report_check(command, options, plans, root)
        _refuse_damages(finds.damages)
        return
    changes = ChangeSet(root, tuple(change for plan in plans for change in plan.regrowth.changes.changes))
    entries, dirty = changes.as_dicts(), check_uncommitted(changes.pending(), options, command.talk, lost=())
    if options["diff"]:
        command.show_patch(changes.pending())
    elif not options["dry_run"]:
        changes.pending().apply()
    if options["json"]:
        data = [plan.as_dict(root) for plan in plans]
        plan = {"apps": data, "changes": entries, "uncommitted": dirty}
        command.show_json({**plan, "dry_run": bool(options["dry_run"])})
    elif options["verbosity"] > 0:
        _tell(command, options, plans, entries)
    for note in notes(plans, root):
        command.talk(note)
    refuse_conflicts([plan.regrowth for plan in plans], root, written=not (options["dry_run"] or options["diff"]))
    _refuse_damages(finds.damages)


def _refuse_damages(damages: Sequence[OpinionatedError]) -> None:
    """Raise OpinionatedError, for the exit code, where there are apps that can't be upgraded."""
    if damages:
        count = "one app" if len(damages) == 1 else f"{len(damages)} apps"
        raise OpinionatedError(f"Not looked at, since a manifest is damaged: {count}.", damages[0].hint)


def _plan(app: Generated, config: Config, state: Boot, *, rehearse: bool) -> Upgrade:
    project = project_for(config, state, alone=app.manifest.standalone)
    project = replace(project, environment=environment_from(app.manifest, project.environment))
    request = request_from(app.manifest, app.place, project.environment)
    regrowth = regrow(app.manifest, request, project)
    # An app with a file that is no Python can't start, and that is no fault of the upgrade.
    rehearse = rehearse and not regrowth.refused
    if app.manifest.standalone and installed.ready and installed.is_installed(app.manifest.module):
        project = replace(project, settings=state.settings)
    return Upgrade(app, rehearsed(regrowth, request, project) if rehearse else regrowth)


def _report_check(command: OpinionatedCommand, options: dict[str, Any], plans: Sequence[Upgrade], root: Path) -> None:
    behind = [plan for plan in plans if plan.regrowth.behind]
    if options["json"]:
        command.show_json({"apps": [plan.as_dict(root) for plan in plans]})
    else:
        for plan in behind:
            files = ", ".join(plan.regrowth.behind)
            command.line(f"{plan.app.manifest.module} (made by {plan.app.manifest.tool}): {files}")
        if not behind and options["verbosity"] > 0:
            command.talk(_nothing(plans))
    if behind:
        names = ", ".join(plan.app.manifest.module for plan in behind)
        raise OpinionatedError(f"Behind the templates of today: {names}.", "Run: manage.py startpatternapp --upgrade")


def _tell(
    command: OpinionatedCommand, options: dict[str, Any], plans: Sequence[Upgrade], entries: list[dict[str, str]]
) -> None:
    if not options["diff"]:
        command.list_changes(entries)
    if not entries:
        command.talk(_nothing(plans))
    elif options["dry_run"]:
        command.talk("Nothing was written, since this is a dry run.")


def _nothing(plans: Sequence[Upgrade]) -> str:
    """Return why there is nothing to upgrade."""
    if not plans:
        return "No app here has a manifest, so there is nothing to upgrade."
    return f"Nothing to do: the templates of {__version__} write what these apps started from."


def notes(plans: Iterable[Upgrade], root: Path) -> Iterator[str]:
    """Yield what a person should know about the plans."""
    for plan in plans:
        yield from notes_on(plan.regrowth, root)
        if plan.regrowth.migrations:
            label = plan.app.manifest.label
            yield f"The models need a migration now: manage.py makemigrations {label}"


def notes_on(regrowth: Regrowth, root: Path) -> Iterator[str]:
    """Yield which files were left as they are, and why."""
    for path, why in regrowth.kept:
        yield f"{show_path(path, root)} stays as it is: {why}."
    for path, why in regrowth.refused:
        yield f"{show_path(path, root)} was left alone: {why}. Mend it, then run the command again."


def refuse_conflicts(plans: Iterable[Regrowth], root: Path, *, written: bool) -> None:
    """Raise OpinionatedError, for the exit code, if a person has to look at what was merged, or could not be."""
    plans = tuple(plans)
    places = [
        show_path(each.path, root) + (f":{each.line}" if each.line else "")
        for plan in plans
        for each in plan.conflicts
    ]
    refused = [show_path(path, root) for plan in plans for path, _ in plan.refused]
    if places:
        done = (
            "Yours is in force there, and the template's version stands beside it."
            if written
            else "Nothing was written."
        )
        raise OpinionatedError(
            f"You and the templates have changed {counted(len(places), 'place')}: {', '.join(places)}.", done
        )
    if refused:
        raise OpinionatedError(f"Not merged: {', '.join(refused)}.", "All else is done." if written else "")
