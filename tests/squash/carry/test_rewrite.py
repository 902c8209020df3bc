"""The text is only taken where it parses to what was wanted."""

import ast

import pytest

from django_opinionated_startapp.squash.carry.rewrite import _parses_to
from tests.squash.carry.packages import Project, carried, effect, write


@pytest.mark.parametrize("text", ["a.b", "a b", "a; b", ""])
def test_text_that_says_something_else_is_not_taken(text: str) -> None:
    assert not _parses_to(text, ast.parse("a").body[0])
    assert not _parses_to(text, ast.parse("a", mode="eval").body)


def test_what_has_no_position_is_written_from_the_tree(project: Project) -> None:
    code = """
def helper(): return {0}

# A remark.
def forwards(apps, schema_editor):
    apps.append(f"{{helper()=}}")  # what it shows is its name
"""
    source = carried(project.steps(write(project, code.format(1)), write(project, code.format(2), number="0002_b")))
    assert source.count("# what it shows") == 1
    assert effect(project, source) == ["helper()=1", "helper()=2"]
