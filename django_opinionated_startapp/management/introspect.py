"""Django, set up for a look at its registry."""

from pathlib import Path

from django.conf import settings

from ..conf import SETTING
from ..errors import OpinionatedError
from .boot import boot


def chosen_in_settings(root: Path) -> object:
    """Set Django up if it is not, and return the project's OPINIONATED_STARTAPP, None if it has none.

    Raises ``OpinionatedError`` if it can't be set up.
    """
    state = boot(root)
    if not state.booted:
        raise OpinionatedError(
            f"Django can't be set up: {state.trouble}.", "Without --introspect the audit does without it."
        )
    chosen: object = getattr(settings, SETTING, None)
    return chosen
