"""docs/strangers.md is what benchmarks/strangers.py has seen."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def strangers(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    yield importlib.import_module("strangers")
    for name in ("strangers", "squash", "precision", "audit", "cost"):
        sys.modules.pop(name, None)


def test_the_page_is_what_was_seen(strangers: ModuleType) -> None:
    assert (ROOT / "docs" / "strangers.md").read_text(encoding="utf-8") == strangers.page(strangers.stored())


def test_the_file_holds_projects_that_the_script_names(strangers: ModuleType) -> None:
    names = [each["project"] for each in strangers.stored()["projects"]]
    assert len(names) == len(set(names)) >= 3
    assert set(names) <= {each.project.name for each in strangers.STRANGERS}


def test_an_exit_code_a_traceback_and_a_skip_without_a_reason_are_named(strangers: ModuleType) -> None:
    step = strangers.Step("audit", ("auditapps",), (0, 1))
    assert list(strangers._said(step, strangers.Ran(1, 0.1, 1, "1 warning", ""))) == []
    crash = "Traceback (most recent call last):\n  …\nValueError: no\n"
    assert list(strangers._said(step, strangers.Ran(2, 0.1, 1, "", crash))) == [
        "exit code 2: ValueError: no",
        "a traceback",
    ]
    report = '{\n"summary": {"failures": 1}, "unseen": [{"path": "a.py", "reason": ""}]}'
    assert strangers.unnamed(strangers.Ran(0, 0.1, 1, report, "")) == ["1 rules crashed", "a skip without a reason"]
    left = '{\n"apps": {"a": {"migrations_before": 3, "files": []}}}'
    assert strangers.unsquashed(strangers.Ran(0, 0.1, 1, left, "")) == ["a is left out without a reason"]
    assert strangers.unsquashed(strangers.Ran(0, 0.1, 1, "", "")) == ["no JSON: substring not found"]


LOGGED = """can't reach the server
Traceback (most recent call last):
  File "/site/urls.py", line 7, in fetch
    response = ask()
               ^^^^^
OSError: <object at 0x7f01>

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/site/urls.py", line 9, in fetch
    raise Unreachable(error)
site.Unreachable: <object at 0x7f01>
"""
OURS = f"""{LOGGED}Traceback (most recent call last):
  File "manage.py", line 3, in <module>
    run()
  File "/site/urls.py", line 9, in fetch
    raise Unreachable(error)
site.Unreachable: <object at 0x7f01>
"""


def test_what_a_project_logs_whenever_it_starts_is_not_held_against_a_run(strangers: ModuleType) -> None:
    step = strangers.Step("audit", ("auditapps",))
    started = strangers.Ran(0, 0.1, 1, "", f"{LOGGED}System check identified no issues.\n")
    own = strangers.tracebacks(started)
    assert not strangers.stopped(started)
    assert strangers._own(own) == [
        "writes a traceback whenever it starts, with these tools or without: OSError, site.Unreachable"
    ]
    again = strangers.Ran(0, 0.1, 1, "", LOGGED.replace("0x7f01", "0x9e02"))
    assert list(strangers._said(step, again, own)) == []
    assert list(strangers._said(step, again)) == ["a traceback"]
    for out, error in (("", OURS), (OURS, ""), ("", LOGGED.replace("line 9", "line 8"))):
        assert list(strangers._said(step, strangers.Ran(0, 0.1, 1, out, error), own)) == ["a traceback"]
    assert list(strangers._said(strangers.Step("test", ("test",), theirs=True), again)) == []
    assert strangers._own(strangers.tracebacks(strangers.Ran(0, 0.1, 1, "fine", ""))) == []


def test_a_project_that_cannot_start_is_told_from_one_in_which_check_finds_something(strangers: ModuleType) -> None:
    assert strangers.stopped(strangers.Ran(1, 0.1, 1, "", LOGGED))
    found = f"{LOGGED}SystemCheckError: System check identified some issues:\nERRORS:\n"
    assert not strangers.stopped(strangers.Ran(1, 0.1, 1, "", found))


def test_a_refusal_is_a_sentence(strangers: ModuleType) -> None:
    refused = strangers.Ran(1, 0.1, 1, "", "CommandError: Not by me.\nDo it by hand.\n")
    step = strangers.Step("install", (), refusable=True)
    assert strangers.refusal(step, refused) == "Not by me."
    assert list(strangers._said(step, refused)) == []
    assert list(strangers._said(strangers.Step("install", ()), refused)) == ["exit code 1: Do it by hand."]


def test_what_changes_in_a_folder_is_seen(strangers: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "link").symlink_to("a.txt")
    known: dict[tuple[str, int, int], str] = {}
    before = strangers.digests(tmp_path, known)
    assert sorted(before) == ["a.txt", "link"]
    assert strangers.digests(tmp_path, known) == before
    (tmp_path / "a.txt").write_text("two, which is longer")
    assert strangers.digests(tmp_path, known) != before


def test_what_is_left_in_the_home_is_seen_once(strangers: ModuleType, tmp_path: Path) -> None:
    for name in ("home/.config/tool", "tmp/one"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "home" / "link").symlink_to(tmp_path / "tmp")
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "manage.py").write_text("print('ran')")
    place = strangers.Place(strangers.STRANGERS[0], sys.executable, tmp_path / "copy", tmp_path, tmp_path, {})
    first, second = (place.take(strangers.Step(name, ())) for name in ("first", "second"))
    assert (first.code, first.out) == (second.code, second.out) == (0, "ran\n")
    left = [".config was left in home", "link was left in home", "one was left in tmp"]
    assert [cell["problems"] for cell in place.cells] == [left, []]
