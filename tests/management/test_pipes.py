"""Commands whose output nobody reads to the end, and those that meet an error nobody has expected."""

import errno
import os
import subprocess
import sys

import pytest

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.management.pipes import ending_plainly

from .conftest import Project, _environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other pipes")


@pytest.mark.parametrize(
    "command",
    [
        ("manage.py", "startpatternapp", "--list"),
        ("manage.py", "auditapps", "--list-rules"),
        ("-m", "django_opinionated_startapp", "auditapps", "--list-rules"),
    ],
)
def test_they_end_in_silence(project: Project, command: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, *command],
        cwd=project.root,
        env=_environment(),
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def test_without_any_standard_output_nothing_is_flushed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with ending_plainly():
        pass


def test_an_error_of_the_system_is_told() -> None:
    with pytest.raises(OpinionatedError) as caught, ending_plainly():
        raise PermissionError(errno.EACCES, "Permission denied", "a\x1b")
    assert caught.value.message == (
        "The system refuses something that is needed: PermissionError: [Errno 13] Permission denied: 'a\\x1b'."
    )
