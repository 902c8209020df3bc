"""Rules of a project's own that are none, or fail: one sentence and what to do, and the rest of the audit goes on."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.__main__ import main
from django_opinionated_startapp.audit import steps, whole
from django_opinionated_startapp.audit.registry import load_rules
from django_opinionated_startapp.errors import OpinionatedError, told
from tests.audit.samples import make_rule
from tests.audit.trees import write_tree

from .documents import SCALARS, VALUES
from .test_parsers import EXAMPLES

HEAD = '''
    from django_opinionated_startapp.audit.finding import Finding, Place, Severity
    from django_opinionated_startapp.audit.fixes.kinds import Edit, Fix, NewFile, Safety
    from django_opinionated_startapp.audit.rule import Rule

    class Own(Rule):
        """It finds what only this project knows, which is bad for reasons that only this project knows, too."""

        code = "OWN001"
        name = "own"
        severity = Severity.ERROR
        bad = {"a.py": ""}
        good = {"a.py": ""}
'''
LISTED = "It is one of the modules that the configuration lists as rules."
CLASS = """        def check_project(self, project):
            """


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project whose rules are in the module ``own``, and which the other rules find nothing in."""
    write_tree(tmp_path, {"pyproject.toml": '[tool.opinionated_startapp.audit]\nrules = ["own"]\n', "a.py": "x = 1\n"})
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("own", None)


def answer(project: Path, source: str, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """Run the audit with the rules in ``source``, and return all that it says; hold that it fails in plain words."""
    write_tree(project, {"own.py": source})
    assert main(["auditapps", *options]) == 2
    told_ = capsys.readouterr()
    assert "Traceback" not in told_.out + told_.err
    return told_.out + told_.err


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import nowhere\n", "ModuleNotFoundError: No module named 'nowhere'"),
        ("import sys\nsys.exit(0)\n", "SystemExit: 0"),
        ("def f():\n    f()\nf()\n", "RecursionError: maximum recursion depth exceeded"),
        ("x = (\n", "SyntaxError: '(' was never closed"),
        ("raise ValueError('a\\nb \\x1b[2J')\n", "ValueError: a b \\x1b[2J"),
        ("class E(Exception):\n    def __str__(self):\n        raise self\nraise E\n", "E"),
        ("import sys\nsys.modules[__name__] = 7\n", "TypeError: vars() argument must have __dict__ attribute"),
        ("__path__ = 7\n", "TypeError: 'int' object is not iterable"),
    ],
)
def test_a_module_that_cannot_be_loaded_is_named(
    source: str, reason: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, hint = answer(project, source, capsys).splitlines()
    assert first.startswith(f"The rules in 'own' can't be loaded ({reason}")
    assert hint == LISTED


@pytest.mark.parametrize(
    "source",
    [
        "",
        "from django_opinionated_startapp.audit.rule import Rule\n",
        "Rule = 7\nown = [None]\n",
        # A value that fails when it is asked for its class, as proxies of web frameworks do outside of a request.
        "class P:\n    @property\n    def __class__(self):\n        raise RuntimeError\np = P()\n",
    ],
)
def test_a_module_without_a_rule_is_named(source: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(project, source, capsys)
    assert said == f"There is no rule in 'own'.\n{LISTED} A rule is a class that extends Rule.\n"


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("code = 7", "a string"),
        ("name = ['own']", "a string"),
        ("severity = 'error'", "a Severity"),
        ("bad = 'x'", "a dictionary of sources by path"),
        ("good = {'a.py': None}", "a dictionary of sources by path"),
        ("aliases = 'x'", "a tuple of strings"),
        ("aliases = (7,)", "a tuple of strings"),
        ("profiles = 'strict'", "a tuple of strings"),
        ("severities = {'strict': 'error'}", "a dictionary of Severity by profile"),
        ("thresholds = {'most': 'x'}", "a dictionary of numbers by name"),
        ("thresholds = {7: 7}", "a dictionary of numbers by name"),
        ("kinds = ('tests',)", "a tuple of Kind"),
        ("safety = 'safe'", "a Safety or None"),
    ],
)
def test_a_part_of_the_wrong_kind_is_named(
    part: str, kind: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = answer(project, f"{HEAD}        {part}\n", capsys)
    name = part.partition(" ")[0]
    assert said.splitlines()[0] == f"The rule Own in own has a wrong {name}: it has to be {kind}."


def test_a_rule_that_cannot_be_made_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(project, f"{HEAD}        def __init__(self):\n            pass\n{CLASS}yield\n", capsys)
    assert said.startswith("The rule Own in own can't be made (TypeError: Own.__init__() takes 1 positional argument")
    assert said.endswith("\nIt takes its thresholds, as audit.rule.Rule does.\n")


PLACE = "Place('a.py', 1, 1)"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import sys; sys.exit(0)", "SystemExit: 0"),
        ("return self.check_project(project)", "RecursionError: maximum recursion depth exceeded"),
        ("return None", "TypeError: 'NoneType' object is not iterable"),
        ("yield 'a.py'", "AttributeError: 'str' object has no attribute 'app'"),
        ("yield self.finding('a.py', 'x.', '', anchor='x')", "TypeError: its finding has str for place"),
        ("yield self.finding(Place(7), 'x.', '', anchor='x')", "TypeError: its finding has Place for place"),
        ("yield self.finding(Place('a.py', True), 'x.', '', anchor='x')", "TypeError: its finding has Place for"),
        ("yield self.finding(Place('a.py', 10**5000), 'x.', '', anchor='x')", "TypeError: its finding has Place for"),
        (f"yield self.finding({PLACE}, 7, '', anchor='x')", "TypeError: its finding has int for message"),
        (f"yield self.finding({PLACE}, 'x.', '', anchor=None)", "TypeError: its finding has NoneType for anchor"),
        (f"yield self.finding({PLACE}, 'x.', '', anchor='x', app=['x'])", "AttributeError: 'list' object has no"),
        (f"yield self.finding({PLACE}, 'x.', '', anchor='x', severity='x')", "TypeError: its finding has str for"),
        (f"yield self.finding({PLACE}, 'x.', '', anchor='x', related=({PLACE},))", "TypeError: its finding has tuple"),
        (
            f"yield Finding({PLACE}, 'OWN002', 'own', Severity.ERROR, '', 'x', 'x.')",
            "ValueError: its finding is of the rule OWN002 own",
        ),
        (
            f"while True: yield self.finding({PLACE}, 'x.', '', anchor='x')",
            "ValueError: it has more than 50 findings",
        ),
    ],
)
def test_a_rule_that_fails_is_named(
    body: str, reason: str, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "_MOST", 50)
    source = HEAD + CLASS + body + "\n"
    assert f"\n    .: OWN001 own: {reason}" in f"\n{answer(project, source, capsys)}"
    answer(project, source, capsys, "--format", "json")
    answer(project, source, capsys, "--statistics")
    answer(project, source, capsys, "--fix", "--dry-run")


