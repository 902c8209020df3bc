"""``manage.py auditapps``: looks at the project's apps and says where they leave their patterns."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from ... import __version__
from ...errors import OpinionatedError
from ...wording import printable_lines
from ..audit_options import EXIT_CODES, add_arguments
from ..where import here


class Command(BaseCommand):
    """Audit the project; the door for a Django that starts."""

    help = (
        f"Looks at the project's apps, without importing them, and says where they leave their patterns. {EXIT_CODES}"
    )
    requires_system_checks: list[str] = []  # noqa: RUF012  (declared so by Django)

    def get_version(self) -> str:
        """Return the version of this package."""
        return __version__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options of the audit to Django's own."""
        add_arguments(parser)

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401  (declared so by Django)
        """Run the audit; the exit code is 2 for what the user can mend, else that of the audit."""
        from ..audit import Streams, run  # noqa: PLC0415  (--help needs none of it)
        from ..introspect import chosen_in_settings  # noqa: PLC0415
        from ..pipes import ending_plainly  # noqa: PLC0415

        streams = Streams.of(options, self.stdout, self.stderr)
        by_source = options["watch"] or options["fix"] or options["diff"]  # the registry of a process does not change
        wanted = apps.ready and not by_source
        introspect = wanted if options["introspect"] is None else options["introspect"]
        try:
            with ending_plainly():
                code = run(options, streams, here(), chosen_in_settings if introspect else None)
        except OpinionatedError as error:
            raise CommandError(printable_lines(str(error)), returncode=2) from error
        if code:
            sys.exit(code)
