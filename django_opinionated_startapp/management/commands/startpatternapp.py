"""``startpatternapp``: a ``startapp`` whose apps follow a written pattern."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from ... import __version__
from ...changes import ChangeSet
from ...conf import Config, load_config
from ...errors import OpinionatedError, nearest
from ...pattern import PATTERNS, Pattern
from ..base import OpinionatedCommand, show_path
from ..boot import Boot, boot
from ..questions import Questioner

_COMPONENTS = sorted({name for pattern in PATTERNS.values() for name in pattern.component_names})
# Options that make no app.
_MODES = ("list", "eject", "templates_status")
# Options that say how a pattern is rendered, and mean nothing for a template of Django's kind.
_PATTERN_ONLY = ("models", "pattern", "with", "without", "only", "api_version", "label", "install")
_TEMPLATE_ONLY = ("extensions", "files", "exclude")
_SPELLINGS = {"models": "--model", "extensions": "--extension", "files": "--name"}


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
        self._add_pattern_arguments(parser)
        parser.add_argument(
            "-i", "--install", action="store_true", help="Add the app to INSTALLED_APPS and its URLs to the URLconf."
        )
        self.add_plan_arguments(parser)
        self._add_template_arguments(parser)

    def _add_pattern_arguments(self, parser: ArgumentParser) -> None:
        # What can be chosen is checked later: argparse knows nothing of the nearest name.
        parser.add_argument("--pattern", help=f"The pattern that the app follows: {', '.join(PATTERNS)}.")
        parser.add_argument(
            "-m",
            "--model",
            action="append",
            dest="models",
            default=[],
            metavar="SPEC",
            help='A model and its fields: "Order title:str total:decimal:10:2 owner:user". Can be repeated.',
        )
        for option, text in (
            ("--with", "Components to have besides the project's usual ones."),
            ("--without", "Components to leave out."),
            ("--only", "The only components to have."),
        ):
            parser.add_argument(option, nargs="+", action="extend", default=[], metavar="COMPONENT", help=text)
        parser.add_argument("--api-version", metavar="VERSION", help="The version of the REST API, such as v2.")
        parser.add_argument("--label", help="The app label, where it is not the last part of the name.")
        parser.add_argument("--list", action="store_true", help="List the patterns and their components.")

    def _add_template_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--eject", metavar="PATTERN[/FILE]", help="Copy built-in templates into the project, to change them there."
        )
        parser.add_argument(
            "--templates-status", action="store_true", help="Say which ejected templates have changed upstream."
        )
        parser.add_argument("--template", help="As in startapp: path or URL of a template in Django's own format.")
        parser.add_argument(
            "-e", "--extension", action="append", dest="extensions", help="As in startapp; goes with --template."
        )
        parser.add_argument(
            "-n", "--name", action="append", dest="files", help="As in startapp; goes with --template."
        )
        parser.add_argument(
            "-x", "--exclude", action="append", nargs="?", const="", help="As in startapp; goes with --template."
        )

    def run(self, options: dict[str, Any]) -> None:
        """Do what the options ask for: one thing."""
        root = Path.cwd().resolve()
        _check_options(options)
        if options["list"]:
            self._list(options)
            return
        state = boot(root)
        config = load_config(root, getattr(settings, "OPINIONATED_STARTAPP", None) if state.booted else None)
        if options["eject"]:
            self._eject(options, config, root)
        elif options["templates_status"]:
            self._templates_status(options, config, root)
        elif options["template"]:
            self._from_django_template(options, root)
        else:
            self._generate(options, config, root, state)

    def _list(self, options: dict[str, Any]) -> None:
        if options["json"]:
            self.show_json([_pattern_as_dict(pattern) for pattern in PATTERNS.values()])
            return
        for pattern in PATTERNS.values():
            self.stdout.write(self.style.MIGRATE_HEADING(f"{pattern.name}: {pattern.summary}"))
            self.stdout.write(f"  after {pattern.source}")
            width = max(len(name) for name in pattern.component_names)
            for component in pattern.components:
                self.stdout.write(f"  {component.name:<{width}}  {component.summary}")

    def _eject(self, options: dict[str, Any], config: Config, root: Path) -> None:
        from ...scaffold.eject import eject  # noqa: PLC0415  (Jinja takes its time)

        changes = eject(options["eject"], root / config.templates, root)
        self._finish(options, changes, root, {})

    def _templates_status(self, options: dict[str, Any], config: Config, root: Path) -> None:
        from ...scaffold.eject import template_status  # noqa: PLC0415  (Jinja takes its time)

        found = list(template_status(root / config.templates))
        if options["json"]:
            self.show_json([{"template": each.name, "state": each.state} for each in found])
            return
        for each in found:
            self.stdout.write(f"{each.name}: {each.state}")
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

    def _generate(self, options: dict[str, Any], config: Config, root: Path, state: Boot) -> None:
        from ...scaffold.build import build_app  # noqa: PLC0415  (Jinja takes its time)
        from ...scaffold.rehearse import Stage  # noqa: PLC0415
        from ..generate import advice_for, make_request, project_for  # noqa: PLC0415

        if not options["name"]:
            options = Questioner(self, interactive=self.can_ask(options)).complete(options)
        with Stage(root) as stage:
            project = project_for(config, state)
            request, notes = make_request(options, project, root)
            install = bool(options["install"] and project.settings)
            build = build_app(request, project, install=install, stage=stage)
        if not project.settings:
            trouble = state.trouble or "its settings come from no module"
            notes = (*notes, f"Not wired and not checked against the project: {trouble}.")
        advice = advice_for(request, project, install=install)
        data = {"app": request.module, "label": request.label, "components": sorted(request.components)}
        self._finish(options, build.changes, root, {**data, "notes": list(notes), "advice": list(advice)})

    def _finish(self, options: dict[str, Any], changes: ChangeSet, root: Path, data: dict[str, Any]) -> None:
        """Settle conflicts, show the plan, carry it out, and say what comes next."""
        changes = self._settled(options, changes, root)
        entries = changes.as_dicts()
        if options["diff"]:
            self.show_patch(changes.pending())
        elif not options["dry_run"]:
            changes.pending().apply()
        if options["json"] and not options["diff"]:
            self.show_json({**data, "dry_run": bool(options["dry_run"]), "changes": entries})
        elif not options["diff"] and options["verbosity"] > 0:
            self._tell(options, entries)
        for note in data.get("notes", ()):
            self.talk(note)
        if not options["json"] and options["verbosity"] > 0:
            for line in data.get("advice", ()):
                self.talk(line)

    def _settled(self, options: dict[str, Any], changes: ChangeSet, root: Path) -> ChangeSet:
        """Return the plan without conflicts that may be overwritten; what is left of them, ``apply`` refuses."""
        if options["force"]:
            return changes.forced()
        conflicts = changes.conflicts()
        if conflicts and self.can_ask(options) and not (options["dry_run"] or options["diff"]):
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

    def _tell(self, options: dict[str, Any], entries: list[dict[str, str]]) -> None:
        marks = {"create": "+", "replace": "~", "delete": "-", "skip": "="}
        for entry in entries:
            self.stdout.write(f"{marks[entry['action']]} {entry['path']}")
        if all(entry["action"] == "skip" for entry in entries):
            self.talk("Nothing to do: everything is there already.")
        elif options["dry_run"]:
            self.talk("Nothing was written, since this is a dry run.")


def _pattern_as_dict(pattern: Pattern) -> dict[str, object]:
    return {
        "name": pattern.name,
        "summary": pattern.summary,
        "source": pattern.source,
        "components": [{"name": each.name, "summary": each.summary} for each in pattern.components],
    }


def _check_options(options: dict[str, Any]) -> None:
    """Refuse options that don't go together, and names that there are not."""
    mode = _given(options, _MODES)
    others = _given(options, (*_MODES, "name", "template", *_PATTERN_ONLY, *_TEMPLATE_ONLY))
    if mode and len(others) > 1:
        raise OpinionatedError(f"{mode[0]} stands alone.", "Leave the name and the other options out.")
    if options["diff"] and options["json"]:
        raise OpinionatedError("--diff and --json can't go together.", "Leave one of them out.")
    if options["template"]:
        _check_template_options(options)
    elif clash := _given(options, _TEMPLATE_ONLY):
        raise OpinionatedError(
            f"{clash[0]} goes with --template.", "To leave out parts of a pattern use --without COMPONENT."
        )
    _check_names(options)


def _check_template_options(options: dict[str, Any]) -> None:
    if clash := _given(options, _PATTERN_ONLY):
        raise OpinionatedError(f"{clash[0]} is for patterns and can't go with --template.", "Leave one of them out.")
    if not options["name"]:
        raise OpinionatedError("--template needs the name of an app.", "Put the name first.")


def _check_names(options: dict[str, Any]) -> None:
    pattern = options["pattern"]
    if pattern and pattern not in PATTERNS:
        raise OpinionatedError(f"There is no pattern '{pattern}'.", nearest(pattern, PATTERNS))
    for option in ("with", "without", "only"):
        for name in options[option]:
            if name not in _COMPONENTS:
                # argparse takes everything after the option for a component.
                hint = nearest(name, _COMPONENTS) if options["name"] else f"The app's name goes before --{option}."
                raise OpinionatedError(f"There is no component '{name}'.", hint)


def _given(options: dict[str, Any], names: Iterable[str]) -> list[str]:
    """Return those of the options ``names`` that were used, as they are written."""
    return [_SPELLINGS.get(name, f"--{name.replace('_', '-')}") for name in names if options[name]]
