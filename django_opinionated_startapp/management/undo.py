"""Options of ``startpatternapp --undo``. Light: every start of the command reads this; ``undoing`` does the work."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ..errors import OpinionatedError

if TYPE_CHECKING:
    from argparse import _ActionsContainer


def add_undo_arguments(options: "_ActionsContainer") -> None:
    """Add the options."""
    options.add_argument(
        "--undo",
        action="store_true",
        help="Take a generated app back: the files that nobody has edited, and the lines that were added for it.",
    )
    options.add_argument(
        "--ignore-databases",
        action="store_true",
        help="With --undo: don't ask the databases whether migrations of the app are applied.",
    )


def check_undo_options(options: dict[str, Any], others: Iterable[str], given: Callable[..., list[str]]) -> None:
    """Refuse what does not go with ``--undo``: the options ``others``; ``given`` says how they were written."""
    if options["ignore_databases"] and not options["undo"]:
        raise OpinionatedError("--ignore-databases goes with --undo.", "Leave it out.")
    clash = given(options, ("directory", "force", "upgrade", *others)) if options["undo"] else []
    if clash:
        raise OpinionatedError(
            f"--undo and {clash[0]} can't go together.", "The manifest knows what was made; what was edited is kept."
        )
    if options["undo"] and not options["name"]:
        raise OpinionatedError("--undo needs the name of an app.", "Write: manage.py startpatternapp orders --undo")
