"""The options that both doors of ``auditapps`` have."""

from argparse import ArgumentParser, BooleanOptionalAction

from ..audit.names import FORMATS, PROFILES, REPORTS
from .dirty import add_allow_dirty

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
    parser.add_argument("--format", default="text", metavar="FORMAT", help=f"One of {', '.join(FORMATS)}.")
    parser.add_argument(
        "--report",
        default="",
        metavar="REPORT",
        help=f"Print no findings but one of {', '.join(REPORTS)}; split and removable are about one app.",
    )
    parser.add_argument("--output", metavar="FILE", help="Write the report there rather than to the terminal.")
    parser.add_argument("--watch", action="store_true", help="Go on until Ctrl-C, and print what edits change.")
    parser.add_argument("--changed", metavar="REF", help="Only what a branch changed since it left REF (git).")
    parser.add_argument(
        "--write-baseline", action="store_true", help="Record the findings there are, to allow no new ones."
    )
    parser.add_argument(
        "--prune-baseline", action="store_true", help="Take lines out of baselines that match nothing now."
    )
    _add_fixing(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help="Print what the options that write would do, as a patch."
    )
    parser.add_argument("--statistics", action="store_true", help="Print counts instead of findings.")
    parser.add_argument("--explain", metavar="RULE", help="Print the documentation of a rule, by name or code.")
    parser.add_argument("--list-rules", action="store_true", help="List all rules.")
    parser.add_argument("--init", action="store_true", help="Write a first configuration, made from what is found.")
    parser.add_argument("--no-cache", action="store_true", help="Neither read nor write facts about files.")


def _add_fixing(parser: ArgumentParser) -> None:
    parser.add_argument("--fix", action="store_true", help="Mend what can be mended safely, and report what remains.")
    parser.add_argument("--unsafe", action="store_true", help="With --fix or --diff: mend what needs a look besides.")
    add_allow_dirty(parser)
    parser.add_argument("--diff", action="store_true", help="Print what --fix would do, as a patch, and do nothing.")


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
    parser.add_argument(
        "--severity",
        action="append",
        default=[],
        metavar="RULE=LEVEL",
        help="Another level for a rule: error, warning or info. May be given several times.",
    )
    parser.add_argument("--fail-level", default="", metavar="LEVEL", help="error, warning (the default) or info.")
