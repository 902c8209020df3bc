"""What the edits of fixes do to layouts that the examples of rules don't have."""

from pathlib import Path
from textwrap import dedent

import pytest

from django_opinionated_startapp.audit.finding import Place
from django_opinionated_startapp.audit.fixes.classes import class_named, with_lines
from django_opinionated_startapp.audit.fixes.imports import import_at, with_import, with_statement, without_import
from django_opinionated_startapp.audit.fixes.keywords import keyword_only
from django_opinionated_startapp.audit.fixes.kinds import Edit
from django_opinionated_startapp.audit.fixes.names import is_bound, plain_uses
from django_opinionated_startapp.audit.fixes.renaming import made_private
from django_opinionated_startapp.audit.fixes.texts import Texts
from django_opinionated_startapp.audit.fixes.users import asked_for
from django_opinionated_startapp.sources import Source, read_source
from tests.audit.trees import read_project, write_tree


def parsed(text: str) -> Source:
    return read_source("", Path("orders/models.py"), dedent(text).lstrip("\n").encode())


def edited(source: Source, *edits: Edit | None) -> str:
    text = source.text
    for edit in sorted((each for each in edits if each), key=lambda each: -each.start):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def without(text: str, name: str) -> str | None:
    source = parsed(text)
    line = next(number for number, each in enumerate(source.lines(), 1) if name in each)
    column = source.lines()[line - 1].index(name) + 1
    found = import_at(source, Place("orders/models.py", line, column))
    assert found is not None
    edit = without_import(source, *found)
    return None if edit is None else edited(source, edit)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from a import X, b\n", "from a import b\n"),
        ("from a import b, X\n", "from a import b\n"),
        ("from a import (b, X,)\n", "from a import (b,)\n"),
        ("from a import (\n    X,  # old\n    b,\n)\n", "from a import (\n    b,\n)\n"),
        ("from a import (\n    b,\n    X,\n)\n", "from a import (\n    b,\n)\n"),
        ("from a import b, \\\n    X\n", "from a import b\n"),
        ("import a\nfrom a import X\n", "import a\n"),
        ("import a\n\nfrom a import X\n\nb = 1\n", "import a\n\nb = 1\n"),
        ("from a import X\n\n\nb = 1\n", "b = 1\n"),
        ("b = 1\n\n\nfrom a import X\n", "b = 1\n"),
        ("if b:\n    from a import X\n", "if b:\n    pass\n"),
        ("def f():\n    from a import X\n    return 1\n", "def f():\n    return 1\n"),
        ("b = 1; from a import X\n", None),
    ],
)
def test_a_name_is_taken_out_of_an_import(before: str, after: str | None) -> None:
    assert without(before, "X") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "from django.conf import settings\n"),
        ("# only a comment", "# only a comment\nfrom django.conf import settings"),
        ('"""What it is."""\n', '"""What it is."""\n\nfrom django.conf import settings\n'),
        ("a = 1\n", "from django.conf import settings\n\na = 1\n"),
        ("import os\n", "import os\n\nfrom django.conf import settings\n"),
        ("import os\n\nimport a\n", "import os\n\nimport a\nfrom django.conf import settings\n"),
        ("import os\n\nfrom . import a\n", "import os\n\nfrom django.conf import settings\n\nfrom . import a\n"),
        ("import a\n\nfrom . import b\n", "import a\nfrom django.conf import settings\n\nfrom . import b\n"),
        ("from django.db import a\n", "from django.conf import settings\nfrom django.db import a\n"),
        ("from django.conf import a, urls\n", "from django.conf import a, settings, urls\n"),
        ("from django.conf import a\n", "from django.conf import a, settings\n"),
        ("from django.conf import a as b\n", "from django.conf import a as b\nfrom django.conf import settings\n"),
        (
            "from django.conf import (\n    a,\n    urls,\n)\n",
            "from django.conf import (\n    a,\n    settings,\n    urls,\n)\n",
        ),
        ("from django.conf import (\n    a,\n)\n", "from django.conf import (\n    a,\n    settings,\n)\n"),
        (
            "from django.conf import (\n    a, urls,\n)\n",
            "from django.conf import (\n    a, urls,\n)\nfrom django.conf import settings\n",
        ),
        ("from django.conf import settings\n", "from django.conf import settings\n"),
        ("from django.conf import settings as s\n", None),
        ("settings = 1\n", None),
        ("import os; import zz\n", None),
        ("import os; from zz import a\n", None),
    ],
)
def test_a_name_is_imported_where_isort_would_look_for_it(before: str, after: str | None) -> None:
    source = parsed(before)
    edits = with_import(source, "django.conf", "settings", 99)
    assert (None if edits is None else edited(source, *edits)) == after


