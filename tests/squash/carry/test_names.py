"""Names that mean different things in the migrations that one file replaces."""

import sys

import pytest

from django_opinionated_startapp.squash.carry import CannotCarry
from tests.squash.carry.packages import Project, body, carried, effect, operations, write

APPEND = "def forwards(apps, schema_editor):\n    apps.append({})\n"


def test_equal_functions_are_shared(project: Project) -> None:
    helper = "LIMITS = (1, -2)\n\n\nclass Rule:\n    limits = LIMITS\n\n\ndef helper():\n    return Rule.limits\n\n\n"
    code = helper + APPEND.format("helper()")
    names = [
        write(project, code),
        write(project, code.replace("    return", "    # why\n    return"), number="0002_b"),
    ]
    source = carried(project.steps(*names))
    assert body(source) == f"# From shop.migrations.0001_a:\n\n{code.strip()}"
    assert effect(project, source) == [(1, -2), (1, -2)]


def test_functions_that_call_each_other_are_shared(project: Project) -> None:
    code = "def odd(n):\n    return n and even(n - 1)\n\n\ndef even(n):\n    return not n or odd(n - 1)\n\n\n"
    code += APPEND.format("odd(3)")
    source = carried(project.steps(write(project, code), write(project, code, number="0002_b")))
    assert source.count("def ") == 3


def test_different_functions_of_one_name_get_a_number(project: Project) -> None:
    names = [write(project, APPEND.format(1)), write(project, APPEND.format(2), number="0002_b")]
    names.append(write(project, APPEND.format(3), number="m_last"))
    source = carried(project.steps(*names))
    assert "RunPython(forwards)" in operations(source)
    assert "RunPython(forwards_0002)" in operations(source)
    assert "RunPython(forwards_m_last)" in operations(source)
    assert effect(project, source) == [1, 2, 3]


def test_references_follow_a_renamed_helper_and_nothing_else_does(project: Project) -> None:
    code = """
def helper(value): return {0}

class Helper:
    helper = helper  # the function
    after = helper
    def method(self, helper=helper):
        helper += ""
        return helper if (helper := helper) else self.helper

def forwards(apps, schema_editor):
    other = lambda helper: helper
    apps.append(helper({0}))
    apps.append(Helper.after({0}))
    apps += [helper for helper in "a"]
    apps += [helper(each) for each in [1] for helper in [str]]
    apps.append(f"{{helper(1)}} helper {{helper}}"[:1])
    apps.append(other(helper=1))

    def inner():
        nonlocal other
        other = helper
        global helper
"""
    code = code.replace("\n        global helper", "").replace('\n        helper += ""', "")
    names = [write(project, code.format(1)), write(project, code.format(2), number="0002_b")]
    source = carried(project.steps(*names))
    assert "    helper = helper_0002  # the function\n    after = helper\n" in source
    assert "def method(self, helper=helper_0002):" in source
    assert 'apps += [helper for helper in "a"]' in source
    assert "other(helper=1)" in source
    assert effect(project, source) == [1, 1, "a", "1", "1", 1, 2, 2, "a", "1", "2", 1]


def test_different_imports_of_one_name_get_an_alias(project: Project) -> None:
    code = "{}\n\n" + APPEND.format("(loads.__module__,)")
    names = [write(project, code.format("from json import loads"))]
    names.append(write(project, code.format("from pickle import loads"), number="0002_b"))
    source = carried(project.steps(*names))
    assert "from json import loads\nfrom pickle import loads as loads_0002\n" in source
    assert effect(project, source) == [("json",), ("_pickle",)]


def test_modules_get_an_alias_too(project: Project) -> None:
    code = "{}\n\n" + APPEND.format("yaml.__name__")
    names = [write(project, code.format("import json as yaml"))]
    names.append(write(project, code.format("import pickle as yaml"), number="0002_b"))
    names.append(write(project, code.format("yaml = len"), number="0003_c"))
    source = carried(project.steps(*names))
    assert "import json as yaml\nimport pickle as yaml_0002\n" in source
    assert effect(project, source) == ["json", "pickle", "len"]


