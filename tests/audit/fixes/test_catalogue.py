"""Every fix mends the bad example of its rule, and nothing else changes, in any layout of lines."""

import codecs
from pathlib import Path
from textwrap import dedent

import pytest

from django_opinionated_startapp.audit.fixes.kinds import Edit, Safety
from django_opinionated_startapp.audit.fixes.texts import Texts
from django_opinionated_startapp.audit.registry import load_rules
from django_opinionated_startapp.audit.rule import Rule
from django_opinionated_startapp.audit.run import audit
from tests.audit.fixes.mending import mended, request_for
from tests.audit.trees import write_tree

# Where the rule's own example shows what no fix is for.
MODEL = "from django.db import models\n\nclass Order(models.Model):\n    number = models.CharField(max_length=20)\n"
TREES = {
    "missing-app-label": {"orders/__init__.py": "", "orders/models.py": MODEL},
    "missing-readme": {"orders/__init__.py": "", "orders/models.py": MODEL},
}
RULES = [rule for rule in load_rules() if rule.safety]
by_name = pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])


def tree_of(rule: type[Rule]) -> dict[str, str]:
    return {path: dedent(source).strip("\n") + "\n" for path, source in TREES.get(rule.name, rule.bad).items()}


def profiles_of(rule: type[Rule]) -> tuple[str, ...]:
    return ("strict",) if rule.name == "missing-app-label" else rule.profiles[:1]


@by_name
def test_a_fix_mends_the_bad_example_and_brings_nothing_new(rule: type[Rule], tmp_path: Path) -> None:
    root, profiles = write_tree(tmp_path.resolve(), tree_of(rule)), profiles_of(rule)
    before = {(each.rule, each.anchor) for each in audit(request_for(root, profiles=profiles)).report.findings}
    done = mended(root, rule.name, profiles=profiles)
    assert done.fixed
    assert (done.broken, done.failures, done.audit.report.findings) == ((), (), ())
    done.changes.apply()
    after = {(each.rule, each.anchor) for each in audit(request_for(root, profiles=profiles)).report.findings}
    assert after <= before
    again = mended(root, rule.name, profiles=profiles)
    assert (again.changes.changes, again.fixed) == ((), ())


@by_name
def test_a_fix_keeps_line_ends_marks_and_comments(rule: type[Rule], tmp_path: Path) -> None:
    profiles = profiles_of(rule)
    tree = {
        path: f"# ~~ {path} ~~\n{source}" if path.endswith(".py") else source for path, source in tree_of(rule).items()
    }
    plain, odd = tmp_path.resolve() / "plain", tmp_path.resolve() / "odd"
    write_tree(plain, tree)
    write_tree(odd, {path: _odd(source) if path.endswith(".py") else source for path, source in tree.items()})
    expected, found = mended(plain, rule.name, profiles=profiles), mended(odd, rule.name, profiles=profiles)
    expected.changes.apply()
    found.changes.apply()
    edited = {path for path in tree if (plain / path).exists() and path.endswith(".py")}
    for path in edited:
        assert (odd / path).read_bytes() == _odd((plain / path).read_text("utf-8")), path
        assert f"# ~~ {path} ~~" in (plain / path).read_text("utf-8")
    assert found.changes.as_dicts() == expected.changes.as_dicts()


def _odd(text: str) -> bytes:
    """Return ``text`` as editors on Windows write it."""
    return codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode()


@by_name
def test_a_fix_leaves_alone_what_can_not_be_read_any_more(rule: type[Rule], tmp_path: Path) -> None:
    tree = tree_of(rule)
    root = write_tree(tmp_path.resolve(), tree)
    done = audit(request_for(root, rule.name, profiles=profiles_of(rule)))
    texts = Texts(done.project, dict.fromkeys(tree))
    for finding in done.report.findings:
        fix = rule().fix(finding, done.project, texts)
        assert fix is None or not any(isinstance(part, Edit) for part in fix.parts)


def test_an_unsafe_fix_is_only_made_where_it_is_asked_for(tmp_path: Path) -> None:
    for rule in RULES:
        if rule.safety is Safety.UNSAFE:
            root = write_tree(tmp_path.resolve() / rule.name, tree_of(rule))
            done = mended(root, rule.name, profiles=profiles_of(rule), unsafe=False)
            assert not done.changes.changes
            assert done.unsafe


def test_a_rule_without_a_fix_of_its_own_mends_nothing(tmp_path: Path) -> None:
    write_tree(tmp_path, {"orders/__init__.py": "", "orders/models.py": MODEL})
    done = audit(request_for(tmp_path, "default"))
    rule = next(rule for rule in load_rules() if not rule.safety)
    assert rule().fix(done.report.findings[0], done.project, Texts(done.project, {})) is None
