"""The options that both doors of ``auditapps`` have."""

from argparse import ArgumentParser, BooleanOptionalAction
from typing import TYPE_CHECKING

from ..audit.names import FORMATS, PROFILES, REPORTS
from .dirty import add_allow_dirty

if TYPE_CHECKING:
    from argparse import _ActionsContainer

EXIT_CODES = (
    "Exit codes: 0 nothing at or above the fail level, 1 findings at or above it or stale lines in a baseline, "
    "2 wrong usage, broken configuration, or a rule that crashed."
)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options that both doors have."""
    parser.add_argument(
        "targets", nargs="*", metavar="app_label|path", help="What to look at; without any, everything."
    )
    _add_selection(parser.add_argument_group("what is looked for"))
    _add_output(parser.add_argument_group("what is printed"))
    _add_baseline(parser.add_argument_group("the configuration and the baseline"))
    _add_fixing(parser.add_argument_group("what is mended"))
    _add_rules(parser.add_argument_group("about the rules"))


def _add_selection(options: "_ActionsContainer") -> None:
    selector = "codes, names, topics, levels or profiles, with commas between"
    options.add_argument(
        "--select", action="append", default=[], metavar="RULES", help=f"Only these rules: {selector}."
    )
    options.add_argument(
        "--ignore", action="append", default=[], metavar="RULES", help=f"Not these rules: {selector}."
    )
    options.add_argument(
        "--profile",
        action="append",
        default=[],
        metavar="PROFILE",
        help=f"A profile for all code besides those that are configured: {', '.join(PROFILES)}. Can be repeated.",
    )
    options.add_argument(
        "--severity",
        action="append",
        default=[],
        metavar="RULE=LEVEL",
        help="Another level for a rule: error, warning or info. Can be repeated.",
    )
    options.add_argument(
        "--fail-level",
        default="",
        metavar="LEVEL",
        help="The level from which on findings make the audit fail: error, warning (the default) or info.",
    )
    options.add_argument("--changed", metavar="REF", help="Only what a branch changed since it left REF (git).")
    options.add_argument(
        "--introspect",
        action=BooleanOptionalAction,
        default=None,
        help="Take the apps from Django's registry, or from the source of the settings. manage.py takes the registry, "
        "but not with --fix, --diff and --watch; python -m takes the source.",
    )
    options.add_argument("--no-cache", action="store_true", help="Neither read nor write facts about files.")


def _add_output(options: "_ActionsContainer") -> None:
    options.add_argument(
        "--format", default="text", metavar="FORMAT", help=f"One of {', '.join(FORMATS)}; text is the default."
    )
    options.add_argument("--output", metavar="FILE", help="Write the report there rather than to the terminal.")
    options.add_argument("--statistics", action="store_true", help="Print counts instead of findings.")
    options.add_argument(
        "--report",
        default="",
        metavar="REPORT",
        help=f"Print no findings but one of {', '.join(REPORTS)}; split and removable are about one app.",
    )
    options.add_argument("--watch", action="store_true", help="Go on until Ctrl-C, and print what edits change.")


def _add_baseline(options: "_ActionsContainer") -> None:
    options.add_argument("--init", action="store_true", help="Write a first configuration, made from what is found.")
    options.add_argument(
        "--write-baseline", action="store_true", help="Record the findings there are, to allow no new ones."
    )
    options.add_argument(
        "--prune-baseline", action="store_true", help="Take lines out of baselines that match nothing now."
    )


def _add_fixing(options: "_ActionsContainer") -> None:
    options.add_argument("--fix", action="store_true", help="Mend what can be mended safely, and report what remains.")
    options.add_argument("--unsafe", action="store_true", help="With --fix or --diff: mend what needs a look besides.")
    options.add_argument("--diff", action="store_true", help="Print what --fix would do, as a patch, and do nothing.")
    options.add_argument(
        "--dry-run",
        action="store_true",
        help="Print what --fix, --init and the options about baselines would do, as a patch.",
    )
    add_allow_dirty(options)


def _add_rules(options: "_ActionsContainer") -> None:
    options.add_argument("--list-rules", action="store_true", help="List all rules.")
    options.add_argument("--explain", metavar="RULE", help="Print the documentation of a rule, by name or code.")
