"""Which rules there are, and which are refused."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from django_opinionated_startapp.audit.finding import Place, Severity
from django_opinionated_startapp.audit.project import App
from django_opinionated_startapp.audit.registry import find_rule, load_rules
from django_opinionated_startapp.audit.rule import Rule
from django_opinionated_startapp.errors import OpinionatedError

from .trees import read_project, write_tree

RULE = '''
    from django_opinionated_startapp.audit.finding import Severity
    from django_opinionated_startapp.audit.rule import Rule

    class Own(Rule):
        """It finds what only this project knows, which is bad for reasons that only this project knows, too."""

        code = "{code}"
        name = "{name}"
        severity = Severity.ERROR
        bad = {{"a.py": ""}}
        good = {{"a.py": ""}}
        aliases = ("{alias}",)
    '''
WHOLE = {"code": "OWN001", "name": "own-rule", "alias": "our-own"}


@pytest.fixture(autouse=True)
def _own_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.startswith("house"):
            del sys.modules[name]


def own(tmp_path: Path, source: str = RULE, file: str = "own_rule", **parts: str) -> str:
    write_tree(tmp_path, {"house/__init__.py": "", f"house/{file}.py": source.format(**{**WHOLE, **parts})})
    return f"house.{file}"


def test_the_built_in_rules_are_sorted_by_code_and_know_their_topic() -> None:
    rules = load_rules()
    assert [rule.code for rule in rules] == sorted(rule.code for rule in rules)
    assert find_rule("squash-due", rules).topic == "migrations"


def test_a_rule_is_found_by_code_name_and_alias(tmp_path: Path) -> None:
    rules = load_rules((own(tmp_path),))
    for name in ("OWN001", "own001", "own-rule", "our-own"):
        assert find_rule(name, rules).name == "own-rule"
    with pytest.raises(OpinionatedError, match="no rule 'squash-du'") as caught:
        find_rule("squash-du", rules)
    assert caught.value.hint == "Did you mean squash-due?"


def test_a_package_of_rules_is_walked_and_a_module_may_be_named_twice(tmp_path: Path) -> None:
    module = own(tmp_path)
    rules = load_rules(("house", module))
    assert [rule.name for rule in rules if rule.topic == "house"] == ["own-rule"]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"code": "x1"}, "has the code 'x1'"),
        ({"code": ""}, "has no code"),
        ({"name": "other-rule"}, "is called 'other-rule'"),
        ({"code": "MG002"}, "Two rules are called 'MG002'"),
        ({"alias": "Squash-Due"}, "Two rules are called '.quash-.ue'"),
    ],
)
def test_what_is_not_whole_or_not_unique_is_refused(tmp_path: Path, parts: dict[str, str], message: str) -> None:
    with pytest.raises(OpinionatedError, match=message):
        load_rules((own(tmp_path, **parts),))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('bad = {{"a.py": ""}}', "", "has no bad"),
        ("good = ", "fine = ", "has no good"),
        ("severity = ", "level = ", "has no severity"),
        ("It finds what only this project knows, which is bad", "Bad", "is not documented"),
        ("class Own(Rule):\n", "class Own(Rule):\n        x = 1\n", "is not documented"),
    ],
)
def test_a_part_that_is_missing_is_named(tmp_path: Path, before: str, after: str, message: str) -> None:
    source = (
        RULE.replace(before, after).replace("for reasons that only this project knows, too", "")
        if "documented" in message
        else RULE.replace(before, after)
    )
    with pytest.raises(OpinionatedError, match=message):
        load_rules((own(tmp_path, source),))


@pytest.mark.parametrize(
    ("source", "error"), [("import nowhere\n", "ModuleNotFoundError"), ("1 / 0\n", "ZeroDivisionError")]
)
def test_a_module_that_cannot_be_imported_is_named(tmp_path: Path, source: str, error: str) -> None:
    with pytest.raises(OpinionatedError, match=rf"'house.own_rule' can't be loaded \({error}"):
        load_rules((own(tmp_path, source),))
    with pytest.raises(OpinionatedError, match=r"'house\.gone' can't be loaded"):
        load_rules(("house.gone",))


class Sample(Rule):
    """A rule for these tests, with all that a rule has."""

    code = "SAM001"
    name = "sample"
    severity = Severity.INFO
    severities = {"strict": Severity.ERROR, "oep49": Severity.WARNING}  # noqa: RUF012  (declared as ClassVar)
    thresholds = {"most": 3, "least": 1}  # noqa: RUF012  (the same)


def test_thresholds_are_the_projects_or_the_rules() -> None:
    rule = Sample({"most": 5})
    assert (rule.threshold("most"), rule.threshold("least"), Sample().threshold("most")) == (5, 1, 3)


@pytest.mark.parametrize(
    ("profiles", "severity"),
    [({"default"}, Severity.INFO), ({"default", "oep49"}, Severity.WARNING), ({"strict", "oep49"}, Severity.ERROR)],
)
def test_a_finding_weighs_what_the_strictest_profile_of_its_app_says(profiles: set[str], severity: Severity) -> None:
    app = App("orders", "orders", "orders", profiles=frozenset(profiles))
    found = Sample().finding(Place("a.py"), "Bad.", "Mend it.", anchor="x", app=app)
    assert (found.severity, found.app, found.code, found.rule) == (severity, "orders", "SAM001", "sample")


def test_a_rule_that_overrides_nothing_finds_nothing(tmp_path: Path) -> None:
    project = read_project(write_tree(tmp_path, {"orders/__init__.py": "", "orders/models.py": ""}))
    rule = Sample()
    assert list(rule.check_project(project)) == []
    assert list(rule.check_app(project.apps["orders"], project)) == []
    assert list(rule.check_module(project.modules["orders"], project)) == []


def test_a_finding_may_weigh_something_else_and_be_about_no_app() -> None:
    found = Sample().finding(Place("a.py"), "Bad.", "Mend it.", anchor="x", severity=Severity.ERROR)
    assert (found.severity, found.app) == (Severity.ERROR, "")
