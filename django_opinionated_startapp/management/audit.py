"""The command line of ``auditapps``, for both of its doors: options → request, audit → text and exit code.

Nothing here imports Django unless the project is to be booted, so that ``python -m`` works where Django can't start.
"""

import os
import sys
from argparse import ArgumentParser, BooleanOptionalAction
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .. import __version__
from ..audit.baseline import prune, record
from ..audit.changed import changed_files
from ..audit.discover.registry import Registered, registered_apps
from ..audit.init import first_configuration
from ..audit.registry import find_rule, load_rules
from ..audit.reporters import Look, explain, formats, list_rules, render, statistics
from ..audit.run import Audit, AuditRequest, audit
from ..audit.select import PROFILES, Request
from ..changes import ChangeSet
from ..conf import AuditConfig, load_config
from ..errors import OpinionatedError, nearest
from .progress import Progress, Stream

EXIT_CODES = (
    "Exit codes: 0 nothing at or above the fail level, 1 findings at or above it or stale lines in a baseline, "
    "2 wrong usage, broken configuration, or a rule that crashed."
)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options that both doors have."""
    parser.add_argument(
        "targets", nargs="*", metavar="app_label|path", help="What to look at; without any, everything."
    )
    parser.add_argument(
        "--introspect",
        action=BooleanOptionalAction,
        default=None,
        help="Take the apps from Django's registry rather than from the source of the settings.",
    )
    _add_selection(parser)
    parser.add_argument("--format", default="text", metavar="FORMAT", help=f"One of {', '.join(formats())}.")
    parser.add_argument("--changed", metavar="REF", help="Only what a branch changed since it left REF (git).")
    parser.add_argument(
        "--write-baseline", action="store_true", help="Record the findings there are, to allow no new ones."
    )
    parser.add_argument(
        "--prune-baseline", action="store_true", help="Take lines out of baselines that match nothing now."
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="Print what the options that write would do, as a patch."
    )
    parser.add_argument("--statistics", action="store_true", help="Print counts instead of findings.")
    parser.add_argument("--explain", metavar="RULE", help="Print the documentation of a rule, by name or code.")
    parser.add_argument("--list-rules", action="store_true", help="List all rules.")
    parser.add_argument("--init", action="store_true", help="Write a first configuration, made from what is found.")
    parser.add_argument("--no-cache", action="store_true", help="Neither read nor write facts about files.")


def _add_selection(parser: ArgumentParser) -> None:
    selector = "codes, names, topics, levels or profiles, with commas between"
    parser.add_argument(
        "--select", action="append", default=[], metavar="RULES", help=f"Only these rules: {selector}."
    )
    parser.add_argument("--ignore", action="append", default=[], metavar="RULES", help=f"Not these rules: {selector}.")
    parser.add_argument(
        "--profile",
        action="append",
        default=[],
        metavar="PROFILE",
        help=f"A profile for all code besides those that are configured: {', '.join(PROFILES)}.",
    )
    parser.add_argument("--fail-level", default="", metavar="LEVEL", help="error, warning (the default) or info.")


@dataclass(frozen=True, slots=True)
class Streams:
    """Where the result goes, whether in colour, and where talk goes."""

    out: Stream
    err: Stream
    colour: bool = False

    @classmethod
    def of(cls, options: dict[str, Any], out: Stream, err: Stream) -> "Streams":
        """Return the streams with the colour that ``options``, the terminal and NO_COLOR ask for."""
        wanted = out.isatty() and not os.environ.get("NO_COLOR")
        return cls(out, err, bool(options["force_color"] or (wanted and not options["no_color"])))

    def show(self, text: str) -> None:
        """Write a result; what the stream's encoding has no characters for is written with escapes."""
        try:
            self.out.write(text)
        except UnicodeEncodeError as error:
            self.out.write(text.encode(error.encoding, "backslashreplace").decode(error.encoding))

    def talk(self, text: str) -> None:
        """Say something to a person."""
        self.err.write(f"{text}\n")


def main(arguments: list[str]) -> int:
    """Run the audit without Django, unless ``arguments`` ask for its registry; return the exit code."""
    parser = ArgumentParser("python -m django_opinionated_startapp auditapps", description=_HELP, epilog=EXIT_CODES)
    parser.add_argument("--version", action="version", version=__version__)
    add_arguments(parser)
    parser.add_argument(
        "--settings", action="append", default=[], metavar="MODULE", help="The only settings to look at."
    )
    parser.add_argument("-v", "--verbosity", type=int, choices=range(4), default=1, help="How much to talk.")
    colour = parser.add_mutually_exclusive_group()
    colour.add_argument("--no-color", action="store_true", help="No colours.")
    colour.add_argument("--force-color", action="store_true", help="Colours, even if nobody looks.")
    options = vars(parser.parse_args(arguments))
    streams = Streams.of(options, sys.stdout, sys.stderr)
    try:
        return run(options, streams, Path.cwd().resolve(), _introspect(options) if options["introspect"] else None)
    except OpinionatedError as error:
        streams.talk(str(error))
        return 2


