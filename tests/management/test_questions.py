import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management.base import BaseCommand

from django_opinionated_startapp.changes import ChangeSet, Create, Replace
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.management.questions import Questioner

from .conftest import Project, _environment

Answer = Callable[..., io.StringIO]


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Return a function that prepares answers; what is asked appears in the text that it returns."""

    def prepare(*answers: str | BaseException) -> io.StringIO:
        left: Iterator[str | BaseException] = iter((*answers, EOFError()))

        def reply() -> str:
            given = next(left)
            if isinstance(given, BaseException):
                raise given
            return given

        monkeypatch.setattr("builtins.input", reply)
        return asked

    asked = io.StringIO()
    return prepare


def questioner(asked: io.StringIO, *, interactive: bool = True) -> Questioner:
    return Questioner(BaseCommand(stderr=asked, no_color=True), interactive=interactive)


@pytest.mark.parametrize("end", [EOFError(), KeyboardInterrupt()])
def test_no_answer_ends_the_command(answer: Answer, end: BaseException) -> None:
    asked = answer(end)
    with pytest.raises(OpinionatedError, match=r"There was no answer\.\nNothing was changed\."):
        questioner(asked).ask("Name: ")
    assert asked.getvalue() == "Name: \n"


def test_each_conflict_is_settled(answer: Answer, tmp_path: Path) -> None:
    for name in ("a", "b", "edited"):
        (tmp_path / name).write_text("old")
    (tmp_path / "folder").mkdir()
    a, b, folder, new = (Create(tmp_path / name, b"new") for name in ("a", "b", "folder", "new"))
    edited = Replace(tmp_path / "edited", b"before", b"after")
    changes = ChangeSet(tmp_path, (a, b, folder, new, edited))
    asked = answer("y", "n")
    settled = questioner(asked).settle(changes, changes.conflicts(), tmp_path)
    # What cannot be overwritten is nobody's to decide: it stays in the plan, and apply refuses it.
    assert settled.changes == (Replace(a.path, b"old", b"new"), folder, new, edited)
    assert asked.getvalue() == "".join(
        f"{name} exists already with other content. Overwrite it? [y/N] " for name in ("a", "b")
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_at_a_terminal(project: Project) -> None:
    import pty  # noqa: PLC0415  (not there on Windows)
    import subprocess  # noqa: PLC0415

    project.write({"orders/data.py": "own = 1\n"})
    ours, theirs = pty.openpty()
    os.write(ours, b"\norders\nOrder title:str\n\ny\ny\nn\n")
    done = subprocess.run(
        [sys.executable, "manage.py", "startpatternapp", "--only", "data"],
        cwd=project.root,
        env=_environment(),
        stdin=theirs,
        capture_output=True,
        text=True,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert "orders/data.py exists already with other content. Overwrite it? [y/N] " in done.stderr
    assert "Without questions: python manage.py startpatternapp orders --pattern oep49 --model " in done.stderr
    # The plan was shown before it was agreed to, and is not told again.
    assert done.stdout == ""
    assert "Written: 7 files." in done.stderr
    assert (project.root / "orders" / "models.py").exists()
    assert "orders" in project.tree()["config/settings.py"].decode()
    assert project.tree()["orders/data.py"] == b"own = 1\n"


def test_a_plan_is_confirmed_or_nothing_is_changed(answer: Answer) -> None:
    asked = answer("yes", "")
    questioner(asked).confirm("Take back the rest of the app?")
    with pytest.raises(OpinionatedError) as caught:
        questioner(asked).confirm("Take back the rest of the app?")
    assert caught.value.args == ("Nothing was changed.", "")
    assert asked.getvalue() == 2 * "Take back the rest of the app? [y/N] "
