"""Plan with a fault at every place that asks the system: ``python -m tests.hostile.planning STEP COMMAND WORD…``.

The command plans twice without a fault: so that all is imported, and to learn the places, which are the ways by which
our own code comes to such a call. Then children plan again, one for each place, where the first call fails; STEP is
how many places lie between those where one does. Nothing is ever written. Prints a row of JSON for each child.
"""

import errno
import io
import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management import CommandError, execute_from_command_line

from django_opinionated_startapp.changes import ChangeSet
from django_opinionated_startapp.management.base import OpinionatedCommand
from tests.changes.trees import snapshot, touches_disk

ROOT = Path.cwd()
OURS = str(Path(sys.modules["django_opinionated_startapp"].__path__[0]))
LIBRARY = str(Path(os.__file__).parent)
# Functions that ask the system for nothing which it could refuse, or that clear up.
TAME = {
    "WEXITSTATUS",
    "WIFSIGNALED",
    "WIFSTOPPED",
    "WTERMSIG",
    "WSTOPSIG",
    "_exit",
    "close",
    "cpu_count",
    "getpid",
    "getuid",
    "kill",
}
TAME |= {"isatty", "flush", "putenv", "strerror", "umask", "unsetenv", "waitpid", "waitstatus_to_exitcode", "closed"}
HANDLE = OpinionatedCommand.handle


class _PlannedError(BaseException):
    """The plan stands, and would be written now."""


def _stop(changes: ChangeSet) -> None:
    sys.setprofile(None)
    raise _PlannedError(changes.diff())


def _is_ours(frame: FrameType | None) -> bool:
    """Tell whether the first frame outside of Python's library is of ours, and no module is being imported."""
    while frame:
        name = frame.f_code.co_filename
        if name.startswith("<frozen importlib"):
            return False
        if not name.startswith(("<", LIBRARY)) or "site-packages" in name:
            return name.startswith(OURS)
        frame = frame.f_back
    return False


def _place(frame: FrameType | None, function: str) -> tuple[object, ...]:
    """Return by which lines of ours the call is reached; how changes look at files is one place for each that asks."""
    lines: list[object] = [function]
    while frame:
        name = frame.f_code.co_filename
        if name.startswith(OURS) and f"{os.sep}changes{os.sep}" not in name:
            lines.append(f"{name.removeprefix(OURS)}:{frame.f_lineno}")
        frame = frame.f_back
    return tuple(lines)


@contextmanager
def _watched(place: tuple[object, ...] = (), error: OSError | None = None) -> Iterator[dict[tuple[object, ...], None]]:
    """Yield the places that are come by; raise ``error`` at the first call of ``place``."""
    places: dict[tuple[object, ...], None] = {}

    def watch(frame: FrameType, event: str, function: object) -> None:
        name = getattr(function, "__name__", "")
        if event != "c_call" or not (touches_disk(function) or name == "fork_exec"):
            return
        stream = getattr(function, "__self__", None)
        if name in TAME or isinstance(stream, io.StringIO | io.BytesIO) or not _is_ours(frame):
            return
        found = _place(frame, name)
        places[found] = None
        if found == place and error:
            raise error

    sys.setprofile(watch)
    try:
        yield places
    finally:
        sys.setprofile(None)


def handle(command: OpinionatedCommand, **options: Any) -> None:  # noqa: ANN401 - as Django declares it
    """Take the place of ``OpinionatedCommand.handle``: plan again and again."""
    ChangeSet.apply = _stop  # type: ignore[method-assign]
    before = snapshot(ROOT)
    _planned(command, options)
    with _watched() as places:
        whole = _planned(command, options)
    assert whole["plan"], whole
    errors = cycle([OSError(code, os.strerror(code)) for code in (errno.EACCES, errno.EIO)])
    for place, error in zip([*places][:: int(sys.argv[1])], errors, strict=False):
        reading, writing = os.pipe()
        if not os.fork():
            with _watched(place, error):
                row = _planned(command, options)
            os.write(writing, json.dumps(row).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as stream:
            row = json.loads(stream.read())
        os.wait()
        plan, same = row.pop("plan"), snapshot(ROOT) == before
        row |= {"place": place, "error": repr(error), "planned": plan == whole["plan"], "other": plan, "same": same}
        print(json.dumps({**row, "other": "" if row["planned"] else plan}), flush=True)  # noqa: T201 - to the test


def _planned(command: OpinionatedCommand, options: dict[str, Any]) -> dict[str, Any]:
    out, err = io.StringIO(), io.StringIO()
    command.stdout._out, command.stderr._out = out, err  # type: ignore[attr-defined]
    row: dict[str, Any] = {"plan": "", "said": "", "trace": ""}
    try:
        HANDLE(command, **options)
    except _PlannedError as planned:
        row["plan"] = str(planned)
    except CommandError as refusal:
        row["said"] = str(refusal)
    except BaseException:  # noqa: BLE001 - the test says what is wrong with it
        row["trace"] = traceback.format_exc()
    return {**row, "err": err.getvalue(), "out": out.getvalue()}


if __name__ == "__main__":
    OpinionatedCommand.handle = handle  # type: ignore[method-assign]
    execute_from_command_line(["manage.py", *sys.argv[2:]])
