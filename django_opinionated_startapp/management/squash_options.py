"""Options of ``squashall``: what there is, and what goes together. Read at every start of the command."""

from argparse import ArgumentParser
from typing import Any

from ..errors import OpinionatedError

_LEAVE_OUT = "Leave one of them out."
# What each of these is about, and what has nothing to do with it.
_SQUASH = ("squashed_name", "strict_names", "until", "elide_noop", "mode_rebuild")
_WRITE = ("dry_run", "diff", "allow_dirty", "no_verify", "verify_with")
_PHASES = {
    "status": ("prune", "check", *_SQUASH, *_WRITE),
    "prune": ("check", *_SQUASH),
    "check": (*_SQUASH, *_WRITE, "databases"),
    "strict_names": ("no_verify",),
}


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options, but for those that say what to do with the plan."""
    parser.add_argument(
        "words",
        nargs="*",
        metavar="app_label",
        help="Apps to squash, all of the project's own by default. The names of the last migration, or of the "
        "first and the last, may follow each: orders 0001 0042.",
    )
    _add_range_arguments(parser)
    _add_proof_arguments(parser)
    _add_phase_arguments(parser)


def _add_range_arguments(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("what is squashed")
    group.add_argument(
        "--exclude", action="append", default=[], metavar="APP", help="An app to leave as it is. Can be repeated."
    )
    group.add_argument(
        "--keep-last", type=int, default=0, metavar="N", help="Leave the last N migrations of each app as they are."
    )
    group.add_argument(
        "--before",
        action="append",
        default=[],
        metavar="DATE|APP=MIGRATION",
        help="Leave migrations from this date (2025-01-31), or from this one of an app, on as they are. "
        "Can be repeated.",
    )
    group.add_argument(
        "--until",
        default="",
        metavar="TAG|DATE|MIGRATION",
        help="Only what every database has completely or not at all: the migrations at a tag of git (v1.4), "
        "before a date (2025-01-31), or up to one (orders.0042_name) with all that it depends on.",
    )
    group.add_argument(
        "--elide-noop",
        action="store_true",
        help="Leave out data operations that do nothing on an empty database, where every other database has "
        "them behind it.",
    )
    group.add_argument(
        "--mode",
        choices=("coexist", "rebuild"),
        default="coexist",
        help="coexist, the default, keeps the old migrations beside the new ones; rebuild deletes them at once "
        "and makes the schema anew, for databases that have all of the range or nothing.",
    )
    group.add_argument("--squashed-name", default="", metavar="NAME", help="End the new names in this.")


def _add_proof_arguments(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("the proof")
    group.add_argument(
        "--database",
        action="append",
        default=[],
        dest="databases",
        metavar="ALIAS",
        help="A database to consider. Can be repeated; all by default.",
    )
    group.add_argument(
        "--verify-with",
        default="",
        metavar="ALIAS|URL",
        help="The server for the throw-away databases, if it is not that of the project's databases.",
    )
    group.add_argument(
        "--no-verify", action="store_false", dest="proof", help="Don't run the new migrations before they are written."
    )
    group.add_argument(
        "--strict-names",
        action="store_true",
        help="Take other names of indexes and constraints for a difference, even if Django chose both, and on "
        "SQLite the other type of a reference to a key that has become a BigAutoField.",
    )


def _add_phase_arguments(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("instead of squashing")
    group.add_argument(
        "--status",
        action="store_true",
        help="Write nothing; say which databases have recorded the squashed migrations, and what may be pruned.",
    )
    group.add_argument(
        "--prune",
        action="store_true",
        help="The second phase: delete what squashed migrations replace, once all databases have recorded them.",
    )
    group.add_argument(
        "--check",
        type=int,
        metavar="N",
        help="Write nothing; fail if squashing would take more than N migrations away from an app.",
    )


def check_options(options: dict[str, Any]) -> None:
    """Refuse options that don't go together, and values that can't be meant."""
    if options["diff"] and options["json"]:
        raise OpinionatedError("--diff and --json can't go together.", _LEAVE_OUT)
    given = {
        **options,
        "check": options["check"] is not None,
        "no_verify": not options["proof"],
        "mode_rebuild": options["mode"] == "rebuild",
    }
    for phase, others in _PHASES.items():
        for other in others:
            if given[phase] and given[other]:
                raise OpinionatedError(f"{_spelled(phase)} and {_spelled(other)} can't go together.", _LEAVE_OUT)
    for name in ("elide_noop", "mode_rebuild"):
        if given[name] and given["no_verify"]:
            raise OpinionatedError(
                f"{_spelled(name)} and --no-verify can't go together.",
                "What is left out is only safe once it is proved.",
            )
    for name in ("keep_last", "check"):
        if (options[name] or 0) < 0:
            raise OpinionatedError(f"{_spelled(name)} can't be less than 0.", f"Write {_spelled(name)} 0 for none.")
    if options["squashed_name"] and not f"x{options['squashed_name']}".isidentifier():
        raise OpinionatedError(
            f"'{options['squashed_name']}' can't be part of the name of a module.", "Use letters, digits and _."
        )


def _spelled(name: str) -> str:
    """Return an option as it is written."""
    return {"mode_rebuild": "--mode rebuild", "databases": "--database"}.get(name, f"--{name.replace('_', '-')}")
