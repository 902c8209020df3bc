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
    for name in ("strangers", "squash", "precision", "audit"):
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
