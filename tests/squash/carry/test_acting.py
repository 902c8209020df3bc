"""What a migration module does when it is imported, besides giving names to things, comes along with its functions."""

import pytest

from django_opinionated_startapp.squash.carry import CannotCarry, source_of
from tests.squash.carry.packages import Project, body, carried, effect, migration, write

RULES = """
KNOWN = []

def register(function):
    KNOWN.append(function.__name__)
    return function

class Base:
    names = []
    def __init_subclass__(cls): Base.names.append(cls.__name__)
"""
RUN = "\ndef forwards(apps, schema_editor):\n    apps += VALUE\n"


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("from shop.rules import KNOWN as VALUE, register\n@register\ndef one(): pass", ["one"]),
        ("from shop.rules import KNOWN as VALUE, register\nregister(print)", ["print"]),
        ("from shop.rules import KNOWN as VALUE, register\nif True:\n    register(print)", ["print"]),
        ("from shop.rules import KNOWN as VALUE, register\none = 1\nif one:\n    register(print)", ["print"]),
        (
            (
                "from shop import rules\nrules.KNOWN = ['mine']\n"
                "class VALUE:\n    def __iter__(self): yield from rules.KNOWN\nVALUE = VALUE()"
            ),
            ["mine"],
        ),
        ("import shop.rules\nshop.rules.KNOWN[:] = 'ab'\nVALUE = shop.rules.KNOWN", ["a", "b"]),
        ("from shop.rules import Base\nclass Mine(Base): pass\nVALUE = Base.names", ["Mine"]),
        ("from shop.rules import KNOWN as VALUE\nimport shop.more", ["more"]),
        ("from shop.rules import KNOWN as VALUE\nfrom shop import more as unused", ["more"]),
        (
            (
                "VALUE = []\ndef register(function):\n    VALUE.append(1)\n    return function\n\n"
                "@register\ndef one(): pass\n\none = register(one)\nregister(one)\n"
                "for each in 'ab':\n    register(each)"
            ),
            [1, 1, 1, 1, 1],
        ),
        ("VALUE = []\nsame = VALUE\nsame.append(1)\nsame[1:] = [2]", [1, 2]),
        ("VALUE = []\nclass Base:\n    def __init_subclass__(cls): VALUE.append(1)\nclass Mine(Base): pass", [1]),
        ("VALUE = []\nclass Made(type):\n    def __init__(*_): VALUE.append(1)\nclass A(metaclass=Made): pass", [1]),
        (
            (
                "from functools import singledispatch\n@singledispatch\ndef show(_): return 'any'\n"
                "@show.register(int)\ndef _(_): return 'number'\nclass VALUE:\n    def __iter__(self): yield show(1)\n"
                "VALUE = VALUE()"
            ),
            ["number"],
        ),
    ],
)
def test_registrations_come_along(project: Project, code: str, value: list[object]) -> None:
    project.write(shop__rules=RULES, shop__more="from shop.rules import register\n@register\ndef more(): pass\n")
    assert effect(project, carried(project.steps(write(project, code + RUN)))) == value


def test_settings_of_libraries_come_along(project: Project) -> None:
    code = "import csv\nimport sys\nimport random\ncsv.field_size_limit(2**20)\nrandom.seed(7)\nVALUE = [1]\n"
    source = carried(project.steps(write(project, code + RUN)))
    assert "\ncsv.field_size_limit(2**20)\n" in body(source)
    assert "\nrandom.seed(7)\n" in body(source)


def test_what_only_gives_names_stays(project: Project) -> None:
    code = '''"""Why."""
from __future__ import annotations
import functools
import json
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from typing import TYPE_CHECKING
import shop.models

if TYPE_CHECKING:
    import decimal
try:
    import shop.rules as rules
except ImportError:
    rules = None

@functools.cache
def one(): return json.dumps(settings)

@transaction.atomic
def two(): return make_password(rules)

class Three(Exception):
    @property
    def four(self): return 4

five = functools.partial(one)
six: int = 6
"seven"
VALUE = [1]
'''
    project.write(shop__rules=RULES, shop__models="")
    source = carried(project.steps(write(project, code + RUN)))
    assert body(source) == (
        "# From shop.migrations.0001_a:\n\nVALUE = [1]\n\n\ndef forwards(apps, schema_editor):\n    apps += VALUE"
    )


def test_schema_brings_nothing_along(project: Project) -> None:
    code = "from shop.rules import register\nregister(print)\n"
    project.write(shop__rules=RULES)
    steps = project.steps(write(project, code, "migrations.AddField('item', 'n', models.IntegerField())"))
    assert body(carried(steps)) == ""


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import sys\nsys.path.append(__file__)", "it uses the path of its own file, shop.migrations.0001_a"),
        ("print(end='')\nimport json", "shop.migrations.0001_a imports something after it has done something else"),
    ],
)
def test_what_cannot_come_along_is_refused(project: Project, code: str, reason: str) -> None:
    steps = project.steps(write(project, f"{code}\nVALUE = [1]" + RUN))
    with pytest.raises(CannotCarry) as caught:
        source_of(migration(steps), "shop.migrations")
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "code",
    [
        "def count(seen=[]):\n    seen.append(1)\n    return len(seen)",
        "import functools\n@functools.lru_cache\ndef count(): return len(made)\nmade = []",
        "import itertools\nclass Count:\n    numbers = itertools.count(1)\ndef count(): return next(Count.numbers)",
    ],
)
def test_state_of_two_migrations_is_not_mixed(project: Project, code: str) -> None:
    code += "\n\ndef forwards(apps, schema_editor):\n    apps.append(count())\n"
    names = [write(project, code), write(project, code, number="0002_b")]
    source = carried(project.steps(*names))
    assert effect(project, source)[0] == effect(project, source)[1]
