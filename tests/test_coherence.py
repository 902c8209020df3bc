"""Nothing is said twice: patterns are described in one place, and everything that knows of them has it from there.

That apps of all patterns live together, through a year of work, is shown in tests/coherence.
"""

import ast
import io
import re
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
from django.core.management import call_command

import django_opinionated_startapp
from django_opinionated_startapp.audit.names import PROFILES, is_profile
from django_opinionated_startapp.audit.registry import load_rules
from django_opinionated_startapp.audit.run import AuditRequest, audit
from django_opinionated_startapp.conf import AuditConfig, Config
from django_opinionated_startapp.management.completion import parser_of, values_for
from django_opinionated_startapp.management.wizard import ask
from django_opinionated_startapp.pattern import BUILTIN, PATTERNS, Construct, Pattern
from django_opinionated_startapp.scaffold.environment import Environment, inspect_environment
from django_opinionated_startapp.scaffold.grow import environment_of
from django_opinionated_startapp.scaffold.manifest import Manifest
from tests.management.test_packs import pack
from tests.management.test_questions import Answer, answer, questioner
from tests.management.test_wizard import options
from tests.pages import script

__all__ = ["answer", "pack"]  # fixtures

ROOT = Path(__file__).parent.parent
PACKAGE = Path(django_opinionated_startapp.__file__).parent
each_pattern = pytest.mark.parametrize("pattern", BUILTIN.values(), ids=list(BUILTIN))
# Code that has a home in a pattern, in a module that is none, and the rule that says so.
HOMELESS = {
    Construct.SIGNAL: ("from django.dispatch import Signal\n\nplaced = Signal()\n", "misplaced-signals"),
    Construct.RECEIVER: (
        """
        from django.db.models.signals import post_save
        from django.dispatch import receiver

        @receiver(post_save, sender="orders.Order", dispatch_uid="orders.announce")
        def announce(**kwargs): ...
        """,
        "misplaced-signals",
    ),
    Construct.TASK: ("from celery import shared_task\n\n@shared_task\ndef send(order_id): ...\n", "misplaced-task"),
}


def test_the_profiles_of_the_audit_are_the_patterns_and_two_more() -> None:
    assert set(PROFILES) - set(BUILTIN) == {"default", "strict"}
    assert {name for rule in load_rules() for name in rule.profiles} == set(PROFILES)


@pytest.mark.parametrize("construct", HOMELESS, ids=lambda construct: construct.name.lower())
@each_pattern
def test_where_a_pattern_gives_code_a_home_its_profile_holds_apps_to_it(
    pattern: Pattern, construct: Construct, tmp_path: Path
) -> None:
    source, rule = HOMELESS[construct]
    (tmp_path / "orders").mkdir()
    for name, text in (("__init__", ""), ("models", ""), ("mail", dedent(source))):
        (tmp_path / "orders" / f"{name}.py").write_text(text, encoding="utf-8")
    report = audit(AuditRequest(tmp_path.resolve(), AuditConfig(), profiles=(pattern.name,), cache=False)).report
    found = [each.rule for each in report.findings if each.rule == rule]
    assert bool(found) == bool(pattern.homes_of(construct))


@each_pattern
def test_the_page_of_a_pattern_speaks_of_all_its_components(pattern: Pattern) -> None:
    page = (ROOT / "docs" / f"pattern-{pattern.name}.md").read_text(encoding="utf-8")
    for component in pattern.component_names:
        files = [file.target for file in pattern.files if component in file.components]
        assert [name for name in files if re.search(rf"\b{re.escape(name.partition('/')[0])}\b", page)], component


def test_the_tables_of_patterns_and_profiles_name_each() -> None:
    for file, names in (("README.md", BUILTIN), ("docs/auditapps.md", set(PROFILES) - {"default"})):
        rows = re.findall(r"^\| `(\w+)`[^|]*\|", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
        assert set(names) <= set(rows), file


def literals(module: Path) -> Iterator[set[str]]:
    """Yield the texts of each list, tuple, set or dictionary that ``module`` spells out, but for examples of rules."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        parts = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", ())
        yield {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def test_no_list_of_patterns_or_of_components_is_written_again() -> None:
    sets = {frozenset(BUILTIN), *(frozenset(pattern.component_names) for pattern in BUILTIN.values())}
    said = [
        (path.relative_to(PACKAGE).as_posix(), sorted(found))
        for path in PACKAGE.rglob("*.py")
        if "pattern" not in path.relative_to(PACKAGE).parts
        for found in literals(path)
        if any(len(found & names) > 2 for names in sets)
    ]
    assert said == []


def completed(dest: str, **said: object) -> list[str]:
    """Return what a shell offers for an option of ``startpatternapp``."""
    parser = parser_of("startpatternapp")
    action = next(each for each in parser._actions if each.dest == dest)
    return values_for("", action, parser, Namespace(**{"pattern": None, **said}))


def pages_of(pattern: Pattern) -> str:
    """Return what docs/patterns.md says of ``pattern``."""
    page: str = script("generate").patterns()
    return page.partition(f"\n## {pattern.name}\n")[2].partition("\n## ")[0]


def listed(pattern: Pattern) -> str:
    """Return what ``--list`` says of ``pattern``."""
    out = io.StringIO()
    call_command("startpatternapp", "--list", "--no-color", stdout=out)
    return re.split(r"^(?=\S)", out.getvalue(), flags=re.MULTILINE)[1 + list(PATTERNS).index(pattern.name)]


@each_pattern
def test_every_list_of_components_is_that_of_the_pattern(pattern: Pattern) -> None:
    names = list(pattern.component_names)
    assert completed("with", pattern=pattern.name) == sorted(names)
    assert re.findall(r"^\| `(\w+)` \|", pages_of(pattern).partition("| file |")[0], re.MULTILINE) == names
    assert re.findall(r"^  (\w+)  ", listed(pattern), re.MULTILINE) == names


def test_a_component_that_a_pack_adds_is_known_everywhere(pack: Path, answer: Answer, tmp_path: Path) -> None:
    file = pack / "pattern.toml"
    more = '\n[[components]]\nname = "ledger"\nsummary = "ledger.py, what was done"\n'
    homes = '[components.homes]\ntask = ["ledger.py"]\n'
    file.write_text(file.read_text(encoding="utf-8") + more + homes, encoding="utf-8")
    PATTERNS.forget()
    pattern = PATTERNS["acme"]
    assert pattern.component_names[-1] == "ledger"
    test_every_list_of_components_is_that_of_the_pattern(pattern)
    assert "every task is in `tasks.py`" in pages_of(pattern)
    assert "every task is in `ledger.py`" in pages_of(pattern)
    assert is_profile("acme")
    asked = answer("acme", "orders", "", "", "")
    done = ask(questioner(asked), options(), Config(), inspect_environment(booted=False), tmp_path)
    assert done["pattern"] == "acme"


def test_a_component_that_is_added_may_use_the_packages_that_its_pattern_names() -> None:
    today = Environment((5, 2), packages=frozenset({"rest_framework", "django_filters", "celery"}))
    for pattern in BUILTIN.values():
        few = Manifest(pattern.name, "apps.orders", "orders", ())
        used = {name for component in pattern.components for name in component.uses}
        runners = {"celery"} if pattern.homes_of(Construct.TASK) else set()
        assert environment_of(few, today).packages == used | runners, pattern.name
        assert environment_of(replace(few, components=pattern.component_names), today).packages == set()
