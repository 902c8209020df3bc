"""The gates that packs go through: which apps stand for all, and what is said about those that fail."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from django_opinionated_startapp.pattern import OEP49, PATTERNS, Component, Option, Pattern, PatternFile
from django_opinionated_startapp.scaffold.gates import GateResult, choices, run_gates
from django_opinionated_startapp.scaffold.gates import run as run_module

SMALL = """
name = "small"
summary = "models and their tests"
source = "us"
base = "oep49"
leave_out = ["api", "data", "rest_api", "signals", "tasks", "admin", "readme", "adr"]
"""


def sets(pattern: Pattern) -> list[tuple[str, ...]]:
    return [app.components for app in choices(pattern)]


def test_each_component_is_there_and_missing_once() -> None:
    parts = tuple(Component(name, "") for name in ("one", "two", "tests"))
    assert sets(Pattern("own", "", "", parts, ())) == [
        ("one", "two", "tests"),
        ("two", "tests"),
        ("one", "tests"),
        ("one", "two"),
        ("tests",),
    ]


def test_no_component_is_without_what_it_needs() -> None:
    parts = (Component("one", "", needs=("two",)), Component("two", "", needs=("three",)), Component("three", ""))
    assert sets(Pattern("own", "", "", parts, ())) == [("one", "two", "three"), ("two", "three"), ("three",), ()]


def test_every_value_of_an_option_is_chosen() -> None:
    option = Option("style", "", ("plain", "fancy"))
    apps = choices(Pattern("own", "", "", (Component("one", ""),), (), options=(option,)))
    assert [app.options for app in apps] == [(("style", "plain"),), (("style", "fancy"),)]
    assert len(apps[0].specs) == 2


def test_every_app_has_a_name_of_its_own() -> None:
    names = [app.name for app in choices(OEP49)]
    assert len(set(names)) == len(names) > len(OEP49.components)


def pack(site: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install a pack with the least there can be; return its templates."""
    package, info = site / "small_pattern", site / "small-1.dist-info"
    (package / "templates").mkdir(parents=True)
    info.mkdir()
    (package / "pattern.toml").write_text(text, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: small\nVersion: 1\n", encoding="utf-8")
    points = "[opinionated_startapp.patterns]\nsmall = small_pattern\n"
    (info / "entry_points.txt").write_text(points, encoding="utf-8")
    monkeypatch.syspath_prepend(site)
    PATTERNS.forget()
    return package / "templates"


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return pack(tmp_path / "site", SMALL, monkeypatch)


def states(folder: Path) -> dict[str, str]:
    folder.mkdir()
    results = list(run_gates(PATTERNS["small"], folder))
    assert all(each.detail for each in results if each.state != "passed")
    return {each.name: each.state for each in results}


def test_what_is_good_passes(small: Path, tmp_path: Path) -> None:
    assert small.is_dir()
    found = states(tmp_path / "work")
    skipped = {"OpenAPI schema without a warning": "drf_spectacular", "ruff finds nothing": "ruff"}
    for name, module in skipped.items():
        assert found.pop(name) == ("passed" if find_spec(module) else "skipped")
    assert found == {
        "2 choices of components can be generated": "passed",
        "system checks": "passed",
        "no migration is missing": "passed",
        "migrations": "passed",
        "generated tests": "passed",
        "migrations can be taken back": "passed",
        "the audit of apps finds nothing": "passed",
        "black would change nothing": "passed",
    }


def test_what_cannot_be_generated_fails(small: Path, tmp_path: Path) -> None:
    (small / "models.py.jinja").write_text("{{ nothing }}", encoding="utf-8")
    (tmp_path / "work").mkdir()
    name = "2 choices of components can be generated"
    (result,) = run_gates(PATTERNS["small"], tmp_path / "work")
    assert (result.name, result.state) == (name, "failed")
    assert result.detail.splitlines()[0].endswith("models.py.jinja, line 1: 'nothing' is undefined.")


def test_an_app_without_tests_fails(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("test_models", "factories"):
        (small / "tests").mkdir(exist_ok=True)
        (small / "tests" / f"{name}.py.jinja").write_text('"""Nothing."""\n', encoding="utf-8")
    monkeypatch.setattr(run_module, "_IN_PROJECT", [gate for gate in run_module._IN_PROJECT if gate.tests])
    monkeypatch.setattr(run_module, "_BLACK", run_module.Gate("none", (), "no_such_module"))
    monkeypatch.setattr(run_module, "_RUFF", run_module.Gate("broken", ("-c", "raise SystemExit('broken')")))
    (tmp_path / "work").mkdir()
    results = list(run_gates(PATTERNS["small"], tmp_path / "work"))
    assert GateResult("generated tests", "failed", "There are none.") in results
    assert GateResult("none", "skipped", "no_such_module is not installed") in results
    assert GateResult("broken", "failed", "broken") in results


def test_distributions_are_tested_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "_RUFF", run_module.Gate("none", (), "no_such_module"))
    head, _, _ = SMALL.replace("oep49", "reusable").partition("leave_out")
    text = head + 'leave_out = ["middleware", "checks", "signals", "admin"]'
    pack(tmp_path / "site", text, monkeypatch)
    assert states(tmp_path / "work") == {
        "2 choices of components can be generated": "passed",
        "django-item0: system checks": "passed",
        "django-item0: generated tests": "passed",
        "the audit of django-item0 finds nothing": "passed",
        "django-item0: black would change nothing": "passed",
        "django-item0: none": "skipped",
        "the audit of django-item1 finds nothing": "passed",
        "django-item1: black would change nothing": "passed",
        "django-item1: none": "skipped",
    }


def test_a_project_that_cannot_be_made_fails(small: Path, tmp_path: Path) -> None:
    assert small.is_dir()
    (tmp_path / "work" / "manage.py").mkdir(parents=True)
    (result,) = run_gates(PATTERNS["small"], tmp_path / "work")
    assert result.state == "failed"
    assert PatternFile("models.py") in PATTERNS["small"].files
