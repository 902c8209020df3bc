"""``startpatternapp``: a ``startapp`` whose apps follow a written pattern."""

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from ... import __version__
from ...errors import OpinionatedError
from ...pattern import BUILTIN, PATTERNS, Pattern
from ...wording import counted
from ..base import OpinionatedCommand
from ..growth import OPTIONS as GROWTH_OPTIONS
from ..growth import add_growth_arguments, add_source_arguments
from ..startapp_options import add_pattern_arguments, add_template_arguments, check_options
from ..undo import add_undo_arguments
from ..upgrade import add_upgrade_arguments
from ..where import here, show_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...changes import ChangeSet
    from ...conf import Config
    from ..boot import Boot
    from ..questions import Questioner


class Command(OpinionatedCommand):
    """Generate an app that follows a pattern, and wire it into the project."""

    help = (
        "Creates a Django app that follows a written pattern: files, first migration and tests, "
        "and with --install the lines in INSTALLED_APPS and the URLconf."
    )

    def get_version(self) -> str:
        """Return the version of this package."""
        return __version__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options: those of ``startapp`` too, with the meaning that they have there."""
        parser.add_argument("name", nargs="?", help="Name of the app: orders, apps.orders or src/apps/orders.")
        parser.add_argument("directory", nargs="?", help="The folder that becomes the app.")
        add_pattern_arguments(parser)
        add_source_arguments(parser.add_argument_group("an app from what exists"))
        existing = parser.add_argument_group("an app that exists")
        for add in (add_growth_arguments, add_upgrade_arguments, add_undo_arguments):
            add(existing)
        self.add_plan_arguments(parser)
        add_template_arguments(parser)

    def run(self, options: dict[str, Any]) -> None:
        """Do what the options ask for: one thing."""
        root = here()
        check_options(options)
        if options["list"]:
            self._list(options)
            return
        if options["check_pack"]:
            from ..packs import check_pack  # noqa: PLC0415  (needed for this option only)

            check_pack(self, options)
            return
        from ...conf import load_config  # noqa: PLC0415  (--help needs neither)
        from ..boot import boot  # noqa: PLC0415

        state = boot(root)
        config = load_config(root, getattr(settings, "OPINIONATED_STARTAPP", None) if state.booted else None)
        if options["eject"]:
            self._eject(options, config, root)
        elif options["templates_status"]:
            self._templates_status(options, config, root)
        elif options["template"]:
            self._from_django_template(options, root)
        elif options["undo"]:
            self._undo(options, config, root, state)
        elif options["upgrade"]:
            self._upgrade(options, config, root, state)
        elif any(options[name] for name in GROWTH_OPTIONS):
            self._from_existing(options, config, root, state)
        else:
            self._generate(options, config, root, state)

    def _undo(self, options: dict[str, Any], config: "Config", root: Path, state: "Boot") -> None:
        from ..undoing import undo  # noqa: PLC0415  (needed for this option only)

        outcome = undo(self, options, config, root, state)
        self._finish(options, outcome.changes, root, outcome.data)

    def _upgrade(self, options: dict[str, Any], config: "Config", root: Path, state: "Boot") -> None:
        from ..upgrading import upgrade  # noqa: PLC0415  (Jinja takes its time)

        upgrade(self, options, config, root, state)

    def _list(self, options: dict[str, Any]) -> None:
        if options["json"]:
            self.show_json([_pattern_as_dict(pattern) for pattern in PATTERNS.values()])
            return
        for pattern in PATTERNS.values():
            self.line(f"{pattern.name}: {pattern.summary}", self.style.MIGRATE_HEADING)
            self.line(f"  after {pattern.source}")
            width = max(len(name) for name in pattern.component_names)
            for component in pattern.components:
                self.line(f"  {component.name:<{width}}  {component.summary}")
            for option in pattern.options:
                spelling = (
                    f"--{option.name.replace('_', '-')} " if pattern.name in BUILTIN else f"--option {option.name}="
                )
                self.line(f"  {spelling}{'|'.join(option.values)}  {option.summary}")

    def _eject(self, options: dict[str, Any], config: "Config", root: Path) -> None:
        from ...scaffold.eject import eject  # noqa: PLC0415  (Jinja takes its time)

        changes = eject(options["eject"], root / config.templates, root)
        self._finish(options, changes, root, {})

    def _templates_status(self, options: dict[str, Any], config: "Config", root: Path) -> None:
        from ...scaffold.eject import template_status  # noqa: PLC0415  (Jinja takes its time)

        found = list(template_status(root / config.templates))
        if options["json"]:
            self.show_json([{"template": each.name, "state": each.state} for each in found])
            return
        for each in found:
            self.line(f"{each.name}: {each.state}")
        if not found:
            self.talk(f"There are no templates in {config.templates}; startpatternapp --eject PATTERN copies some.")

    def _from_django_template(self, options: dict[str, Any], root: Path) -> None:
        from ...scaffold.foreign import build_from_django_template  # noqa: PLC0415  (needed for this option only)

        changes = build_from_django_template(
            options["name"],
            options["directory"],
            root,
            template=options["template"],
            extensions=["py", *(options["extensions"] or ())],
            files=options["files"] or [],
            exclude=options["exclude"] or [],
        )
        self._finish(options, changes, root, {})

    def _generate(self, options: dict[str, Any], config: "Config", root: Path, state: "Boot") -> None:
        from ...scaffold.rehearse import Stage  # noqa: PLC0415

        questioner = None
        if not options["name"]:
            questioner, options = self._asked(options, config, root, state)
        alone = PATTERNS[options["pattern"] or config.pattern].standalone
        if alone and options["install"]:
            raise OpinionatedError(
                "--install is for apps of this project, and a reusable app is installed with pip.", "Leave it out."
            )
        with Stage(root) as stage:
            # Now, while the other process starts: Jinja takes its time.
            from ...scaffold.build import build_app  # noqa: PLC0415
            from ...scaffold.shared import common_notes  # noqa: PLC0415
            from ..generate import advice_for, make_request, project_for  # noqa: PLC0415

            project = project_for(config, state, alone=alone)
            request, notes = make_request(options, project, root)
            install = bool(options["install"] and project.settings)
            build = build_app(request, project, install=install, stage=stage)
        if not project.settings and not alone:
            trouble = state.trouble or "its settings come from no module"
            notes = (*notes, f"Not wired and not checked against the project: {trouble}.")
        notes = (*notes, *common_notes(request, project.environment))
        advice = advice_for(request, project, install=install)
        data = {"app": request.module, "label": request.label, "components": sorted(request.components)}
        data |= {"notes": list(notes), "advice": list(advice)}
        if questioner:
            from ..wizard import show_plan  # noqa: PLC0415  (it has asked before)

            show_plan(questioner, options, build.changes)
        self._finish(options, build.changes, root, data, settle=build.settled, shown=questioner is not None)

    def _asked(
        self, options: dict[str, Any], config: "Config", root: Path, state: "Boot"
    ) -> "tuple[Questioner, dict[str, Any]]":
        """Return who asked for the name of the app and what else is missing, and the options with the answers."""
        from ..generate import project_for  # noqa: PLC0415  (Jinja takes its time)
        from ..questions import Questioner  # noqa: PLC0415
        from ..wizard import ask  # noqa: PLC0415

        questioner = Questioner(self, interactive=self.can_ask(options))
        return questioner, ask(questioner, options, config, project_for(config, state).environment, root)

    def _from_existing(self, options: dict[str, Any], config: "Config", root: Path, state: "Boot") -> None:
        from ...scaffold.rehearse import Stage  # noqa: PLC0415  (Jinja takes its time)
        from ..generate import project_for  # noqa: PLC0415
        from ..grow import grown_app, refuse_growth  # noqa: PLC0415
        from ..layers import layers_around  # noqa: PLC0415
        from ..tables import app_for_tables  # noqa: PLC0415

        plan = layers_around if options["from_models"] else app_for_tables if options["tables"] else grown_app
        with Stage(root) as stage:
            outcome = plan(options, project_for(config, state), root, stage)
        self._finish(options, outcome.changes, root, outcome.as_dict())
        refuse_growth(outcome, root, written=not (options["dry_run"] or options["diff"]))

    def _finish(  # noqa: PLR0913  (the plan, and what was done with it before)
        self,
        options: dict[str, Any],
        changes: "ChangeSet",
        root: Path,
        data: dict[str, Any],
        *,
        settle: "Callable[[ChangeSet], ChangeSet]" = lambda changes: changes,
        shown: bool = False,
    ) -> None:
        """Settle conflicts, show the plan unless it was ``shown`` before, carry it out, and say what comes next.

        ``settle`` turns the changes that are left of the plan into those that are made.
        """
        from ...changes import Create  # noqa: PLC0415  (--help needs neither)
        from ..uncommitted import check_uncommitted  # noqa: PLC0415

        # What --force overwrites would be lost; what this command deletes is as a template made it.
        lost = {change.path for change in changes.changes if isinstance(change, Create)} if options["force"] else set()
        changes = settle(self._settled(options, changes, root))
        entries, dirty = changes.as_dicts(), check_uncommitted(changes.pending(), options, self.talk, lost)
        if options["diff"]:
            self.show_patch(changes.pending())
        elif not options["dry_run"]:
            changes.pending().apply()
        if options["json"]:
            self.show_json({**data, "dry_run": bool(options["dry_run"]), "changes": entries, "uncommitted": dirty})
        elif options["verbosity"] > 0:
            self._tell(options, entries, shown=shown)
        for note in data.get("notes", ()):
            self.talk(note)
        if not options["json"] and options["verbosity"] > 0:
            for line in data.get("advice", ()):
                self.talk(line)

    def _settled(self, options: dict[str, Any], changes: "ChangeSet", root: Path) -> "ChangeSet":
        """Return the plan without conflicts that may be overwritten; what is left of them, ``apply`` refuses."""
        if options["force"]:
            return changes.forced()
        conflicts = changes.conflicts()
        if conflicts and self.can_ask(options) and not (options["dry_run"] or options["diff"]):
            from ..questions import Questioner  # noqa: PLC0415  (seldom asked)

            questioner = Questioner(self, interactive=True)
            return questioner.settle(changes, conflicts, root)
        if conflicts:
            first = conflicts[0]
            more = f" (and {len(conflicts) - 1} more)" if len(conflicts) > 1 else ""
            raise OpinionatedError(
                f"{show_path(first.path, root)} {first.reason}{more}.",
                "Nothing was changed. --force overwrites files that differ.",
            )
        return changes

    def _tell(self, options: dict[str, Any], entries: list[dict[str, str]], *, shown: bool) -> None:
        if not (shown or options["diff"]):
            self.list_changes(entries)
        if not (written := sum(entry["action"] != "skip" for entry in entries)):
            self.talk("Nothing to do: everything is there already.")
        elif options["dry_run"]:
            self.talk("Nothing was written, since this is a dry run.")
        elif shown and not options["diff"]:
            self.talk(f"Written: {counted(written, 'file')}.")


def _pattern_as_dict(pattern: Pattern) -> dict[str, object]:
    return {
        "name": pattern.name,
        "summary": pattern.summary,
        "source": pattern.source,
        "components": [{"name": each.name, "summary": each.summary} for each in pattern.components],
        "options": [{"name": each.name, "summary": each.summary, "values": each.values} for each in pattern.options],
    }
