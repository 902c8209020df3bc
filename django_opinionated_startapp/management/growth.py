"""Options of ``startpatternapp`` that start from what exists. Light: every start of the command reads this."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ..errors import OpinionatedError

if TYPE_CHECKING:
    from argparse import _ActionsContainer

SPELLINGS = {"from_models": "--from-model", "tables": "--from-table", "add_models": "--add-model"}
GROWTH = ("add", "add_models", "add_version")
OPTIONS = ("from_models", "tables", "database", *GROWTH)
# Options that say what an app consists of: an app that grows has said so already.
_ANSWERS = ("models", "pattern", "with", "without", "only", "api_version", "api_style", "options", "common", "label")

Given = Callable[[dict[str, Any], Iterable[str]], list[str]]


def add_source_arguments(options: "_ActionsContainer") -> None:
    """Add the options about models and tables that exist."""
    options.add_argument(
        "--from-model",
        nargs="+",
        action="extend",
        dest="from_models",
        default=[],
        metavar="APP[.MODEL]",
        help="Make the layers around models that exist, in the app that holds them. Can be repeated.",
    )
    options.add_argument(
        "--from-table",
        nargs="+",
        action="extend",
        dest="tables",
        default=[],
        metavar="TABLE",
        help="Make the app for tables that exist in the database. Can be repeated.",
    )
    options.add_argument("--database", metavar="ALIAS", help="The database of --from-table, where not default.")


def add_growth_arguments(options: "_ActionsContainer") -> None:
    """Add the options about an app that exists."""
    options.add_argument(
        "--add",
        nargs="+",
        action="extend",
        default=[],
        metavar="COMPONENT",
        help="Add components to it.",
    )
    options.add_argument(
        "--add-model",
        action="append",
        dest="add_models",
        default=[],
        metavar="SPEC",
        help="Add a model to it, written as for --model. Can be repeated.",
    )
    options.add_argument("--add-version", metavar="VERSION", help="Add a version to its REST API, such as v2.")


def check_growth_options(options: dict[str, Any], given: Given) -> None:
    """Refuse options that don't go with those that start from what exists; ``given`` says how they were written."""
    growth = given(options, GROWTH)
    modes = given(options, ("from_models", "tables"))
    if len([*modes, *growth[:1]]) > 1:
        raise OpinionatedError(f"{modes[0]} and {[*modes[1:], *growth][0]} can't go together.", "Do one at a time.")
    if options["database"] and not options["tables"]:
        raise OpinionatedError("--database goes with --from-table.", "Leave it out.")
    if options["from_models"]:
        _refuse(modes[0], given(options, ("name", "directory", "models", "label")), _WITH_MODELS)
    elif options["tables"]:
        _refuse(
            modes[0], given(options, ("models",)), "Models that are no tables yet are added later, with --add-model."
        )
        _need_name(modes[0], options)
    elif growth:
        _refuse(growth[0], given(options, _ANSWERS), "The app keeps what it was made with; only --install goes along.")
        _need_name(growth[0], options)


_WITH_MODELS = "The layers go into the app that holds the models."


def _refuse(option: str, others: list[str], hint: str) -> None:
    if others:
        what = {"--name": "the name of an app", "--directory": "a folder"}.get(others[0], others[0])
        raise OpinionatedError(f"{option} can't go with {what}.", hint)


def _need_name(option: str, options: dict[str, Any]) -> None:
    if not options["name"]:
        # argparse takes everything after such an option for its values.
        raise OpinionatedError(f"{option} needs the name of an app.", f"The app's name goes before {option}.")
