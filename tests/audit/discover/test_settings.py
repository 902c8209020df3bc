"""Settings: found, evaluated without being run, and what could not be known."""

from pathlib import Path
from typing import Any

import pytest

from django_opinionated_startapp.audit.discover.walk import walk
from django_opinionated_startapp.audit.facts import OPAQUE, Ref
from django_opinionated_startapp.audit.project import Project, Settings
from tests.audit.trees import read_project, write_tree

AT_RUN_TIME = (
    "a part of INSTALLED_APPS is decided at run time: apps that only that part names are not known here, but to "
    "manage.py auditapps"
)
MANAGE = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n"


def project(tmp_path: Path, tree: dict[str, str]) -> Project:
    return read_project(write_tree(tmp_path, {"manage.py": MANAGE, "config/__init__.py": "", **tree}))


def values(tmp_path: Path, source: str, name: str = "X", **more: str) -> list[Any]:
    found = project(tmp_path, {"config/settings.py": source, **more})
    return [each.value for each in found.settings.get(name)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("X = ['a', 'b']", [["a", "b"]]),
        ("X = ('a',) + ('b',)", [["a", "b"]]),
        ("BASE = ['a']\nX = [*BASE, 'b']", [["a", "b"]]),
        ("X = ['a']\nX += ['b']\nX.append('c')\nX.extend(('d',))\nX.insert(0, 'e')\nX.remove('a')", [list("bcde")]),
        ("X = ['a']\nif DEBUG:\n    X += ['b']", [["a", "b"]]),
        ("if DEBUG:\n    X = ['a']\nelse:\n    X = ['b']", [["a"], ["b"]]),
        ("if DEBUG:\n    A = ['a', 'c']\nelse:\n    A = ['b', 'c']\nX = A", [["a", "c", "b"]]),
        ("X = ['a', 'b']\nif DEBUG:\n    X.remove('a')", [["a", "b"]]),
        (
            "X = ['a']\ndef f():\n    global X\n    X += ['b']\n    X.append('c')\n    X.remove('a')\nf()",
            [["a", "b", "c"]],
        ),
        ("X = ['a']\ndef f(x):\n    x += ['b']\n    x.append('c')\n    X['d'] = 1\n    X = 1\n    f()", [["a"]]),
        ("X = ['a']\ndef f(app):\n    X.append(app)", [["a", Ref(".app")]]),
        ("def f(X):\n    X += ['b']\n    X.append('c')", []),
        ("X = ['a']\ndef f():\n    class A:\n        X = ['b']", [["a"]]),
        ("X = 1\nX.remove(1)", [1]),
        ("X = 1\nX -= 1\nx = 2", [1]),
        ("X = 1\nX['a'] = 1", [1]),
        ("X.append('a')", [["a"]]),
        ("X.update(a=1)", [OPAQUE]),
        ("X = 'a'\nX = 'b'", ["b"]),
        ("NAME = 'shop'\nX = f'{NAME}.{1}'", ["shop.1"]),
        ("X = f'{unknown}.x'", [OPAQUE]),
        ("X = 'a' + 'b'", ["ab"]),
        ("X = 'a' % 'b'", [OPAQUE]),
        ("X = ['a'] + unknown()", [["a", OPAQUE]]),
        ("X = 1 + 'b'", [OPAQUE]),
        ("X = {'a': 1} | {'b': 2}", [{"a": 1, "b": 2}]),
        ("B = {'a': 1}\nX = {**B, 'b': 2, 3: 4, **unknown, name: 5}", [{"a": 1, "b": 2, 3: 4, OPAQUE: 5}]),
        ("X = {'a': 1}\nX['b'] = 2\nX['c']['d'] = 3\nX['e'] += 1\nY['f'] = 1", [{"a": 1, "b": 2}]),
        ("X = dict(a=1)", [{"a": 1}]),
        ("A = ['a']\nX = list(A)", [["a"]]),
        ("A = ['a']\nX = A.copy()", [OPAQUE]),
        ("X = os.environ['x']", [Ref("config.settings.os.environ[]")]),
        ("X = env('x', default='a')", [OPAQUE]),
        ("X = ['a'] if DEBUG else ['b']", [["a", "b"]]),
        ("X = env('x') or 'a'", ["a"]),
        ("X = env('x') or env('y')", [OPAQUE]),
        ("X = [*unknown, 'a']", [[OPAQUE, "a"]]),
        ("def apps():\n    return ['a', 'b']\nX = [*apps()]", [["a", "b"]]),
        ("def apps():\n    if DEBUG:\n        return 1\n    return 2\nX = apps()", [OPAQUE]),
        ("class Base(Configuration):\n    X = ['a']\nclass Prod(Base):\n    X = Base.X + ['b']", [["a"], ["a", "b"]]),
        ("try:\n    X = 1\nexcept ImportError:\n    X = 2", [1, 2]),
        ("".join(f"if DEBUG == {number}:\n    X = {number}\n" for number in range(12)), [*range(4, 12)]),
    ],
)
def test_a_setting_is_what_running_the_module_would_make_of_it(
    tmp_path: Path, source: str, expected: list[Any]
) -> None:
    found = values(tmp_path, source)
    if expected == [list("bcde")]:
        found = [sorted(found[0])]
    assert found == expected


