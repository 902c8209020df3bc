"""Options of ``startpatternapp --upgrade``. Light, as every start reads this; ``upgrading`` does the work."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ..errors import OpinionatedError

if TYPE_CHECKING:
    from argparse import _ActionsContainer


def add_upgrade_arguments(options: "_ActionsContainer") -> None:
    """Add the options."""
    options.add_argument(
        "--upgrade",
        action="store_true",
        help="Merge what the templates have become since into the app, or into every app that has a manifest.",
    )
    options.add_argument(
        "--check", action="store_true", help="With --upgrade: only say which apps are behind, by the exit code too."
    )


def check_upgrade_options(options: dict[str, Any], others: Iterable[str], given: Callable[..., list[str]]) -> None:
    """Refuse what does not go with ``--upgrade``: the options ``others``; ``given`` says how they were written."""
    if options["check"] and not options["upgrade"]:
        raise OpinionatedError("--check goes with --upgrade.", "Write: manage.py startpatternapp --upgrade --check")
    clash = given(options, ("directory", "force", *others)) if options["upgrade"] else []
    if clash:
        raise OpinionatedError(
            f"--upgrade and {clash[0]} can't go together.",
            "An app is upgraded with the answers that it was made with.",
        )
