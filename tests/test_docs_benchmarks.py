"""docs/benchmarks.md is what benchmarks/run.py makes of the figures that it keeps."""

import argparse
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    yield importlib.import_module("run")
    for name in ("run", "startapp", "start_up"):
        sys.modules.pop(name, None)


def test_the_page_shows_the_figures_that_are_kept(run: ModuleType) -> None:
    figures = run.stored()
    assert set(figures) >= {"startapp", "start-up", "audit", "squash"}
    text = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert text == run.page(figures)
    for rival in ("startapp", "Rails", "import-linter", "tach", "ruff", "django-arch-check", "squashmigrations"):
        assert rival in text
    for page in run.PAGES.values():
        assert f"]({page})" in text


def test_the_ratios_are_those_of_the_other_pages(run: ModuleType) -> None:
    for name in run.PAGES:
        found = run.gathered(name)
        assert found["made"]
        assert all(len({len(row) for row in rows}) == 1 and len(rows) > 1 for rows in found["tables"].values())
    (rows,) = run.gathered("audit")["tables"].values()
    assert {"auditapps, cold", "tach, cold"} <= {row[0] for row in rows}
    assert len(run.gathered("squash")["tables"]) == 2


def test_figures_taken_anew_leave_what_was_written_by_hand(run: ModuleType) -> None:
    page = "# T\n\n| a |\n\n2026-01-01; old.\n\n## By hand\n"
    assert (
        run.renewed(page, "# T\n\n| b |\n\n2026-02-02; new.\n") == "# T\n\n| b |\n\n2026-02-02; new.\n\n## By hand\n"
    )
    assert run.renewed("nothing yet", "# T\n") == "# T\n"


def test_a_goal_that_is_missed_is_said(run: ModuleType) -> None:
    taken = {"startapp": [1.0, 1.0], "startpatternapp": [1.8, 2.0], "startpatternapp --install": [2.7, 4.0]}
    text = run.page({"startapp": {"taken": taken, "made": "today"}})
    assert "| startpatternapp | 1.80 | 1.80 x | 1.7 x | no | 2.00 | 2.00 x |" in text
    assert "| startpatternapp --install | 2.70 | 2.70 x | 2.8 x | yes | 4.00 | 4.00 x |" in text


def test_one_command_writes_figures_and_page(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which scripts are run, with what, and that their pages are renewed."""
    asked = []

    def answer(command: list[str], **_: object) -> "subprocess.CompletedProcess[str]":
        asked.append([Path(command[1]).name, *command[2:]])
        return subprocess.CompletedProcess(command, 0, stdout=(ROOT / "docs" / run.PAGES["audit"]).read_text())

    for name in run.PAGES.values():
        (tmp_path / name).write_text((ROOT / "docs" / name).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(run, "DOCS", tmp_path)
    monkeypatch.setattr(run, "PAGE", tmp_path / "benchmarks.md")
    monkeypatch.setattr(run, "FIGURES", tmp_path / "figures.json")
    monkeypatch.setattr(run.subprocess, "run", answer)
    monkeypatch.setattr(run.startapp, "medians", lambda _rounds, **_: {"startapp": run.startapp.Taken(1.0, 2.0)})
    monkeypatch.setattr(run.start_up, "figures", lambda _: {"help": {"without": 1.0, "with": 1.0, "modules": 3}})
    only = run.chosen("startapp,audit,precision")
    run.main(argparse.Namespace(only=only, quick=True, keep=tmp_path / "kept", page=False))
    kept = tmp_path.resolve() / "kept"
    assert asked == [
        ["audit.py", "--keep", str(kept / "audit"), "--markdown", "--rounds", "1"],
        ["precision.py", "--keep", str(kept / "precision")],
    ]
    figures = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert set(figures) == {"startapp", "audit", "squash"}
    assert (tmp_path / "benchmarks.md").read_text(encoding="utf-8") == run.page(figures)
    assert capsys.readouterr().out.split() == ["startapp", "…", "audit", "…", "precision", "…"]


def test_a_part_that_there_is_not(run: ModuleType) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="no part is called squish; there are startapp, "):
        run.chosen("audit,squish")
