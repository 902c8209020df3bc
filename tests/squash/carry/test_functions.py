"""What comes along with a function: its helpers, constants and imports, wherever they are defined."""

import subprocess
import sys

import pytest

from tests.squash.carry.packages import Project, body, carried, effect, operations, write

FILL = """
    from django.db import migrations

    def forwards(apps, schema_editor):
        apps.append("filled")

    class Migration(migrations.Migration):
        operations = [migrations.RunPython(forwards)]
"""


def test_a_function_is_copied_under_the_name_of_its_migration(project: Project) -> None:
    project.write(shop__migrations__0001_a=FILL)
    source = carried(project.steps("shop__migrations__0001_a"))
    assert body(source) == (
        '# From shop.migrations.0001_a:\n\n\ndef forwards(apps, schema_editor):\n    apps.append("filled")'
    )
    assert effect(project, source) == ["filled"]


def test_the_file_works_in_a_process_of_its_own(project: Project) -> None:
    project.write(shop__migrations__0001_a=FILL)
    source = carried(project.steps("shop__migrations__0001_a"))
    project.alone(source)
    code = "from importlib import import_module as i; s = []; "
    code += "i('shop.migrations.0001_squashed').Migration.operations[0].code(s, None); print(s)"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=project.root, capture_output=True, text=True, check=True, timeout=120
    )
    assert ran.stdout == "['filled']\n"


def test_helpers_constants_and_imports_come_along_and_the_rest_stays(project: Project) -> None:
    code = """
import json
import re, os.path
from collections import OrderedDict as Ordered

UNUSED = 1
TABLE = "shop"  # the old name
PAIRS = Ordered(a=1)


def helper(rows):
    return [TABLE, *rows, json.dumps(PAIRS), os.path.join("a", "b")]


def unused():
    return re


def forwards(apps, schema_editor):
    apps += helper(["row"])
"""
    source = carried(project.steps(write(project, code)))
    assert "UNUSED" not in source
    assert "unused" not in source
    assert "import re\n" not in source
    assert 'TABLE = "shop"  # the old name\nPAIRS = Ordered(a=1)\n' in source
    assert "import json\nimport os.path\nfrom collections import OrderedDict as Ordered\n" in source
    assert effect(project, source) == ["shop", "row", '{"a": 1}', "a/b"]


def test_comments_docstrings_and_decorators_come_along(project: Project) -> None:
    code = '''
import functools

# Nothing of forwards.

# Why it is so:
# because.
@functools.wraps(len)  # of len
@functools.lru_cache(maxsize=None)
def helper():
    """Say what."""
    return "x"  # at the end


def forwards(apps, schema_editor):
    # inside
    apps.append(helper())
'''
    source = body(carried(project.steps(write(project, code))))
    assert "# Nothing" not in source
    assert "# Why it is so:\n# because.\n@functools.wraps(len)  # of len\n@functools.lru_cache" in source
    assert '"""Say what."""\n    return "x"  # at the end' in source
    assert "# inside" in source


def test_relative_imports_become_absolute_also_inside_functions(project: Project) -> None:
    project.write(shop__rules="LIMIT = 3\nOTHER = 4\n", shop__migrations___tools="def tool():\n    return 5\n")
    code = """
from .. import rules
from ..rules import LIMIT as HIGHEST
from ._tools import tool


def forwards(apps, schema_editor):
    from ..rules import (  # later
        OTHER,
    )
    from .. import rules as again
    apps += [HIGHEST, rules.LIMIT, OTHER, tool(), again.OTHER]
"""
    source = carried(project.steps(write(project, code)))
    assert "from shop import rules\n" in source
    assert "from shop.migrations._tools import tool\n" in source
    assert "from shop.rules import LIMIT as HIGHEST\n" in source
    assert "\nfrom shop.rules import (" not in source
    assert "    from shop.rules import (  # later\n" in source
    assert effect(project, source) == [3, 3, 4, 5, 4]