def test_star_imports_bring_what_another_module_says_and_names_are_followed(tmp_path: Path) -> None:
    tree = {
        "config/settings/__init__.py": "",
        "config/settings/base.py": "from pathlib import Path\nX = ['a']\nNAME = 'n'\n",
        "config/settings/extra.py": "from .base import NAME\nY = [NAME]\n",
        "config/settings/prod.py": """
            from .base import *
            from .extra import *
            from . import base
            X += ['b']
            Z = base.X + ['c']
            from oscar.defaults import *
            from django.conf.global_settings import *
            """,
        "manage.py": "DJANGO_SETTINGS_MODULE = 'config.settings.prod'",
    }
    found = project(tmp_path, tree)
    assert [each.value for each in found.settings.get("X")] == [["a", "b"]]
    assert [each.value for each in found.settings.get("Y")] == [["n"]]
    assert [each.value for each in found.settings.get("Z")] == [["a", "c"]]
    assert found.settings.get("MISSING") == ()
    assert found.settings.roots == ("config.settings.prod",)
    assert found.settings.modules == ("config.settings.base", "config.settings.extra", "config.settings.prod")
    assert [(str(each.place), each.reason) for each in found.unseen] == [
        ("config/settings/prod.py:6:1", "settings from oscar.defaults, which is not below the root, are not known")
    ]


def test_a_circle_of_star_imports_ends(tmp_path: Path) -> None:
    tree = {
        "config/settings.py": "from config.local import *\nX = 1\n",
        "config/local.py": "from config.settings import *\nY = 2\n",
    }
    found = project(tmp_path, tree)
    assert [each.value for each in found.settings.get("Y")] == [2]


def test_split_settings_are_read_in_their_order(tmp_path: Path) -> None:
    tree = {
        "config/settings/__init__.py": """
            from split_settings.tools import include, optional
            X = ['a']
            include("parts/*.py", optional("local.py"), name)
            """,
        "config/settings/parts/one.py": "X += ['b']\n",
        "config/settings/parts/two.py": "X += ['c']\n",
        "config/settings/local.py": "X += ['d']\n",
    }
    found = project(tmp_path, tree)
    assert [each.value for each in found.settings.get("X")] == [["a", "b", "c", "d"]]


@pytest.mark.parametrize(
    "line",
    ["X += X", "X = [*X, *X]", "X = [X, X]", "X.append(X)", "X = {'a': X, 'b': X}", "X = f'{X}{X}'", "X = X + X"],
)
def test_what_grows_without_end_is_not_known(tmp_path: Path, line: str) -> None:
    first = "'a'" if line.startswith("X = f") else "['a']"
    (known,) = values(tmp_path, f"X = {first}\n" + f"{line}\n" * 60)
    assert "Opaque()" in repr(known)
    assert len(repr(known)) < 100


def test_an_item_of_a_dictionary_may_be_the_dictionary(tmp_path: Path) -> None:
    assert values(tmp_path, "X = {'a': 1}\nX['b'] = X\n") == [{"a": 1, "b": {"a": 1}}]


def test_an_item_that_settings_add_is_not_added_to_those_that_they_go_on_from(tmp_path: Path) -> None:
    more = {
        "config/base.py": "X = {'a': 1}\n",
        "config/other_settings.py": "INSTALLED_APPS = []\nfrom .base import *\n",
    }
    found = values(tmp_path, "from .base import *\nX['b'] = 2\nINSTALLED_APPS = []\n", **more)
    assert sorted(found, key=len) == [{"a": 1}, {"a": 1, "b": 2}]


def test_settings_that_include_themselves_are_read_once(tmp_path: Path) -> None:
    tree = {
        "config/settings/__init__.py": "from split_settings.tools import include\nX = ['a']\ninclude('*.py')\n",
        "config/settings/other.py": "from split_settings.tools import include\nX += ['b']\ninclude('__init__.py')\n",
    }
    found = project(tmp_path, tree)
    assert [each.value for each in found.settings.get("X")] == [["a", "b"]]