_HELP = "Looks at the apps of a Django project, without importing them, and says where they leave their patterns."


def _introspect(options: dict[str, Any]) -> Callable[[Path], object]:
    from .introspect import chosen_in_settings  # noqa: PLC0415  (the only thing here that needs Django)

    for module in options["settings"][:1]:
        os.environ["DJANGO_SETTINGS_MODULE"] = module
    return chosen_in_settings


def run(options: dict[str, Any], streams: Streams, root: Path, boot: Callable[[Path], object] | None) -> int:
    """Do what the options ask for, and return the exit code; raise ``OpinionatedError`` for what the user can mend.

    ``boot`` sets Django up and returns the project's OPINIONATED_STARTAPP or None; where it is None, the source
    of the settings is all that is known.
    """
    _check(options)
    config = load_config(root, boot(root) if boot else None).audit
    if options["list_rules"] or options["explain"]:
        streams.show(_about_rules(options, config))
        return 0
    request = _request(options, root, config, registered_apps() if boot else None)
    if not boot:
        request = replace(request, configure=lambda found: load_config(root, found).audit)
    progress = Progress(streams.err)
    try:
        done = audit(request, progress)
    finally:
        progress.end()
    if options["verbosity"] > 1:
        streams.talk(f"{len(done.project.modules)} files, {done.parsed} of them parsed.")
    return _finish(options, streams, done)


def _check(options: dict[str, Any]) -> None:
    """Refuse names that there are not, and options that don't go together."""
    if options["format"] not in formats():
        raise OpinionatedError(f"There is no format '{options['format']}'.", nearest(options["format"], formats()))
    for name in options["profile"]:
        if name not in PROFILES:
            raise OpinionatedError(f"There is no profile '{name}'.", nearest(name, PROFILES))
    modes = [name for name in _MODES if options[name]]
    if len(modes) > 1:
        first, second = (f"--{name.replace('_', '-')}" for name in modes[:2])
        raise OpinionatedError(f"{first} and {second} can't go together.", "Leave one of them out.")
    if options["changed"] and (options["write_baseline"] or options["prune_baseline"]):
        raise OpinionatedError("A baseline is about everything, so --changed can't go with it.", "Leave it out.")


_MODES = ("list_rules", "explain", "init", "write_baseline", "prune_baseline", "statistics")


def _about_rules(options: dict[str, Any], config: AuditConfig) -> str:
    rules = load_rules(config.rules)
    return explain(find_rule(options["explain"], rules)) if options["explain"] else list_rules(rules)


def _request(
    options: dict[str, Any], root: Path, config: AuditConfig, registered: tuple[Registered, ...] | None
) -> AuditRequest:
    settings = options.get("settings") or ()
    return AuditRequest(
        root,
        config,
        tuple(options["targets"]),
        settings=() if registered is not None else tuple([settings] if isinstance(settings, str) else settings),
        profiles=tuple(options["profile"]),
        selection=Request(tuple(options["select"]), tuple(options["ignore"]), options["fail_level"]),
        registered=registered,
        changed=changed_files(root, options["changed"]) if options["changed"] else None,
        cache=not options["no_cache"],
    )


def _finish(options: dict[str, Any], streams: Streams, done: Audit) -> int:
    if options["init"]:
        return _write(options, streams, done, first_configuration(done.project))
    if options["write_baseline"]:
        names = {app.label: app.name for app in done.project.apps.values()}
        changes = record(done.recordable, done.baseline, done.scope, done.config, names)
        return _write(options, streams, done, changes)
    if options["prune_baseline"]:
        return _write(options, streams, done, prune(done.baseline, done.report.stale))
    if options["statistics"]:
        streams.show(statistics(done.report))
    else:
        look = Look(done.rules, colour=streams.colour)
        streams.show(render(options["format"], done.report, look))
    return done.exit_code


def _write(options: dict[str, Any], streams: Streams, done: Audit, changes: ChangeSet) -> int:
    """Carry the changes out, or print them; say so if a rule has crashed, since it may have missed something."""
    pending = changes.pending()
    if options["dry_run"]:
        streams.show(pending.diff())
    else:
        written = ", ".join(each["path"] for each in pending.as_dicts())
        pending.apply()
        streams.talk(f"Written: {written}." if written else "Nothing to write: it is as it should be.")
    for failure in done.report.failures:
        streams.talk(f"{failure.place}: the rule {failure.rule} failed: {failure.error}")
    return 2 if done.report.failures else 0