def test_a_relative_import_that_is_oddly_written_becomes_absolute(project: Project) -> None:
    project.write(shop__rules="LIMIT = 3")
    code = "def forwards(apps, schema_editor):\n    from \\\n      ..rules import LIMIT\n    apps.append(LIMIT)"
    source = carried(project.steps(write(project, code)))
    assert "    from shop.rules import LIMIT\n" in source
    assert effect(project, source) == [3]


def test_functions_of_other_migrations_are_copied(project: Project) -> None:
    write(project, "STEP = 2\n\ndef forwards(apps, schema_editor):\n    apps.append(STEP)", number="m_first")
    other = "PREFIX = 'x'\ndef shared(apps):\n    apps.append(PREFIX)\n"
    project.write(
        other__migrations__m_one=f"from django.db import migrations\n{other}\nclass Migration(migrations.Migration): 1"
    )
    code = """
from other.migrations.m_one import shared as borrowed
from . import m_first
from .m_first import STEP

def forwards(apps, schema_editor):
    m_first.forwards(apps, schema_editor)
    borrowed(apps)
    apps.append(m_first.STEP + STEP)
"""
    source = carried(project.steps(write(project, code)))
    assert [line for line in source.splitlines() if line.startswith("# From")] == [
        "# From shop.migrations.m_first:",
        "# From other.migrations.m_one:",
        "# From shop.migrations.0001_a:",
    ]
    assert "import m_first" not in source
    assert "other.migrations.m_one import" not in source
    assert effect(project, source) == [2, "x", 4]


def test_migrations_imported_by_their_number_are_copied(project: Project) -> None:
    write(project, "def forwards(apps, schema_editor):\n    apps.append(1)")
    code = """
import importlib
from importlib import import_module

first = importlib.import_module("shop.migrations.0001_a")
again = import_module(".0001_a", __package__).forwards
loads = import_module("json").loads

def forwards(apps, schema_editor):
    first.forwards(apps, schema_editor)
    again(apps, schema_editor)
    apps.append(loads("2"))
"""
    source = carried(project.steps(write(project, code, number="0002_b")))
    assert '0001_a"' not in source.partition("class Migration")[0]
    assert effect(project, source) == [1, 1, 2]


def test_star_imports_are_resolved(project: Project) -> None:
    project.write(shop__rules="LIMIT = 3\nlen = None\n", shop__more="LIMIT = 4\n_hidden = 1\n")
    write(project, "BASE = 1\nLIMIT = 5\ndef forwards(apps, schema_editor): pass", number="m_first")
    code = """
from shop.more import *
from ..rules import *
from .m_first import *
from shop.more import *

def forwards(apps, schema_editor):
    apps += [LIMIT, BASE, len, sorted([1]), __name__]
"""
    source = carried(project.steps(write(project, code)))
    assert "import *" not in source
    assert "from shop.more import LIMIT\n" in source
    assert "from shop.rules import len as len_0001\n" in source
    assert effect(project, source) == [4, 1, None, [1], "shop.migrations.0001_a"]


def test_a_name_that_several_statements_bind_takes_them_all_in_order(project: Project) -> None:
    code = """
import os
from os.path import join
NAMES = ["a"]; OTHER = 1
try:
    import missing_module
except ImportError as error:
    missing_module = None
    reason = type(error).__name__
if os.sep:
    NAMES += ["b"]
NAMES.append("c")
print(*NAMES, sep="", end="")
for name in "de":
    NAMES.append(name)
with open(os.devnull) as nothing:
    NAMES[0] = nothing.read()
del NAMES[1]
join = len(join("a", "b"))

def forwards(apps, schema_editor):
    apps += [NAMES, missing_module, reason, join]
"""
    source = carried(project.steps(write(project, code)))
    assert "OTHER" not in source
    assert effect(project, source) == [["", "c", "d", "e"], None, "ModuleNotFoundError", 3]


def test_a_statement_between_others_on_a_line_is_cut_out(project: Project) -> None:
    code = "A = 1; B = 2; C = 3  # three\ndef forwards(apps, schema_editor): apps += [B, C]"
    source = carried(project.steps(write(project, code)))
    assert "\nB = 2\nC = 3  # three\n" in source.replace("\n\n", "\n")
    assert "A = 1" not in source


