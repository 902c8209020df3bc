"""Run in a project of its own: generates the apps that standard input lists, in one process, since each start costs.

A script and no test: Django is set up with the settings of the project in the working directory.
"""

import json
import os
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from unittest import mock

sys.path[0] = str(Path.cwd())
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"


def main() -> None:
    import django  # noqa: PLC0415  (the settings come first)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from django_opinionated_startapp.scaffold import environment  # noqa: PLC0415

    for app in json.load(sys.stdin):
        # Without some optional packages, as where they are not installed.
        with mock.patch.object(environment, "find_spec", partial(find_but, app["lacks"])):
            call_command(
                "startpatternapp",
                app["module"],
                pattern=app["pattern"],
                models=app["models"],
                only=app["only"],
                common=app["common"],
                interactive=False,
                verbosity=0,
                **dict(app["options"]),
            )


def find_but(lacks: list[str], name: str) -> object:
    return None if name in lacks else find_spec(name)


main()
