"""``python -m django_opinionated_startapp startpatternapp …``: the commands where ``manage.py`` can't start."""

import gc
import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.management.base import BaseCommand

_COMMANDS = ("auditapps", "startpatternapp")


def main(arguments: list[str]) -> int:
    """Run the command that ``arguments`` name, and return the exit code for a name that is none."""
    name = arguments[0] if arguments else ""
    if name not in _COMMANDS:
        if name == "squashall":
            sys.stderr.write(
                "squashall runs the project's migrations, so Django has to start.\nRun: manage.py squashall\n"
            )
            return 2
        sys.stderr.write(f"Usage: python -m django_opinionated_startapp {{{','.join(_COMMANDS)}}} …\n")
        return 2
    if name == "auditapps":
        from .management.audit import main as audit  # noqa: PLC0415  (the one command that does without Django)

        return audit(arguments[1:])
    module = import_module(f"django_opinionated_startapp.management.commands.{name}")
    command: BaseCommand = module.Command()
    command.run_from_argv(["python -m django_opinionated_startapp", *arguments])
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    gc.freeze()  # so that the interpreter doesn't search a whole project's facts for garbage before it ends
    sys.exit(code)