def test_global_statements_and_state_work(project: Project) -> None:
    code = """
COUNT = 0

def count():
    global COUNT, TOTAL
    COUNT += 1
    TOTAL = COUNT * 2

def forwards(apps, schema_editor):
    count()
    apps += [COUNT, TOTAL]
"""
    first = write(project, code)
    second = write(project, code, number="0002_b")
    source = carried(project.steps(first, second))
    assert "global COUNT_0002, TOTAL_0002" in source
    assert effect(project, source) == [1, 2, 1, 2]


def test_lazy_annotations_stay_lazy(project: Project) -> None:
    code = """from __future__ import annotations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nowhere import Apps

def forwards(apps: Apps, schema_editor: "Editor") -> "None":
    apps.append(1)
"""
    source = carried(project.steps(write(project, code)))
    assert "from __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\nfrom django.db" in source
    assert "if TYPE_CHECKING:\n    from nowhere import Apps\n" in source
    assert effect(project, source) == [1]


def test_names_in_quoted_annotations_are_imported_too(project: Project) -> None:
    code = """
from collections import OrderedDict
from typing import Literal

def forwards(apps: "OrderedDict[str, int]", schema_editor: Literal["no code"]) -> None:
    rows: "list[int]" = [1]
    apps += rows
"""
    source = carried(project.steps(write(project, code)))
    assert "from collections import OrderedDict\n" in source


@pytest.mark.parametrize(
    "head",
    [b"\xef\xbb\xbf", b"# -*- coding: latin-1 -*-\n", b"# Generated by Django 1.8\n", b"#!/usr/bin/python\n"],
)
def test_encodings_windows_lines_and_headers_make_no_difference(project: Project, head: bytes) -> None:
    code = 'def forwards(apps, schema_editor):\n    """Gr\u00fc\u00dfe\n    an alle."""\n    apps.append("\u00fc")\n'
    text = f"{code}\nfrom django.db import migrations\n\nclass Migration(migrations.Migration):\n"
    text += "    operations = [migrations.RunPython(forwards)]\n"
    encoding = "latin-1" if b"latin" in head else "utf-8"
    project.write_bytes("shop__migrations__0001_a", head + text.replace("\n", "\r\n").encode(encoding))
    source = carried(project.steps("shop__migrations__0001_a"))
    assert "\r" not in source
    assert body(source) == f"# From shop.migrations.0001_a:\n\n\n{code.strip()}"
    assert effect(project, source) == ["\u00fc"]


def test_classes_with_what_they_inherit_come_along(project: Project) -> None:
    code = """
class Base:
    limit = 3

class Filler(Base):
    @staticmethod
    def forwards(apps, schema_editor):
        apps.append(Filler.limit)

    @classmethod
    def backwards(cls, apps, schema_editor):
        apps.append(cls.limit + 1)
"""
    name = write(project, code, "migrations.RunPython(Filler.forwards), migrations.RunPython(Filler.backwards)")
    source = carried(project.steps(name))
    assert "RunPython(Filler.backwards)" in operations(source)
    assert effect(project, source) == [3, 4]


def test_the_folder_of_the_file_may_be_asked_for(project: Project) -> None:
    (project.root / "shop/migrations").mkdir(parents=True)
    (project.root / "shop/migrations/fill.sql").write_text("SELECT 1")
    code = """
import os
from os.path import dirname
from pathlib import Path

SQL = Path(__file__).resolve().parent / "fill.sql"

def forwards(apps, schema_editor):
    apps += [SQL.read_text(), os.path.exists(os.path.join(os.path.dirname(os.path.abspath(__file__)), "fill.sql"))]
    apps += [dirname(__file__) == str(Path(__file__).with_name("x").parent)]
"""
    source = carried(project.steps(write(project, code)))
    assert effect(project, source) == ["SELECT 1", True, True]


def test_globals_take_the_whole_module_along(project: Project) -> None:
    code = """
import json
TABLES = {"a": 1}
def fill_a(apps): apps.append(json.dumps(TABLES))
def forwards(apps, schema_editor): globals()["fill_" + "a"](apps)
"""
    source = carried(project.steps(write(project, code)))
    assert effect(project, source) == ['{"a": 1}']