def test_what_is_decided_at_run_time_is_named(tmp_path: Path) -> None:
    tree = {
        "config/settings.py": "import os\nINSTALLED_APPS = ['orders', *plugins()]\n",
        "orders/__init__.py": "",
        "orders/models.py": "",
    }
    found = project(tmp_path, tree)
    assert list(found.apps) == ["orders"]
    assert [(str(each.place), each.reason) for each in found.unseen] == [("config/settings.py:2:1", AT_RUN_TIME)]
    tree["config/settings.py"] = "INSTALLED_APPS = plugins()\n"
    assert [each.reason for each in project(tmp_path, tree).unseen] == [
        AT_RUN_TIME,
        "no INSTALLED_APPS could be read: what has an AppConfig or models counts as an app",
    ]


def test_settings_that_cannot_be_read_or_found_are_named(tmp_path: Path) -> None:
    tree = {
        "config/settings.py": "INSTALLED_APPS = [\n",
        "wsgi.py": "DJANGO_SETTINGS_MODULE = 'config.prod'",
        "tox.ini": "",
    }
    found = project(tmp_path, tree)
    reasons = {str(each.place): each.reason for each in found.unseen}
    assert reasons["config/settings.py"].startswith("syntax error in line 1")
    assert reasons["wsgi.py:1:1"] == "the settings module 'config.prod', which is named here, is not below the root"


def test_settings_are_found_by_name_where_nothing_names_them(tmp_path: Path) -> None:
    tree = {
        "site/settings/base.py": "INSTALLED_APPS = ['a']\n",
        "site/settings/prod.py": "from site.settings.base import *\n",
        "site/settings/helpers.py": "x = 1\n",
        "site/test_settings.py": "INSTALLED_APPS: list[str] = ['b']\n",
        "orders/settings.py": "LIMIT = 1\n",
        "docs/settings_api.py": '"""Write\n\nINSTALLED_APPS = [...]\n"""\n',
        "manage.py": "x = 1\n",
    }
    for folder in ("site", "site/settings", "orders"):
        tree[f"{folder}/__init__.py"] = ""
    found = project(tmp_path, tree)
    assert found.settings.roots == ("site.settings.prod", "site.test_settings")


def test_pytest_configurations_name_settings_too(tmp_path: Path) -> None:
    tree = {
        "pyproject.toml": '[tool.pytest.ini_options]\nDJANGO_SETTINGS_MODULE = "config.testing"\n',
        "config/testing.py": "X = 1\n",
        "setup.cfg": "[tool:pytest]\nDJANGO_SETTINGS_MODULE = nowhere\n",
        "manage.py": "import os\nos.environ['DJANGO_SETTINGS_MODULE'] = os.environ.get('S', 'config.live')\n",
        "config/live.py": "X = 2\n",
    }
    found = project(tmp_path, tree)
    assert found.settings.roots == ("config.live", "config.testing")
    assert {each.value for each in found.settings.get("X")} == {1, 2}


def test_there_may_be_no_settings_at_all() -> None:
    assert Settings().get("X") == ()


def test_a_file_that_vanishes_between_two_looks_has_no_text(tmp_path: Path) -> None:
    assert walk(tmp_path, lambda _path: False).read("gone.py") == ""


def test_functions_that_add_to_the_settings_of_others_are_no_settings(tmp_path: Path) -> None:
    tree = {
        "config/settings.py": "INSTALLED_APPS = ['orders']\n",
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/settings_api.py": "from .settings import *\nINSTALLED_APPS = ['nobody']\n",
    }
    found = project(tmp_path, tree)
    assert (found.settings.roots, found.unseen) == (("config.settings",), ())


@pytest.mark.parametrize(
    "text",
    [
        "import os\nX = os.getenv('NAME', 'given')\n",
        "import os\nX = os.environ.get('NAME', 'given')\n",
        "from os import environ as e\nX = e.get('NAME', default='given')\n",
        "from os import getenv\nDEFAULT = 'given'\nX = getenv('NAME', DEFAULT)\n",
        "from decouple import config\nX = config('NAME', default='given')\n",
    ],
)
def test_a_default_holds_where_the_environment_says_nothing(tmp_path: Path, text: str) -> None:
    found = project(tmp_path, {"config/settings.py": f"{text}INSTALLED_APPS = [X]\n"})
    assert [each.value for each in found.settings.get("X")] == ["given"]
    assert found.unseen == ()


def test_what_only_the_environment_says_is_not_known(tmp_path: Path) -> None:
    found = project(tmp_path, {"config/settings.py": "import os\nINSTALLED_APPS = [os.getenv('X'), 'orders']\n"})
    assert [each.reason for each in found.unseen] == [AT_RUN_TIME]
