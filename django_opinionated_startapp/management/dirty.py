"""The option ``--allow-dirty`` of all three commands. Light: every start reads it; ``uncommitted`` does the work."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import _ActionsContainer


def add_allow_dirty(options: "_ActionsContainer") -> None:
    """Add the option to a parser, or to a group of its options."""
    options.add_argument(
        "--allow-dirty",
        action="store_true",
        help="Edit, overwrite and delete files although they have changes that git does not have yet.",
    )
