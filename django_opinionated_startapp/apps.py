"""The AppConfig of the three commands. Every start of Django comes by here, so little is imported."""

import os
import re
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from .pyproject import nearest_pyproject

# A table of ours in pyproject.toml, or one that is misspelt; the name of this package among others says nothing.
_OURS = re.compile(rb"(?<!django[-_.])opinion|(?<!opinionated[-_.])start.?app", re.IGNORECASE)


class OpinionatedStartappConfig(AppConfig):
    """Makes the commands known to ``manage.py``, and the audit to ``manage.py check`` where the project wants it."""

    name = "django_opinionated_startapp"
    verbose_name = "Opinionated startapp"

    def ready(self) -> None:
        """Register the system check, if it is turned on; answer a shell, if it asks what can stand next."""
        if _has_choices():
            from .management.checks import register_checks  # noqa: PLC0415  (reads the configuration)

            register_checks()
        if "_ARGCOMPLETE" in os.environ:
            from .management.completion import complete  # noqa: PLC0415  (a shell asks seldom)

            complete(os.environ["COMP_LINE"], int(os.environ["COMP_POINT"]))


def _has_choices() -> bool:
    """Tell whether the project may have chosen something: what it is takes longer to find out."""
    if getattr(settings, "OPINIONATED_STARTAPP", None) is not None:
        return True
    try:
        path = nearest_pyproject(Path.cwd().resolve())
        return path is not None and _OURS.search(path.read_bytes()) is not None
    except OSError:  # no reason to keep Django from starting
        return False
