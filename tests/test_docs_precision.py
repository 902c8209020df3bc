"""docs/precision.md is what benchmarks/precision.py makes of the verdicts."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def precision(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    yield importlib.import_module("precision")
    for name in ("precision", "audit"):
        sys.modules.pop(name, None)


def test_the_page_is_what_the_verdicts_say(precision: ModuleType) -> None:
    assert (ROOT / "docs" / "precision.md").read_text(encoding="utf-8") == precision.page(precision.stored())


def test_each_verdict_is_one_of_three_and_has_a_reason_where_it_is_not_true(precision: ModuleType) -> None:
    verdicts = precision.stored()["verdicts"]
    assert len(verdicts) >= 300
    assert len({precision.key_of(each) for each in verdicts}) == len(verdicts)
    assert all(each["verdict"] in precision.VERDICTS for each in verdicts)
    assert all(bool(each["reason"]) == (each["verdict"] != "true") for each in verdicts)
    assert all(each["version"] == precision.PROJECTS[each["project"]][0] for each in verdicts)


def test_a_sample_is_the_same_each_time_and_takes_turns(precision: ModuleType) -> None:
    finding = {"profile": "default", "rule": "app-cycle", "level": "warning", "path": "a.py"}
    many = [{**finding, "project": "large", "anchor": str(number)} for number in range(40)]
    few = [{**finding, "project": "small", "anchor": "a"}, {**finding, "project": "small", "anchor": "a"}]
    drawn = precision.sample([*many, *few])
    assert drawn == precision.sample([*few, *reversed(many)])
    assert [each["project"] for each in drawn[:3]] == ["large", "small", "large"]
    assert len(drawn) == precision.LARGEST
