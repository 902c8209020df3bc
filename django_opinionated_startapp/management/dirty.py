"""The option ``--allow-dirty`` of all three commands. Light: every start reads it; ``uncommitted`` does the work."""

from argparse import ArgumentParser


def add_allow_dirty(parser: ArgumentParser) -> None:
    """Add the option."""
    parser.add_argument(
        "--allow-dirty",
        action="store_true",
        help="Edit, overwrite and delete files although they have changes that git does not have yet.",
    )
