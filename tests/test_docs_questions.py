"""docs/questions.md: what the wizard asks and shows, and the lines for shells."""

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from django_opinionated_startapp.management.base import OpinionatedCommand

PAGE = (Path(__file__).parent.parent / "docs" / "questions.md").read_text(encoding="utf-8")
TRANSCRIPT = re.search("```text\n(.*?)```", PAGE, re.DOTALL)
# What the page shows somebody typing, in the order of the questions.
ANSWERS = ("", "apps.orders", "Order title:str owner:user", "", "n", "y")


def test_the_commands_of_the_page_are_those_of_the_tests_and_of_the_extra() -> None:
    assert "".join(re.findall("```console\n(.*?)```", PAGE, re.DOTALL)).splitlines() == [
        "./manage.py startpatternapp --only data",
        'python -m pip install "django-opinionated-startapp[completion]"',
    ]


@pytest.mark.usefixtures("at_a_terminal")
def test_the_questions_are_those_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said, answers = io.StringIO(), iter(ANSWERS)

    def answer() -> str:
        given = next(answers)
        said.write(f"{given}\n")
        return given

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["manage.py", "startpatternapp"])
    printed = io.StringIO()
    call_command("startpatternapp", only=["data"], no_color=True, stdout=printed, stderr=said)
    assert TRANSCRIPT
    assert said.getvalue().startswith(TRANSCRIPT[1])
    assert printed.getvalue() == ""  # the plan has been shown, and is not listed once more
    assert (tmp_path / "apps/orders/data.py").is_file()


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OpinionatedCommand, "can_ask", lambda *_: True)


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_the_lines_for_bash_are_bash() -> None:
    (lines,) = re.findall("```bash\n(.*?)```", PAGE, re.DOTALL)
    scripts = Path(sys.executable).parent
    done = subprocess.run(
        [shutil.which("bash") or "", "--norc", "-e", "-c", f"{lines}\ncomplete -p manage.py"],
        env={"PATH": f"{scripts}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert "_python_argcomplete manage.py" in done.stdout, done.stderr
