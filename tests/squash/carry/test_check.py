"""A file that doesn't say what was meant is found out."""

import sys

import pytest
from django.db import migrations, models

from django_opinionated_startapp.squash.carry import Step, differences, source_of
from tests.squash.carry.packages import Project, migration, write

CODE = """
LIMIT = 1

def helper(): return LIMIT

def forwards(apps, schema_editor):
    apps.append(helper())
"""


def said(steps: tuple[Step, ...], old: str, new: str, **attributes: object) -> tuple[str, ...]:
    text = migration(steps, **attributes)
    source = source_of(text, "shop.migrations")
    assert old in source
    before = dict(sys.modules)
    found = differences(text, source.replace(old, new), "shop.migrations")
    assert {name: each for name, each in sys.modules.items() if name.startswith("shop")} == {
        name: each for name, each in before.items() if name.startswith("shop")
    }
    return found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LIMIT = 1", "LIMIT = 2"),
        ("return LIMIT", "return LIMIT + 1"),
        ("return LIMIT", "return len"),
        ("apps.append(helper())", "apps.append(len)"),
        ("RunPython(forwards)", "RunPython(helper)"),
        ("RunPython(forwards)", "RunPython(lambda apps, _: None)"),
        ("LIMIT = 1", "from os import sep as LIMIT"),
        ("LIMIT = 1", "LIMIT = 1\nLIMIT += 1"),
    ],
)
def test_other_code_is_a_difference(project: Project, old: str, new: str) -> None:
    found = said(project.steps(write(project, CODE)), old, new)
    assert len(found) == 1
    assert found[0].startswith("RunPython (Raw Python operation): RunPython['code'] was <function forwards at")


def test_another_value_in_a_closure_is_a_difference(project: Project) -> None:
    code = """
def make(number):
    def forwards(apps, schema_editor): return number, later
    if number:
        return forwards
    later = 1
"""
    steps = project.steps(write(project, code, "migrations.RunPython(make(1))"))
    assert said(steps, "make(1)", "make( 1 )") == ()
    assert len(said(steps, "make(1)", "make(2)")) == 1


def test_a_comment_is_no_difference(project: Project) -> None:
    assert said(project.steps(write(project, CODE)), "LIMIT = 1", "LIMIT = 1  # one") == ()


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        ("max_length=3", "max_length=4", "AddField['field'] CharField['max_length'] was 3 and is 4"),
        ('name="a"', 'name="b"', "AddField['name'] was 'a' and is 'b'"),
        ("max_length=3", "max_length=3, null=True", "AddField['field'] CharField was "),
        ("models.CharField", "models.TextField", "AddField['field'] was <django.db.models.fields.CharField> and is <"),
        ("migrations.AddField", "migrations.AlterField", "it was <AddField 'item', 'a'"),
    ],
)
def test_another_operation_is_a_difference(project: Project, old: str, new: str, difference: str) -> None:
    write(project, "", "")
    operation = migrations.AddField("item", "a", models.CharField(max_length=3))
    (found,) = said((Step(operation, None),), old, new)
    assert found.removeprefix("AddField (Add field a to item): ").startswith(difference)


def test_other_attributes_are_differences(project: Project) -> None:
    write(project, "", "")
    dependency = ("__setting__", "AUTH_USER_MODEL")
    assert said((), "initial = True", "atomic = False") == (
        "initial was True and is None",
        "atomic was True and is False",
    )
    assert said((), 'replaces = [("shop", "0001_a")]', "replaces = []") == (
        "replaces was [('shop', '0001_a', '')] and is []",
    )
    swappable = "migrations.swappable_dependency(settings.AUTH_USER_MODEL)"
    assert said((), swappable, '("auth", "__first__")', dependencies=(dependency,)) == (
        "dependencies was [('auth', '__first__', 'auth.User')] and is [('auth', '__first__', '')]",
    )


def test_a_missing_operation_is_a_difference(project: Project) -> None:
    steps = project.steps(write(project, "", "migrations.RunSQL('1')"))
    assert said(steps, 'migrations.RunSQL("1"),', "") == ("there were 1 operations and are 0",)


def test_a_file_that_needs_an_original_is_found_out(project: Project) -> None:
    steps = project.steps(write(project, CODE, number="m_first"))
    (found,) = said(steps, "LIMIT = 1", "from shop.migrations.m_first import LIMIT")
    assert found.startswith(
        "shop.migrations.0001_squashed can't be imported: ModuleNotFoundError: import of shop.migr"
    )


def test_a_file_that_is_not_python_is_found_out(project: Project) -> None:
    steps = project.steps(write(project, CODE))
    (found,) = said(steps, "LIMIT = 1", "LIMIT = ")
    assert found.startswith("shop.migrations.0001_squashed can't be imported: SyntaxError: invalid syntax")


def test_a_module_that_was_there_before_is_put_back(project: Project) -> None:
    steps = project.steps(write(project, CODE))
    write(project, "", "", number="0001_squashed")
    project.load("shop__migrations__0001_squashed")
    assert said(steps, "LIMIT = 1", "LIMIT = 1 ") == ()


def test_an_operation_that_can_not_be_deconstructed_is_compared_by_what_it_holds(project: Project) -> None:
    code = """
class Broken(migrations.RunSQL):
    def deconstruct(self): raise KeyError("x")
"""
    steps = project.steps(write(project, code, "Broken('SELECT 1')"))
    assert said(steps, "SELECT 1", "SELECT 1") == ()
    assert len(said(steps, "SELECT 1", "SELECT 2")) == 1


def test_values_that_can_not_be_compared_are_different(project: Project) -> None:
    code = """
class Odd(int):
    def __eq__(self, other): raise KeyError("x")
    __hash__ = int.__hash__
"""
    steps = project.steps(write(project, code, "migrations.RunSQL('1', hints={'x': Odd(1)})"))
    text = migration(steps)
    assert "Odd(1)" not in source_of(text, "shop.migrations").partition("operations = ")[2]
    assert len(differences(text, source_of(text, "shop.migrations"), "shop.migrations")) == 1


def test_what_can_not_be_compared_is_said(project: Project) -> None:
    steps = project.steps(write(project, CODE))
    source = source_of(migration(steps), "shop.migrations")
    steps[0].module.__loader__ = None
    assert differences(migration(steps), source, "shop.migrations") == (
        "shop.migrations.0001_squashed can't be compared: RefusalError: shop.migrations.0001_a has no source",
    )
