"""The budgets of docs/architecture.md hold, and its table is what the script counts."""

import re
from pathlib import Path

import pytest

from .pages import DOCS, read, script

MEASURE = script("measure")


def test_no_module_and_no_function_is_longer_than_it_may_be() -> None:
    assert MEASURE.over_budget() == []


def test_what_is_too_long_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "package"
    package.mkdir()
    long = "def handle():\n" + "    pass\n" * 25 + "\n\ndef other():\n" + "    pass\n" * 50
    (package / "a.py").write_text(long + "x = 1\n" * 300, encoding="utf-8")
    (package / "b.py").write_text("def other():\n" + "    pass\n" * 49, encoding="utf-8")
    monkeypatch.setattr(MEASURE, "ROOT", tmp_path)
    monkeypatch.setattr(MEASURE, "PACKAGE", package)
    assert MEASURE.over_budget() == [
        "package/a.py: 379 lines",
        "package/a.py:1 handle: 26 lines",
        "package/a.py:29 other: 51 lines",
    ]


def test_the_table_is_written_with_its_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "architecture.md"
    page.write_text("# Title\n\n| measured | never | budget |\n", encoding="utf-8")
    monkeypatch.setattr(MEASURE, "PAGE", page)
    MEASURE.main(["--write", "--minutes", "7"])
    MEASURE.main(["--write"])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Title\n\n| measured | 2")
    assert "| the whole matrix, on two cores | 7 minutes |  |\n" in text


def test_the_page_has_every_row_and_a_date(capsys: pytest.CaptureFixture[str]) -> None:
    MEASURE.main([])
    now = capsys.readouterr().out
    page = read("architecture.md")
    assert re.search(r"^\| measured \| \d{4}-\d\d-\d\d \|", page, re.MULTILINE)
    head = [line.split(" | ")[0] for line in now.splitlines()]
    assert head == [line.split(" | ")[0] for line in page[page.index("| measured |") :].splitlines()]


def test_the_modules_that_the_page_names_are_there() -> None:
    rooms = {}
    for room, text in re.findall(
        r"^- \*\*(\w+)\*\*: (.*?)(?=^- |^## )", read("architecture.md"), re.MULTILINE | re.DOTALL
    ):
        rooms[room] = re.findall(r"`([a-z_]+(?:\.py|/))[`<]?", text)
    assert set(rooms) == {"scaffold", "audit", "squash"}
    package = DOCS.parent / "django_opinionated_startapp"
    assert [
        f"{room}/{name}" for room, names in rooms.items() for name in names if not (package / room / name).exists()
    ] == []
