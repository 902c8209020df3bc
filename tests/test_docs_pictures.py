"""The pictures of the terminal are those that the script draws, and each stands on a page."""

from pathlib import Path

import pytest

from .pages import DOCS, script

PICTURES = script("pictures")


def test_each_picture_is_there_and_stands_on_a_page() -> None:
    drawn = {path.stem for path in PICTURES.PICTURES.glob("*.svg")}
    assert drawn == {*PICTURES.DRAWN}
    pages = "".join(page.read_text(encoding="utf-8") for page in DOCS.glob("*.md"))
    for name, (_before, command) in PICTURES.DRAWN.items():
        assert f"](pictures/{name}.svg)" in pages
        picture = (PICTURES.PICTURES / f"{name}.svg").read_text(encoding="utf-8")
        assert command.split()[1] in picture
        assert "Traceback" not in picture


def test_a_picture_shows_what_was_printed_in_its_colours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PICTURES, "PICTURES", tmp_path)
    PICTURES.draw("one", "./manage.py check", "half\rwhole\n\x1b[31mred\x1b[0m\n")
    picture = (tmp_path / "one.svg").read_text(encoding="utf-8")
    assert "whole" in picture
    assert "half" not in picture
    assert "\x1b" not in picture
    assert ">red<" in picture
