"""Run a command whose every call to write fails once: ``python -m tests.hostile.faults STEP (manage|audit) WORD…``.

The command plans once. Where it would write, children go on from there, one for each call that has to do with writing,
which fails in that child; STEP is how many calls lie between those that do. Prints a row of JSON for each child.
"""

import errno
import json
import os
import shutil
import sys
import tempfile
from itertools import count, cycle
from pathlib import Path

from django.core.management import execute_from_command_line

from django_opinionated_startapp.__main__ import main
from django_opinionated_startapp.changes import ChangeSet
from tests.changes.trees import files, snapshot, strike

WRITING = (*("open", "write", "rename", "replace", "link", "unlink"), *("mkdir", "rmdir", "fsync", "chmod", "chown"))
CODES = (errno.ENOSPC, errno.EACCES, errno.EIO)
ROOT = Path.cwd()
APPLY = ChangeSet.apply


def apply(changes: ChangeSet) -> None:
    """Take the place of ``ChangeSet.apply``: return in children only."""
    backup = Path(tempfile.mkdtemp())
    shutil.copytree(ROOT, backup, symlinks=True, dirs_exist_ok=True)
    errors = cycle([*(OSError(code, os.strerror(code)) for code in CODES), KeyboardInterrupt()])
    for number in count(1, int(sys.argv[1])):
        before, error = snapshot(ROOT), next(errors)
        reading, writing = os.pipe()
        sys.stdout.flush()
        if not (child := os.fork()):
            os.dup2(writing, 1)
            os.dup2(writing, 2)
            os.close(reading)
            _faulty(changes, number, error)
            return
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as stream:
            said = stream.read()
        os.waitpid(child, 0)
        same = snapshot(ROOT) == before
        found = {} if same else {name: content.hex() for name, content in files(ROOT).items()}
        row = {"number": number, "error": repr(error), "same": same, "files": found, "said": said}
        print(json.dumps(row), flush=True)  # noqa: T201 - to the test
        if "nothing struck" in said:
            break
        if not same:
            _restore(backup)
    shutil.rmtree(backup)
    os._exit(0)


def _faulty(changes: ChangeSet, number: int, error: BaseException) -> None:
    with strike(number, error, only=WRITING) as calls:
        APPLY(changes)
    if len(calls) < number:
        os.write(1, b"nothing struck\n")


def _restore(backup: Path) -> None:
    for path in ROOT.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    shutil.copytree(backup, ROOT, symlinks=True, dirs_exist_ok=True)


if __name__ == "__main__":
    ChangeSet.apply = apply  # type: ignore[method-assign]
    door, *arguments = sys.argv[2:]
    if door == "manage":
        execute_from_command_line(["manage.py", *arguments])
    else:
        sys.exit(main(["auditapps", *arguments]))
