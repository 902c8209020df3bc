"""The tutorial: every step is taken as it stands there, and every output is what the command prints."""

import sys
from pathlib import Path

import pytest

from .pages import read, script

PLAY = script("play")
PAGE = """
In a file, `notes.txt`:

```python
one
three
```

In `notes.txt`, below `one`:

```python
two
```

and in `notes.txt`,
instead of `three`:

```python
four
```

At the end of `notes.txt`:

```python
five
```

```console
echo not shown
cat notes.txt
```

```text
one
…
five
```

```console
echo Ran 3 tests in 0.2s; exit 1
```

```text
Ran 12 tests in 11.123s
```

What follows is not what it prints.

```text
It is not.
```
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the tutorial is written for a POSIX shell")
def test_every_step_of_the_tutorial_comes_to_what_it_shows(tmp_path: Path) -> None:
    page = read("tutorial.md")
    played = []
    for each in PLAY.play(page, tmp_path.resolve()):
        assert PLAY.faults(each) == ""
        played.append(each.command)
    assert {line.split()[1] for line in played if line.startswith("./manage.py")} >= {
        "startpatternapp",
        "auditapps",
        "squashall",
    }
    blocks = page.count("\n```") // 2
    changes = sum(bool(step.path) for step in PLAY.steps(page))
    shown = sum(step.shown is not None for step in PLAY.steps(page))
    # Nothing stands there that is neither run, written nor compared.
    assert blocks == sum(bool(step.commands) for step in PLAY.steps(page)) + changes + shown


@pytest.mark.skipif(sys.platform == "win32", reason="pages are written for a POSIX shell")
def test_a_page_is_played_as_it_says(tmp_path: Path) -> None:
    unshown, cat, counted = PLAY.play(PAGE, tmp_path)
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "one\ntwo\nfour\nfive\n"
    assert (unshown.step, unshown.output) == (None, "not shown\n")
    assert [PLAY.faults(each) for each in (unshown, cat, counted)] == ["", "", ""]


@pytest.mark.skipif(sys.platform == "win32", reason="pages are written for a POSIX shell")
def test_a_page_that_says_something_else_is_at_fault(tmp_path: Path) -> None:
    _, cat, counted = PLAY.play(PAGE.replace("…\nfive", "six").replace("12 tests", "12 tasks"), tmp_path)
    assert "-six\n+two\n+four\n+five\n" in PLAY.faults(cat)
    assert PLAY.faults(counted)
    (failed,) = PLAY.play("```console\nexit 3\n```\n", tmp_path)
    assert PLAY.faults(failed) == "exit 3\n"


@pytest.mark.skipif(sys.platform == "win32", reason="pages are written for a POSIX shell")
def test_pages_are_filled_with_what_their_commands_print(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE.replace("…\nfive", "six"), encoding="utf-8")
    PLAY.main([str(page)])
    assert page.read_text(encoding="utf-8") == PAGE.replace("…\n", "two\nfour\n")
    assert "1 echo Ran 3 tests" in capsys.readouterr().err
