"""Imports of rendered modules."""

from textwrap import dedent

import pytest

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.scaffold.tidy import members_sorted, tidy_imports


def tidied(source: str) -> str:
    """Return the dedented source as tidy_imports leaves it."""
    return tidy_imports(dedent(source), "oep49/x.py.jinja")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import os\nimport sys\n\nsys.exit()\n", "import sys\n\nsys.exit()\n"),
        ("import os.path\n\nos.path.join()\n", "import os.path\n\nos.path.join()\n"),
        ("from a import b, A, CONST\n\nprint(b, A, CONST)\n", "from a import CONST, A, b\n\nprint(b, A, CONST)\n"),
        ("from a import b as _b, c as _c\n\n_c(_b)\n", "from a import b as _b\nfrom a import c as _c\n\n_c(_b)\n"),
        ("from . import (\n    x,\n    y,\n)\n\ny()\n", "from . import y\n\ny()\n"),
        ("from a import b\n\n__all__ = ['b']\n", "from a import b\n\n__all__ = ['b']\n"),
        ("import a  # for its effects\n", "import a  # for its effects\n"),
        (
            'from a import B\n\ndef f(x: "list[B]") -> None: ...\n',
            'from a import B\n\ndef f(x: "list[B]") -> None: ...\n',
        ),
        ('"""An Order comes first."""\n\nfrom a import Order\n', '"""An Order comes first."""\n\n'),
        ('import json\n\npost(format="json")["json"]\n', '\npost(format="json")["json"]\n'),
        (
            'from a import B, C, D, E\n\ny: "B" = f(cast("C", 1), List["D"])\n\n\ndef f() -> "E": ...\n',
            'from a import B, C, D, E\n\ny: "B" = f(cast("C", 1), List["D"])\n\n\ndef f() -> "E": ...\n',
        ),
    ],
    ids=[
        "unused",
        "dotted",
        "order",
        "aliases",
        "parentheses",
        "exported",
        "comment",
        "annotation",
        "prose",
        "text",
        "types",
    ],
)
def test_imports(before: str, after: str) -> None:
    """What is used stays, in isort's order; what is not goes."""
    assert tidied(before) == after


def test_type_checking_block_stays_with_what_it_needs() -> None:
    """A block loses its unused imports only."""
    source = """\
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from a import A, B

        def f(x: "A") -> None: ...
        """
    assert tidied(source) == dedent(source).replace("A, B", "A")


def test_type_checking_block_goes_when_empty() -> None:
    """A block without imports goes, and the name with it."""
    source = """\
        from typing import TYPE_CHECKING, Any

        if TYPE_CHECKING:
            from a import A

        x: Any = 1
        """
    assert tidied(source) == "from typing import Any\n\n\nx: Any = 1\n"


def test_type_checking_alone_goes_altogether() -> None:
    """An import of nothing is no import."""
    source = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from a import A\n\nx = 1\n"
    assert tidied(source).strip() == "x = 1"


def test_broken_source_names_template_and_line() -> None:
    """What is no Python is refused."""
    with pytest.raises(OpinionatedError) as caught:
        tidied("def f(:\n    pass\n")
    assert str(caught.value).startswith("The template oep49/x.py.jinja does not make Python: ")
    assert "'def f(:'" in caught.value.message
    assert caught.value.hint == "Mend the template."


def test_one_name_for_two_things_is_refused() -> None:
    """A model must not hide what the template imports."""
    with pytest.raises(OpinionatedError) as caught:
        tidied("from django.test import TestCase\nfrom ..models import TestCase\n")
    assert str(caught.value) == (
        "In oep49/x.py.jinja the name TestCase means two things: django.test:TestCase and ..models:TestCase.\n"
        "Choose another name for the model."
    )


def test_members_are_sorted_as_isort_does() -> None:
    """CONSTANTS, Classes, functions; each once."""
    assert members_sorted(["b", "A", "CONST", "a", "A"]) == ["CONST", "A", "a", "b"]