def test_what_a_module_gives_in_place_of_a_finding_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check = "        def check_module(self, module, project):\n            yield 'a.py'\n"
    assert "\n    a.py: OWN001 own: TypeError: it gave str for a finding\n" in answer(project, HEAD + check, capsys)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import sys; sys.exit(0)", "SystemExit: 0"),
        ("return 7", "TypeError: it gave int for a fix"),
        ("return Fix([])", "TypeError: it gave Fix for a fix"),
        ("return Fix((), 'safe')", "TypeError: it gave Fix for a fix"),
        ("return Fix(('a.py',))", "TypeError: its fix has str for a part"),
        ("return Fix((Edit('a.py', 'x', 1, ''),))", "TypeError: its fix has Edit for a part"),
        ("return Fix((Edit(7, 0, 1, ''),))", "TypeError: its fix has Edit for a part"),
    ],
)
def test_a_fix_that_is_none_is_named(
    body: str, reason: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    find = f"{CLASS}yield self.finding({PLACE}, 'x.', '', anchor='x')\n"
    fix = f"        safety = Safety.SAFE\n        def fix(self, finding, project, texts):\n            {body}\n"
    said = answer(project, HEAD + find + fix, capsys, "--fix")
    assert f"a.py:1:1: the fix of own failed: {reason}\n" in said
    assert (project / "a.py").read_text(encoding="utf-8") == "x = 1\n"


@pytest.mark.parametrize("path", ["../out.py", "/out.py", "a/../../out.py", "a\0.py", "", "."])
def test_a_fix_leads_nowhere_else(path: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    find = f"{CLASS}yield self.finding({PLACE}, 'x.', '', anchor='x')\n"
    fix = "        safety = Safety.SAFE\n        def fix(self, finding, project, texts):\n"
    lines = f"            return Fix((NewFile({path!r}, 'x'),))\n"
    write_tree(project, {"own.py": HEAD + find + fix + lines})
    before = sorted(project.rglob("*"))
    assert main(["auditapps", "--no-cache", "--fix"]) in {1, 2}
    assert "Traceback" not in "".join(capsys.readouterr())
    assert [each for each in sorted(project.rglob("*")) if "__pycache__" not in each.parts] == before
    assert not (project.parent / "out.py").exists()


@settings(max_examples=EXAMPLES)
@given(part=st.sampled_from([*whole._RULE, "__doc__"]), value=st.one_of(SCALARS, VALUES, st.tuples(VALUES)))
def test_a_rule_of_any_shape_is_taken_or_refused(part: str, value: object) -> None:
    rule = make_rule("OWN001", "own")
    setattr(rule, part, value)
    module = type(sys)(rule.__module__)
    module.own = rule  # type: ignore[attr-defined]  # it is made here
    sys.modules[rule.__module__] = module
    try:
        assert rule in load_rules([rule.__module__])
    except OpinionatedError as error:
        assert error.hint
    finally:
        del sys.modules[rule.__module__]


def test_an_error_is_told_in_one_line() -> None:
    assert told(ValueError("a\n  b\x07")) == "ValueError: a b\\x07"
    assert told(ValueError()) == "ValueError"
