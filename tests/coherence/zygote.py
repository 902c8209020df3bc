"""A script and no test: a process that has imported what commands import, and forks for each, since starts cost.

It reads orders from standard input, one JSON document a line, and answers each with the exit status of its command.
A command sees what it would see in a process of its own: Django is not set up, and no module of the project is loaded.
"""

import gc
import json
import os
import runpy
import sys
import traceback
import warnings
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import Any

FIRST = (
    "black",
    "jinja2.sandbox",
    "django.contrib.admin.options",
    "django.core.management.commands.makemigrations",
    "django.core.management.commands.migrate",
    "django.core.management.commands.test",
    "django.db.backends.sqlite3.base",
    "django.template.loader",
    "django.test.client",
    "django.views.defaults",
    "django_opinionated_startapp.audit.run",
    "django_opinionated_startapp.management.generate",
    "django_opinionated_startapp.management.upgrading",
    "django_opinionated_startapp.scaffold.build",
    "django_opinionated_startapp.squash.squashall",
)
STAGE = "django_opinionated_startapp.scaffold.stage"


class Understudy:
    """A process that waits for the plan of one rehearsal; what ``scaffold/rehearse.py`` starts one with Popen for."""

    returncode = 0

    def __init__(self) -> None:
        asked, self._ask = os.pipe()
        self._answer, answers = os.pipe()
        if not os.fork():
            os.dup2(asked, 0)
            os.dup2(answers, 1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            os.closerange(3, 64)
            _play()
        os.close(asked)
        os.close(answers)

    def communicate(self, document: bytes, timeout: float) -> tuple[bytes, bytes]:
        """Return what it answers, and nothing of what it says besides."""
        assert timeout
        with os.fdopen(self._ask, "wb") as stream:
            stream.write(document)
        with os.fdopen(self._answer, "rb") as stream:
            return stream.read(), b""

    def kill(self) -> None:
        """Let it go: it ends with the pipe that it reads from."""

    def __enter__(self) -> "Understudy":  # noqa: PYI034 - Self is new in 3.11
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Do nothing, since all end with the command."""


def _play() -> None:
    try:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - a descriptor
        # Nobody may need this one.
        if peeked := sys.stdin.buffer.peek(1):
            assert peeked
            warnings.simplefilter("ignore")
            import_module(STAGE).main()
    finally:
        sys.stdout.flush()
        os._exit(0)


def main() -> None:
    """Fork for each order."""
    for name in FIRST:
        import_module(name)
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            _carry_out(json.loads(line))
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _carry_out(order: dict[str, Any]) -> None:
    """Run the command in this process, and end it."""
    modes = (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)
    for number, (path, mode) in enumerate(zip(order["streams"], modes, strict=True)):
        os.dup2(os.open(path, mode), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - a descriptor
    os.chdir(order["root"])
    os.environ.update(order["environment"])
    sys.path[0] = order["root"]
    understudies = [Understudy() for _ in range(order["rehearsals"])]
    rehearse = import_module("django_opinionated_startapp.scaffold.rehearse")
    popen = SimpleNamespace(**vars(rehearse.subprocess))
    popen.Popen = lambda *args, **named: understudies.pop() if understudies else real(*args, **named)
    real = rehearse.subprocess.Popen
    rehearse.subprocess = popen
    os._exit(_status(order["arguments"]))


def _status(arguments: list[str]) -> int:
    """Run what ``arguments`` say of Python's, and return the exit status."""
    try:
        if arguments[0] == "-c":
            sys.argv = ["-c", *arguments[2:]]
            exec(arguments[1], {"__name__": "__main__"})  # noqa: S102 - the tests' own
        elif arguments[0] == "-m":
            sys.argv = arguments[1:]
            runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = arguments
            runpy.run_path(str(Path(arguments[0])), run_name="__main__")
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(end.code)
        return end.code if isinstance(end.code, int) else bool(end.code)
    except BaseException:  # noqa: BLE001 - as Python does in the end
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    main()
