"""The AppConfig of the three commands."""

import os

from django.apps import AppConfig


class OpinionatedStartappConfig(AppConfig):
    """Makes the commands known to ``manage.py``, and the audit to ``manage.py check`` where the project wants it."""

    name = "django_opinionated_startapp"
    verbose_name = "Opinionated startapp"

    def ready(self) -> None:
        """Register the system check, if it is turned on; answer a shell, if it asks what can stand next."""
        from .management.checks import register_checks  # noqa: PLC0415  (needs the settings)

        register_checks()
        if "_ARGCOMPLETE" in os.environ:
            from .management.completion import complete  # noqa: PLC0415  (a shell asks seldom)

            complete(os.environ["COMP_LINE"], int(os.environ["COMP_POINT"]))
