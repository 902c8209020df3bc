import pytest

from django_opinionated_startapp.audit.rules.graph.import_time_cycle import ImportTimeCycle
from tests.audit.trees import run_rule


def found(**modules: str) -> list[str]:
    tree = {f"shop/{name}.py": source for name, source in modules.items()}
    return [each.message for each in run_rule(ImportTimeCycle, {"shop/__init__.py": "", **tree})]


def test_a_circle_is_shown_from_the_import_that_closes_it() -> None:
    (message,) = found(
        a="from . import b", b="from . import c\nimport d\n", c="from .a import x", d="", e="from . import a"
    )
    assert message == "shop.c and shop.a import each other while they are loaded: shop.c → shop.a → shop.b → shop.c."


@pytest.mark.parametrize(
    "back",
    [
        "def f():\n    from .a import x",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .a import x",
        "import sys\nif sys.platform == 'win32':\n    from .a import x",
        "from .b import y",
        "import os",
        "",
    ],
)
def test_imports_that_do_not_always_run_close_no_circle(back: str) -> None:
    assert found(a="from .b import y", b=back) == []


def test_an_import_in_a_try_runs() -> None:
    assert len(found(a="from .b import y", b="try:\n    from .a import x\nexcept ImportError:\n    x = None")) == 1


def test_a_package_that_gathers_its_modules_is_in_a_circle_with_those_that_ask_it_back() -> None:
    tree = {"shop/__init__.py": "from .a import x", "shop/a.py": "from shop import y\n"}
    (finding,) = run_rule(ImportTimeCycle, tree)
    assert "shop.a" in finding.message
    assert " -> " in finding.anchor


def test_tests_are_left_out() -> None:
    tree = {"shop/__init__.py": "", "shop/a.py": "import shop.tests.b", "shop/tests/__init__.py": ""}
    assert run_rule(ImportTimeCycle, {**tree, "shop/tests/b.py": "import shop.a"}) == ()


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("def f():\n    forms.Form()\n", 0),
        ("def f(form: forms.Form): ...\n", 1),
        ("class A(forms.Form): ...\n", 1),
        ("a = forms.Form()\n", 1),
        ("a = lambda: forms.Form()\n", 0),
    ],
)
def test_a_package_around_that_is_used_later_is_in_no_circle(line: str, number: int) -> None:
    tree = {
        "shop/__init__.py": "",
        "shop/forms/__init__.py": "from .fields import Field\n\nclass Form: ...\n",
        "shop/forms/fields.py": f"from shop import forms\n\nclass Field: ...\n\n{line}",
    }
    assert len(run_rule(ImportTimeCycle, tree)) == number
