"""The audit for test suites, and rules of one's own held to their word."""

import sys
from pathlib import Path

import pytest

import django_opinionated_startapp.audit as package
from django_opinionated_startapp.audit import audit_project, check_rules, describe
from django_opinionated_startapp.errors import OpinionatedError

from .trees import write_tree

SHOP = {
    "orders/__init__.py": "",
    "orders/models.py": "",
    "orders/apps.py": """
        from django.apps import AppConfig
        class OrdersConfig(AppConfig):
            name = "order"
        """,
    "goods/__init__.py": "",
    "goods/models.py": "",
}
RULE = '''
from django_opinionated_startapp.audit.finding import Place, Severity
from django_opinionated_startapp.audit.rule import Rule


class NoHelpers(Rule):
    """An app has a module `helpers.py`, and that is what this documentation is about.

    **Why.** The name says nothing, so everything goes there.

    **Instead.** Name the module after what is in it.
    """

    code = "OWN001"
    name = "no-helpers"
    severity = Severity.INFO
    profiles = ("strict",)
    bad = {"orders/__init__.py": "", "orders/models.py": "", "orders/helpers.py": ""}
    good = {"orders/__init__.py": "", "orders/models.py": "", "orders/money.py": ""}

    def check_app(self, app, project):
        for module in project.modules_of(app):
            if module.name.endswith(".helpers"):
                yield self.finding(module.at(), "It could hold anything.", "Rename it.", anchor="helpers", app=app)
'''


def test_findings_are_those_that_make_the_command_fail(tmp_path: Path) -> None:
    root = write_tree(tmp_path, SHOP)
    report = audit_project(root)
    assert [each.rule for each in report.findings] == ["app-config-name-mismatch"]
    assert "error AC002 OrdersConfig.name is 'order'" in describe(report)
    assert audit_project(str(root), level="error").findings == report.findings
    assert audit_project(root, ignore=["appconfig"]).findings == ()
    assert not (root / ".audit-cache").exists()


def test_apps_and_rules_can_be_chosen(tmp_path: Path) -> None:
    root = write_tree(tmp_path, SHOP)
    assert audit_project(root, apps=["goods"]).findings == ()
    readme = audit_project(root, select=["missing-readme"], profiles=["oep49"], level="info")
    assert {each.app for each in readme.findings} == {"goods", "orders"}
    with pytest.raises(OpinionatedError, match="There is no settings module 'x'"):
        audit_project(root, settings=["x"])
    with pytest.raises(OpinionatedError, match="AC999"):
        audit_project(root, select=["AC999"])


def test_the_configuration_in_the_settings_counts(tmp_path: Path) -> None:
    settings = {
        "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')\n",
        "settings.py": """
            INSTALLED_APPS = ["orders"]
            DEFAULT_AUTO_FIELD = "x"
            OPINIONATED_STARTAPP = {"audit": {"ignore": ["AC002"]}}
            """,
    }
    assert audit_project(write_tree(tmp_path, {**SHOP, **settings}), level="error").findings == ()


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """Write the rule with a replacement, and return the package that it is in."""
    before, after = getattr(request, "param", ("", ""))
    write_tree(tmp_path, {"held_rules/__init__.py": "", "held_rules/no_helpers.py": RULE.replace(before, after)})
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [each for each in sys.modules if each.startswith("held_rules")]:
        monkeypatch.delitem(sys.modules, name)
    return "held_rules"


def test_a_rule_that_keeps_its_word_has_no_flaw(own: str) -> None:
    assert check_rules(own) == ()


@pytest.mark.parametrize(
    ("own", "flaw"),
    [
        (("**Why.**", "Why?"), "its docstring has no **Why.**"),
        (("**Instead.**", "Do"), "its docstring has no **Instead.**"),
        (('".helpers"', '".money"'), "it finds nothing in its bad example."),
        (
            ('".helpers"', '".money"'),
            "it finds something in its good example, at orders/money.py: It could hold anything.",
        ),
        (("module.at()", "Place('x.py')"), "it points to x.py, which is not in the example."),
        (("anything.", "anything"), "what it says is no sentence: It could hold anything"),
        (
            ('anchor="helpers"', 'anchor="a.py:3"'),
            "the anchor 'a.py:3' is empty or has a number of a line, so a baseline would not keep it.",
        ),
    ],
    indirect=["own"],
)
def test_a_rule_that_breaks_its_word_is_told(own: str, flaw: str) -> None:
    assert f"no-helpers: {flaw}" in check_rules(own)


def test_what_there_is_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'audit_all'"):
        _ = package.audit_all  # type: ignore[attr-defined]