def test_a_relative_import_goes_below_the_others() -> None:
    source = parsed("import a\n\nfrom .a import b\n")
    assert (
        edited(source, with_statement(source, "from .z import z"))
        == "import a\n\nfrom .a import b\nfrom .z import z\n"
    )


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("from a import X\nb = X\nc(X.d)\n", 2),
        ("from a import X\nX = 1\n", None),
        ("from a import X\nimport X\n", None),
        ("from a import X\ndef f(X): ...\n", None),
        ("from a import X\ndef f():\n    global X\n", None),
        ("from a import X\ntry: ...\nexcept E as X: ...\n", None),
        ("from a import X\nmatch b:\n    case X: ...\n", None),
        ("from a import X\nmatch b:\n    case [*X]: ...\n", None),
        ("from a import X\nmatch b:\n    case {**X}: ...\n", None),
        ("from a import X\nclass X: ...\n", None),
        ("from a import X\nb = f'{X}'\n", None),
        ("from a import X\n__all__ = ['X']\n", None),
        ("from a import X\nb: 'list[X]' = []\n", None),
        ("from a import X\nb: 'X | None' = None\n", None),
        ("from a import X\nb = 'X marks the spot'\n", 0),
        ("from a import X\nb = 'about-X'\n", 0),
    ],
)
def test_where_a_name_is_used(text: str, uses: int | None) -> None:
    source = parsed(text)
    found = import_at(source, Place("orders/models.py", 1, 15))
    assert found is not None
    names = plain_uses(source, "X", found[1])
    assert (None if names is None else len(names)) == uses


def test_what_is_bound() -> None:
    source = parsed("import a.b\nc = d\n")
    assert [is_bound(source, name) for name in "abcd"] == [True, False, True, True]
    assert import_at(source, Place("orders/models.py", 2, 1)) is None
    assert import_at(source, Place("orders/models.py")) is None
    assert asked_for(source, Place("orders/models.py", 2, 1), is_early=False, is_taken=bool) is None


def test_a_call_in_a_module_that_can_not_be_read_any_more_is_not_known(tmp_path: Path) -> None:
    tree = {"orders/__init__.py": "", "orders/models.py": "", "orders/services.py": "def pay(a, b): ...\n"}
    root = write_tree(tmp_path.resolve(), {**tree, "orders/views.py": "import json\nfrom .services import pay\n"})
    project = read_project(root)
    module = project.modules["orders.services"]
    assert keyword_only(module, "pay", project, Texts(project, {}))
    gone = Texts(project, {"orders/views.py": None})
    assert keyword_only(module, "pay", project, gone) is None
    assert made_private(module, project, gone) is None


@pytest.mark.parametrize("number", [1, 2])
def test_what_makes_no_sense_is_no_source(number: int, tmp_path: Path) -> None:
    root = write_tree(
        tmp_path.resolve(), {"orders/__init__.py": "", "orders/bad.py": b"\xff" if number == 1 else "a b\n"}
    )
    texts = Texts(read_project(root), {})
    assert texts.source("orders/bad.py") is None
    assert texts.source("orders/gone.py") is None


def test_nothing_is_put_between_statements_that_share_a_line() -> None:
    source = parsed('class Order(models.Model):\n    """An order."""; total = 1\n')
    cls = class_named(source, "Order")
    assert cls is not None
    assert with_lines(source, cls, ["class Meta:"]) is None