def test_a_package_imported_by_parts_is_one_name(project: Project) -> None:
    first = "import os.path\nimport xml.dom\n" + APPEND.format("(os.path.sep, xml.dom.__name__)")
    second = "import os\nimport xml.sax\n" + APPEND.format("(os.sep, xml.sax.__name__)")
    source = carried(project.steps(write(project, first), write(project, second, number="0002_b")))
    assert "import os\nimport os.path\nimport xml.dom\nimport xml.sax\n" in source
    assert effect(project, source) == [("/", "xml.dom"), ("/", "xml.sax")]


def test_a_package_keeps_its_name_before_a_function(project: Project) -> None:
    first = "def xml(): return 1\n" + APPEND.format("xml()")
    second = "import xml.sax\nimport json\n" + APPEND.format("(xml.sax.__name__, json.__name__)")
    third = "from pickle import loads as json\n" + APPEND.format("json.__name__")
    names = [write(project, first), write(project, second, number="0002_b"), write(project, third, number="0003_c")]
    source = carried(project.steps(*names))
    assert "def xml_0001():" in source
    assert effect(project, source) == [1, ("xml.sax", "json"), "loads"]


def test_two_packages_of_one_name_are_refused(project: Project) -> None:
    project.write(shop__xml="def parse(): return 1\n")
    first = "from django.db import models as xml\ndef len_of(x): return globals()\n" + APPEND.format("xml, len_of(1)")
    second = "import xml.sax\n" + APPEND.format("xml.sax.__name__")
    steps = project.steps(write(project, first), write(project, second, number="0002_b"))
    with pytest.raises(CannotCarry, match=r"0001_a looks up names in its globals\(\), and xml means two things"):
        carried(steps)


def test_names_of_the_file_itself_are_left_to_it(project: Project) -> None:
    code = """
from django.contrib.gis import measure as models
from django.db.transaction import atomic

def migrations_(): return 1
def print(*args): return args
operations = [2]

def forwards(apps, schema_editor):
    apps += [migrations_(), print(3), operations, models.__name__]
"""
    first = write(
        project,
        code.replace("django.contrib.gis", "os").replace("measure", "path"),
        "migrations.RunPython(atomic(forwards))",
    )
    field = write(project, "", "migrations.AddField('item', 'a', models.IntegerField())", number="0002_b")
    source = carried(project.steps(first, field)[:1])
    assert "from django.db.transaction import atomic as atomic_0001\n" in source
    assert "def print_0001(" in source
    assert effect(project, source) == [1, (3,), [2], "posixpath"]


def test_a_builtin_that_one_migration_uses_is_not_taken_by_another(project: Project) -> None:
    first = "from functools import reduce as sum\n" + APPEND.format("sum(max, [1, 2])")
    second = APPEND.format("sum([1, 2])")
    source = carried(project.steps(write(project, first), write(project, second, number="0002_b")))
    assert "from functools import reduce as sum_0001\n" in source
    assert effect(project, source) == [2, 3]


def test_a_new_name_is_none_that_the_source_has(project: Project) -> None:
    code = "def helper(): return {0}\n" + APPEND.format("(lambda helper_0002: helper())(0)")
    source = carried(project.steps(write(project, code.format(1)), write(project, code.format(2), number="0002_b")))
    assert "helper_0002_b()" in source
    assert effect(project, source) == [1, 2]


def test_all_suffixes_may_be_taken(project: Project) -> None:
    taken = "helper_0002 = helper_0002_b = helper_shop_migrations_0002_b = 0\n"
    code = "def helper(): return {0}\n" + taken + APPEND.format("helper() + helper_0002")
    source = carried(project.steps(write(project, code.format(1)), write(project, code.format(2), number="0002_b")))
    assert "def helper_2()" in source
    assert effect(project, source) == [1, 2]


def test_state_is_not_shared(project: Project) -> None:
    code = "SEEN = []\n\n\n" + APPEND.format("SEEN.append(1) or len(SEEN)")
    source = carried(project.steps(write(project, code), write(project, code, number="0002_b")))
    assert effect(project, source) == [1, 1]


def test_what_a_module_sees_by_globals_keeps_its_name(project: Project) -> None:
    first = "def helper(): return 1\n" + APPEND.format("helper()")
    second = "def helper(): return 2\n" + APPEND.format("globals()['helper']()").replace("forwards", "fill")
    names = [write(project, first), write(project, second, "migrations.RunPython(fill)", number="0002_b")]
    source = carried(project.steps(*names))
    assert "def helper_0001" in source
    assert effect(project, source) == [1, 2]


def test_two_modules_that_see_their_globals_can_not_share_a_file(project: Project) -> None:
    code = "def helper(): return {0}\n" + APPEND.format("globals()['helper']()")
    steps = project.steps(write(project, code.format(1)), write(project, code.format(2), number="0002_b"))
    with pytest.raises(CannotCarry) as caught:
        carried(steps)
    assert caught.value.message == (
        "shop.0001_squashed can't be written, because its code can't be carried over: "
        "shop.migrations.0002_b looks up names in its globals(), and forwards means two things."
    )


@pytest.mark.parametrize(
    ("binding", "result"),
    [
        ("try:\n    raise OSError(5, 'x')\nexcept OSError as {0}:\n    code = {0}.errno\n", 5),
        ("match {{'a': 6, 'b': 7}}:\n    case {{'a': code, **{0}}}:\n        pass\n", 6),
        ("match [8, 9]:\n    case [code, *{0}] as all_{0}:\n        pass\n", 8),
        ("code = [{0} := each for each in [1]][0]\n", 1),
        ("import json as {0}, pickle\ncode = {0}.__name__\nif not code: import json as {0}\n", "json"),
        ("code = 1\nasync def {0}(): return {1}\n", 1),
        ("code = 1\nclass {0}(list): x: '{1}'\ncode += len({0}())\n", 1),
        ("code: int = 1\nfor {0} in []: pass\n{0} = 1\ndel {0}\n", 1),
        ("code, ({0}, *rest) = 1, (2, 3)\n", 1),
        ("code = (lambda *a, b=2, **c: (a, b, c))(1)\n{0} = {1}\n", ((1,), 2, {})),
    ],
)
def test_every_way_to_bind_a_name_can_be_renamed(project: Project, binding: str, result: object) -> None:
    text = binding.format("kept", 1) + APPEND.format("code") + "    if 0: print(kept, code)\n"
    other = text.replace("apps.append", "apps . append")
    different = binding.format("kept", 2) + APPEND.format("code") + "    if 0: print(code, kept)\n"
    source = carried(project.steps(write(project, other), write(project, different, number="0002_b")))
    assert "kept_0002" in source
    assert effect(project, source) == [result, result]


def test_an_import_that_is_spelled_out_keeps_its_name(project: Project) -> None:
    field = "migrations.AddField('item', 'a', models.DecimalField(default=__import__('decimal').Decimal(1)))"
    code = "from pickle import loads as Decimal\n" + APPEND.format("Decimal.__name__")
    steps = project.steps(write(project, code), write(project, "", field, number="0002_b"))
    source = carried(steps)
    assert "from decimal import Decimal\nfrom pickle import loads as Decimal_0001\n" in source
    unbound = project.steps(write(project, APPEND.format("decimal, Decimal"), number="0003_c"))
    with pytest.raises(CannotCarry, match="Decimal and something else of that name are needed in one file"):
        carried((*steps[1:], *unbound))


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the syntax is of Python 3.12")
def test_type_parameters_hide_names_of_the_module(project: Project) -> None:
    code = """
def T(value={0}): return value
def plain[T](value: T) -> T: return value
class Holder[T: int]:
    kept: T
type Pair[T] = tuple[T, T]

def forwards(apps, schema_editor):
    apps.append(T() + plain(0))
    Holder, Pair
"""
    source = carried(project.steps(write(project, code.format(1)), write(project, code.format(2), number="0002_b")))
    assert "def plain[T](value: T) -> T:" in source
    assert effect(project, source) == [1, 2]
