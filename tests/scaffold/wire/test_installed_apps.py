import re
from pathlib import Path

import pytest

from django_opinionated_startapp.scaffold.wire import AppEntry, CannotWire, SourceFile, WireEdit, add_installed_apps

from .checks import ORDERS, Tree, check_apps, check_apps_refused, finder, write

REST = AppEntry("rest_framework", local=False)
AT_THE_END = 'Add this line at the end of settings.py: INSTALLED_APPS = [*INSTALLED_APPS, "apps.orders"]'
CANNOT_TELL = "What INSTALLED_APPS holds cannot be told without running the settings: "


# Where it goes


def test_list(tmp_path: Path) -> None:
    edits = check_apps(
        tmp_path,
        """\
        INSTALLED_APPS = [
            "django.contrib.admin",
            "django.contrib.auth",
        ]
        """,
        """\
        INSTALLED_APPS = [
            "django.contrib.admin",
            "django.contrib.auth",
            "apps.orders",
        ]
        """,
    )
    assert [(edit.path.name, edit.line, edit.text) for edit in edits] == [("settings.py", 4, '    "apps.orders",')]


def test_tuple(tmp_path: Path) -> None:
    check_apps(tmp_path, "INSTALLED_APPS = (\n    'a',\n)\n", "INSTALLED_APPS = (\n    'a',\n    'apps.orders',\n)\n")


def test_one_line(tmp_path: Path) -> None:
    check_apps(tmp_path, 'INSTALLED_APPS = ["a", "b"]\n', 'INSTALLED_APPS = ["a", "b", "apps.orders"]\n', diff=(1, 1))


def test_minified(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        "A=1;INSTALLED_APPS=['a','b'];B=2",
        "A=1;INSTALLED_APPS=['a','b','apps.orders'];B=2",
        diff=(1, 1),
    )


def test_one_line_with_a_trailing_comma(tmp_path: Path) -> None:
    check_apps(tmp_path, "INSTALLED_APPS = ['a',]\n", "INSTALLED_APPS = ['a', 'apps.orders',]\n", diff=(1, 1))


def test_one_element_tuple(tmp_path: Path) -> None:
    check_apps(tmp_path, "INSTALLED_APPS = ('a',)\n", "INSTALLED_APPS = ('a', 'apps.orders')\n", diff=(1, 1))


def test_tuple_without_parentheses(tmp_path: Path) -> None:
    check_apps(tmp_path, "INSTALLED_APPS = 'a', 'b'\n", "INSTALLED_APPS = 'a', 'b', 'apps.orders'\n", diff=(1, 1))


def test_tuple_of_one_without_parentheses(tmp_path: Path) -> None:
    check_apps(tmp_path, "INSTALLED_APPS = 'a',  # one\n", "INSTALLED_APPS = 'a', 'apps.orders'  # one\n", diff=(1, 1))


def test_tuple_without_parentheses_of_elements_with_some(tmp_path: Path) -> None:
    check_apps(
        tmp_path, "INSTALLED_APPS = ('a'), ('b')\n", "INSTALLED_APPS = ('a'), ('b'), 'apps.orders'\n", diff=(1, 1)
    )


def test_tuple_with_a_parenthesised_first_element(tmp_path: Path) -> None:
    check_apps(
        tmp_path, "INSTALLED_APPS = (('a'), ('b'))\n", "INSTALLED_APPS = (('a'), ('b'), 'apps.orders')\n", diff=(1, 1)
    )


def test_parentheses_around_everything(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        """\
        INSTALLED_APPS = (((
            ("a"),
            ("b" # ) , ]
            )
        )))
        """,
        """\
        INSTALLED_APPS = (((
            ("a"),
            ("b" # ) , ]
            ),
            "apps.orders"
        )))
        """,
        diff=(1, 2),
    )


def test_line_continued_with_backslashes(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        "INSTALLED_APPS = \\\n    'a', \\\n    'b'\n",
        "INSTALLED_APPS = \\\n    'a', \\\n    'b', 'apps.orders'\n",
        diff=(1, 1),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[]", "['apps.orders']"),
        ("()", "('apps.orders',)"),
        ("[ ]", "['apps.orders' ]"),
        ("list()", None),
    ],
)
def test_empty(tmp_path: Path, before: str, after: str | None) -> None:
    text = f"NAME = 'x'\nINSTALLED_APPS = {before}\n"
    if after is None:
        check_apps_refused(
            tmp_path, text, "No single list puts an app into INSTALLED_APPS exactly once (settings.py).", AT_THE_END
        )
    else:
        check_apps(tmp_path, text, f"NAME = 'x'\nINSTALLED_APPS = {after}\n", diff=(1, 1))


def test_empty_on_several_lines(tmp_path: Path) -> None:
    check_apps(tmp_path, "INSTALLED_APPS = [\n]\n", 'INSTALLED_APPS = [\n    "apps.orders",\n]\n')


def test_empty_in_a_file_with_tabs(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        "if 1:\n\tX = 1\nINSTALLED_APPS = [\n]\n",
        'if 1:\n\tX = 1\nINSTALLED_APPS = [\n\t"apps.orders",\n]\n',
    )


def test_nothing_but_comments(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        "INSTALLED_APPS = [  # all\n  # 'apps.orders',\n]\n",
        "INSTALLED_APPS = [  # all\n  # 'apps.orders',\n  \"apps.orders\",\n]\n",
    )


def test_comment_in_the_first_line_of_an_empty_list(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        "INSTALLED_APPS = [  # all\n]\n",
        'INSTALLED_APPS = [  # all\n    "apps.orders",\n]\n',
    )


def test_last_element_without_trailing_comma(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        'INSTALLED_APPS = [\n    "a",\n    "b"  # last, for now ]\n]\n',
        'INSTALLED_APPS = [\n    "a",\n    "b",  # last, for now ]\n    "apps.orders"\n]\n',
        diff=(1, 2),
    )


def test_comments_behind_the_last_element(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        """\
        INSTALLED_APPS = [
            'a',  # a ] bracket
            # 'debug_toolbar',
            # Local apps
        ]
        """,
        """\
        INSTALLED_APPS = [
            'a',  # a ] bracket
            # 'debug_toolbar',
            # Local apps
            'apps.orders',
        ]
        """,
    )


def test_bracket_right_behind_the_last_element(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        "INSTALLED_APPS = ['a',\n                  'b']\n",
        "INSTALLED_APPS = ['a',\n                  'b', 'apps.orders']\n",
        diff=(1, 1),
    )


def test_elements_under_one_another_behind_the_bracket(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        "INSTALLED_APPS = ['a',\n]\n",
        "INSTALLED_APPS = ['a',\n                  'apps.orders',\n]\n",
    )


def test_elements_at_the_start_of_the_line(tmp_path: Path) -> None:
    check_apps(tmp_path, "INSTALLED_APPS = [\n'a',\n]\n", "INSTALLED_APPS = [\n'a',\n'apps.orders',\n]\n")


def test_several_elements_in_a_line(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        "INSTALLED_APPS = [\n\t'a', 'b',\n\t'c', 'd',\n]\n",
        "INSTALLED_APPS = [\n\t'a', 'b',\n\t'c', 'd',\n\t'apps.orders',\n]\n",
    )


def test_comma_on_a_line_of_its_own(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        "INSTALLED_APPS = [\n    'a'\n    ,\n]\n",
        "INSTALLED_APPS = [\n    'a'\n    ,\n    'apps.orders',\n]\n",
    )


def test_implicit_concatenation(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        "INSTALLED_APPS = [\n    'django.contrib.'\n    'auth',\n]\n",
        "INSTALLED_APPS = [\n    'django.contrib.'\n    'auth',\n    'apps.orders',\n]\n",
    )


def test_quotes_of_the_neighbours(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        '''"""Settings."""\nX = """x"""\nA = "x"\nINSTALLED_APPS = [u'a', f"{A}y"]\n''',
        '''"""Settings."""\nX = """x"""\nA = "x"\nINSTALLED_APPS = [u'a', f"{A}y", 'apps.orders']\n''',
        diff=(1, 1),
    )


# Bytes


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_line_ends(tmp_path: Path, newline: str) -> None:
    before = "# ü\nINSTALLED_APPS = [\n    'a',\n]\n".replace("\n", newline).encode()
    after = "# ü\nINSTALLED_APPS = [\n    'a',\n    'apps.orders',\n]\n".replace("\n", newline).encode()
    check_apps(tmp_path, before, after)


def test_byte_order_mark(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        b"\xef\xbb\xbfINSTALLED_APPS = ['\xc3\xbc']\r\n",
        b"\xef\xbb\xbfINSTALLED_APPS = ['\xc3\xbc', 'apps.orders']\r\n",
        diff=(1, 1),
    )


def test_encoding_cookie(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        b"# -*- coding: latin-1 -*-\nX = '\xfc'; INSTALLED_APPS = ['\xe9\xe8', 'b']\n",
        b"# -*- coding: latin-1 -*-\nX = '\xfc'; INSTALLED_APPS = ['\xe9\xe8', 'b', 'apps.orders']\n",
        diff=(1, 1),
    )


def test_wide_characters_in_front(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        "X = '🦄é'; INSTALLED_APPS = ['a']  # 🦄\n",
        "X = '🦄é'; INSTALLED_APPS = ['a', 'apps.orders']  # 🦄\n",
        diff=(1, 1),
    )


def test_form_feed(tmp_path: Path) -> None:
    check_apps(
        tmp_path,
        "X = 1\n\f\nINSTALLED_APPS = [\n\f    'a',\n]\n",
        "X = 1\n\f\nINSTALLED_APPS = [\n\f    'a',\n\f    'apps.orders',\n]\n",
    )


def test_invalid_escapes_are_not_our_affair(tmp_path: Path) -> None:
    path = tmp_path / "settings.py"
    file = SourceFile(path, b'X = "\\d"\nINSTALLED_APPS = ["a"]\n')
    edits = add_installed_apps("settings", [ORDERS], find={"settings": file}.get, root=tmp_path)
    after = b'X = "\\d"\nINSTALLED_APPS = ["a", "apps.orders"]\n'
    assert edits == (WireEdit(path, file.content, after, 2, 'INSTALLED_APPS = ["a", "apps.orders"]'),)


# Which list


def test_sum_with_local_apps(tmp_path: Path) -> None:
    before = """\
        DJANGO_APPS = ["django.contrib.admin"]
        THIRD_PARTY_APPS = [
            "crispy_forms",
        ]
        LOCAL_APPS = [
            "apps.users",
        ]
        # https://docs.djangoproject.com/en/dev/ref/settings/#installed-apps
        INSTALLED_APPS = DJANGO_APPS + THIRD_PARTY_APPS + LOCAL_APPS
        """
    after = before.replace('"apps.users",\n', '"apps.users",\n            "apps.orders",\n')
    check_apps(tmp_path, before, after)


def test_third_party_apps_go_to_their_own_list(tmp_path: Path) -> None:
    lists = "DJANGO_APPS = ['a']\nLOCAL_APPS = ['b']\nTHIRD_PARTY_APPS = ['c']\n"
    total = "INSTALLED_APPS = DJANGO_APPS + THIRD_PARTY_APPS + LOCAL_APPS\n"
    edits = check_apps(
        tmp_path,
        lists + total,
        lists.replace("'c'", "'c', 'rest_framework'").replace("'b'", "'b', 'apps.orders'") + total,
        REST,
        ORDERS,
        diff=(2, 2),
    )
    assert [(edit.line, edit.text) for edit in edits] == [
        (2, "LOCAL_APPS = ['b', 'apps.orders']\nTHIRD_PARTY_APPS = ['c', 'rest_framework']")
    ]


def test_third_party_apps_without_a_list_of_their_own(tmp_path: Path) -> None:
    text = "LOCAL_APPS = ['b']\nINSTALLED_APPS = ['a'] + LOCAL_APPS\nINSTALLED_APPS += ['c']\n"
    check_apps(tmp_path, text, text.replace("'a'", "'a', 'rest_framework'"), REST, diff=(1, 1))


def test_own_app_where_there_is_only_a_third_party_list(tmp_path: Path) -> None:
    text = "DJANGO_APPS = ['a']\nTHIRD_PARTY_APPS = ['b']\nINSTALLED_APPS = DJANGO_APPS + THIRD_PARTY_APPS\n"
    check_apps(tmp_path, text, text.replace("'b'", "'b', 'apps.orders'"), diff=(1, 1))


def test_list_with_the_other_own_apps(tmp_path: Path) -> None:
    text = "CORE = ['a']\nSHOP = ['apps.users', 'b']\nINSTALLED_APPS = ['c'] + CORE + SHOP\n"
    files = {"settings.py": text, "apps/users/__init__.py": ""}
    check_apps(tmp_path, files, text.replace("'b'", "'b', 'apps.orders'"), diff=(1, 1))


def test_look_alikes(tmp_path: Path) -> None:
    text = """\
        PRE_INSTALLED_APPS = ["x"]
        # INSTALLED_APPS = ["y"]
        LOCAL_APPS = ["not installed"]
        X = 'INSTALLED_APPS = ["z"]'
        INSTALLED_APPS = ["a"]
        INSTALLED_APPS_EXTRA = ["b"]
        """
    check_apps(tmp_path, text, text.replace('["a"]', '["a", "apps.orders"]'), diff=(1, 1))


def test_look_alike_that_feeds_it(tmp_path: Path) -> None:
    text = "PRE_INSTALLED_APPS = ['x', 'y']\nINSTALLED_APPS = PRE_INSTALLED_APPS + ['a']\n"
    check_apps(tmp_path, text, text.replace("['a']", "['a', 'apps.orders']"), diff=(1, 1))


def test_starred_list(tmp_path: Path) -> None:
    text = "LOCAL_APPS = ['b']\nINSTALLED_APPS = [\n    'a',\n    *LOCAL_APPS,\n]\n"
    check_apps(tmp_path, text, text.replace("'b'", "'b', 'apps.orders'"), diff=(1, 1))


def test_starred_list_that_is_not_named_for_anyone(tmp_path: Path) -> None:
    before = "OTHERS = ['b']\nINSTALLED_APPS = [\n    'a',\n    *OTHERS\n]\n"
    check_apps(tmp_path, before, before.replace("*OTHERS\n", "*OTHERS,\n    'apps.orders'\n"), diff=(1, 2))


def test_annotated(tmp_path: Path) -> None:
    text = "INSTALLED_APPS: list[str]\nINSTALLED_APPS: list[str] = ['a']\n"
    check_apps(tmp_path, text, text.replace("'a'", "'a', 'apps.orders'"), diff=(1, 1))


@pytest.mark.parametrize(
    "statement",
    [
        "INSTALLED_APPS.append('b')",
        "INSTALLED_APPS.insert(0, 'b')",
        "INSTALLED_APPS.extend(['b'])",
        "INSTALLED_APPS += ['b']",
        "INSTALLED_APPS += ('b',)",
        "INSTALLED_APPS = INSTALLED_APPS + ['b']",
        "INSTALLED_APPS = [*INSTALLED_APPS, 'b']",
        "INSTALLED_APPS = list(dict.fromkeys(INSTALLED_APPS))",
        "INSTALLED_APPS = sorted(INSTALLED_APPS, key=str)",
        "INSTALLED_APPS = INSTALLED_APPS.copy()",
        "INSTALLED_APPS.remove('a')",
        "import sys\nsys.path.append('x')\nsys.path.remove('x')",
        "import itertools\nINSTALLED_APPS = [*itertools.chain(INSTALLED_APPS, ('b',))]\nX = 'x'.upper().isupper",
        "from itertools import chain\nINSTALLED_APPS = list(chain(INSTALLED_APPS, {'b'}))",
        "from collections import OrderedDict\nINSTALLED_APPS = list(OrderedDict.fromkeys(INSTALLED_APPS))",
        "ALIAS = OTHER = INSTALLED_APPS\nALIAS.append('b')",
        "if X:\n    INSTALLED_APPS += ['b']\nelse:\n    INSTALLED_APPS += ['c']",
        "if X:\n    INSTALLED_APPS = INSTALLED_APPS + ['b']",
        "if not INSTALLED_APPS:\n    raise ValueError",
        "try:\n    INSTALLED_APPS += ['b']\nexcept ImportError as error:\n    raise ValueError from error",
        "try:\n    import gone\nexcept ImportError:\n    pass\nelse:\n    INSTALLED_APPS += ['b']",
        "try:\n    from gone import *\nexcept ImportError:\n    pass\nfinally:\n    INSTALLED_APPS += ['b']",
        "for app in ['b', 'c']:\n    INSTALLED_APPS.append(app)",
        "for app in INSTALLED_APPS:\n    print",
        "for _ in range(2):\n    X = [_]\nelse:\n    Y = X",
        "while X > 1:\n    X = X - 1",
        "from contextlib import suppress\nwith suppress(ImportError):\n    import gone\n    INSTALLED_APPS += ['b']",
        "match X:\n    case 1:\n        INSTALLED_APPS += ['b']\n    case _:\n        pass",
        "globals().get('X'), len(INSTALLED_APPS), vars()['X']",
        "def check(INSTALLED_APPS):\n    INSTALLED_APPS.append(1)",
        "def check():\n    local = []\n    local.append(INSTALLED_APPS[0])",
        "MORE = X and [1]\nMORE += [2]\nMORE[0] = 3\nMORE.y.append(1) if X > 5 else 0",
        "A, (B, *C) = 1, (2, 3)",
        "del X",
        "def change():\n    return dict(locals(), x=sys.modules['x'], y=X.y.z)",
        "print(*INSTALLED_APPS, sep='')",
        "NAME = 'b'\nNAME += 'c'\nINSTALLED_APPS += [NAME, NAME + 'd', f'{NAME}.e', 'f' if X else 'g']",
        "INSTALLED_APPS += ['b'] if X else []",
        "EXTRA = ['b']\nINSTALLED_APPS += EXTRA if X else ()",
    ],
)
def test_what_may_happen_to_the_list_later(tmp_path: Path, statement: str) -> None:
    text = f"X = 1\nINSTALLED_APPS = ['a']\n{statement}\n"
    check_apps(tmp_path, text, text.replace("['a']", "['a', 'apps.orders']"), diff=(1, 1))


def test_only_appended_to(tmp_path: Path) -> None:
    text = "INSTALLED_APPS = []\nINSTALLED_APPS.append('a')\nINSTALLED_APPS.append('b')\n"
    check_apps(tmp_path, text, text.replace("[]", "['apps.orders']"), diff=(1, 1))


def test_tuple_that_is_added_to(tmp_path: Path) -> None:
    text = "INSTALLED_APPS = ('a', 'b')\nOLD = INSTALLED_APPS\nINSTALLED_APPS += ('c',)\n"
    check_apps(tmp_path, text, text.replace("'b'", "'b', 'apps.orders'"), diff=(1, 1))


def test_last_of_several_assignments(tmp_path: Path) -> None:
    text = "INSTALLED_APPS = ['x']\nINSTALLED_APPS = ['a']\n"
    check_apps(tmp_path, text, text.replace("'a'", "'a', 'apps.orders'"), diff=(1, 1))


def test_wrapped_list(tmp_path: Path) -> None:
    text = "DJANGO_APPS = ['a']\nLOCAL_APPS = ['b']\nINSTALLED_APPS = list(dict.fromkeys(DJANGO_APPS + LOCAL_APPS))\n"
    check_apps(tmp_path, text, text.replace("'b'", "'b', 'apps.orders'"), diff=(1, 1))


# Other files


def test_base_and_dev(tmp_path: Path) -> None:
    files = {
        "config/settings/__init__.py": "",
        "config/settings/base.py": "INSTALLED_APPS = [\n    'a',\n]\n",
        "config/settings/dev.py": "from .base import *\nINSTALLED_APPS += ['debug_toolbar']\n",
    }
    after = {"config/settings/base.py": "INSTALLED_APPS = [\n    'a',\n    'apps.orders',\n]\n"}
    check_apps(tmp_path, files, after, where="config.settings.dev:INSTALLED_APPS")


def test_list_of_another_module(tmp_path: Path) -> None:
    files = {
        "config/__init__.py": "",
        "config/settings.py": "from .apps import LOCAL_APPS as OURS\nINSTALLED_APPS = ['a'] + OURS\n",
        "config/apps.py": "LOCAL_APPS = ['b']\n",
    }
    check_apps(
        tmp_path,
        files,
        {"config/apps.py": "LOCAL_APPS = ['b', 'apps.orders']\n"},
        where="config.settings:INSTALLED_APPS",
        diff=(1, 1),
    )


@pytest.mark.parametrize(
    "text",
    [
        "import config.base\nINSTALLED_APPS = config.base.INSTALLED_APPS + ['b']\n",
        "import config.base as base\nINSTALLED_APPS = base.INSTALLED_APPS\nINSTALLED_APPS += ['b']\n",
        "from config import base\nbase.INSTALLED_APPS += ['b']\nINSTALLED_APPS = base.INSTALLED_APPS\n",
        "from . import base\nINSTALLED_APPS = [*base.INSTALLED_APPS]\n",
        "from .base import INSTALLED_APPS\nINSTALLED_APPS.append('b')\n",
        "if 1:\n    from .one import *\nelse:\n    from .two import *\n",
        "if 0:\n    from .two import *\nelse:\n    from .two import *\n",
        "from .listed import *\n",
    ],
)
def test_ways_to_another_module(tmp_path: Path, text: str) -> None:
    files = {
        "config/__init__.py": "",
        "config/settings.py": text,
        "config/base.py": "INSTALLED_APPS = ['a']\n_PRIVATE = 1\n",
        "config/one.py": "from .base import *\nINSTALLED_APPS = INSTALLED_APPS + ['c']\n",
        "config/two.py": "from .base import *\nINSTALLED_APPS += ['d']\n",
        "config/listed.py": "from .base import INSTALLED_APPS, _PRIVATE\n__all__ = ['INSTALLED_APPS']\n",
    }
    after = {"config/base.py": "INSTALLED_APPS = ['a', 'apps.orders']\n_PRIVATE = 1\n"}
    check_apps(tmp_path, files, after, where="config.settings:INSTALLED_APPS", diff=(1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "from base import EXTRA\nINSTALLED_APPS = ['a', *EXTRA]\n",
        "import base\nINSTALLED_APPS = ['a', *base.EXTRA]\n",
        "from base import EXTRA\nINSTALLED_APPS = ['a'] + list(EXTRA)\n",
        "import base\nINSTALLED_APPS = ['a'] + base.EXTRA.copy()\n",
        "from base import EXTRA\nINSTALLED_APPS = ['a']\nINSTALLED_APPS += EXTRA\n",
        "from base import EXTRA\nINSTALLED_APPS = ['a']\nINSTALLED_APPS.extend(EXTRA)\n",
        "from base import EXTRA, NAME\nINSTALLED_APPS = ['a']\nINSTALLED_APPS.append(NAME)\n",
    ],
)
@pytest.mark.parametrize("held", [False, True])
def test_a_module_with_branches_that_is_read_for_an_element(tmp_path: Path, text: str, held: bool) -> None:
    app = "apps.orders" if held else "b"
    base = f"EXTRA = ['{app}']\nNAME = '{app}'\nif X:\n    EXTRA.append('c')\n"
    edits = added(tmp_path, {"settings.py": text, "base.py": base})
    assert [edit.text.count("'apps.orders'") for edit in edits] == ([] if held else [1])


def test_settings_that_a_local_file_may_change(tmp_path: Path) -> None:
    text = "INSTALLED_APPS = ['a']\ntry:\n    from local import *\nexcept ImportError:\n    pass\n"
    files = {"settings.py": text, "local.py": "DEBUG = True\n"}
    check_apps(tmp_path, files, text.replace("'a'", "'a', 'apps.orders'"), diff=(1, 1))


def test_modules_that_are_not_looked_at(tmp_path: Path) -> None:
    text = "from broken import x\nimport broken as other, sys\nfrom loop import y\nINSTALLED_APPS = ['a']\n"
    write(tmp_path, {"settings.py": text, "broken.py": "(", "loop.py": "from loop import y"})
    (edit,) = add_installed_apps("settings", [ORDERS], find=finder(tmp_path), root=tmp_path)
    assert edit.text == "INSTALLED_APPS = ['a', 'apps.orders']"


def test_split_settings(tmp_path: Path) -> None:
    files = {
        "config/__init__.py": "",
        "config/settings/__init__.py": """\
            from split_settings.tools import include, optional
            _base = ["components/common.py"]
            include(*_base, "./components/db.py", optional("local.py"))
            """,
        "config/settings/components/common.py": "INSTALLED_APPS = ('a',)\n",
        "config/settings/components/db.py": "INSTALLED_APPS += ('b',)\n",
    }
    after = {"config/settings/components/common.py": "INSTALLED_APPS = ('a', 'apps.orders')\n"}
    check_apps(tmp_path, files, after, where="config.settings:INSTALLED_APPS", diff=(1, 1))


def test_settings_classes(tmp_path: Path) -> None:
    text = """\
        from configurations import Configuration
        class Base(Configuration):
            X = 1
            INSTALLED_APPS = [
                "a",
            ]
        class Dev(Base):
            INSTALLED_APPS = Base.INSTALLED_APPS + ["debug_toolbar"]
        class Test(Base, object):
            pass
        """
    after = text.replace('"a",\n', '"a",\n                "apps.orders",\n')
    check_apps(tmp_path, text, after, where="settings:Dev.INSTALLED_APPS")


# How it is spelled


@pytest.mark.parametrize(
    ("own", "spelled"),
    [
        (["apps.users"], "apps.orders"),
        (["apps.users.apps.UsersConfig"], "apps.orders.apps.OrdersConfig"),
        (["apps.users.apps.UsersConfig", "apps.carts"], "apps.orders"),
        (["apps.users.apps.UsersConfig", "apps.carts.apps.CartsConfig", "apps.blog"], "apps.orders.apps.OrdersConfig"),
    ],
)
def test_habit_of_the_project(tmp_path: Path, own: list[str], spelled: str) -> None:
    names = ["django.contrib.admin", "some.apps.SomeConfig", *own]
    files = {f"apps/{name}/{file}.py": "" for name in ("users", "carts", "blog") for file in ("__init__", "apps")}
    before = f"INSTALLED_APPS = {names}\n"
    check_apps(tmp_path, {"settings.py": before, **files}, before.replace("]", f", '{spelled}']"), diff=(1, 1))


@pytest.mark.parametrize(
    "spelled", ["apps.orders", "apps.orders.apps.OrdersConfig", "apps.orders.apps.Other", "apps.orders.OrdersConfig"]
)
def test_already_there(tmp_path: Path, spelled: str) -> None:
    write(tmp_path, {"settings.py": f"MORE = ['{spelled}']\nINSTALLED_APPS = ['a'] + MORE"})
    assert add_installed_apps("settings", [ORDERS], find=finder(tmp_path), root=tmp_path) == ()


def test_apps_below_the_app_are_others(tmp_path: Path) -> None:
    before = "INSTALLED_APPS = ['apps.orders.items', 'apps.orders.items.apps.ItemsConfig', 'apps.orders2']\n"
    check_apps(tmp_path, before, before.replace("]", ", 'apps.orders']"), AppEntry("apps.orders"), diff=(1, 1))


def test_several_apps(tmp_path: Path) -> None:
    entries = [AppEntry("b"), AppEntry("c"), AppEntry("a")]
    write(tmp_path, {"settings.py": "INSTALLED_APPS = [\n    'a'\n]\n"})
    (edit,) = add_installed_apps("settings", entries, find=finder(tmp_path), root=tmp_path)
    assert edit.after == b"INSTALLED_APPS = [\n    'a',\n    'b',\n    'c'\n]\n"
    assert (edit.line, edit.text) == (3, "    'b',\n    'c'")


# Refusals


@pytest.mark.parametrize(
    ("text", "why", "line"),
    [
        ("get_apps()", "it takes in `get_apps()`", 2),
        ("env.list('APPS')", "it takes in `env.list('APPS')`", 2),
        ("[a for a in 'bc']", "it takes in `[a for a in 'bc']`", 2),
        ("os.environ['APPS'].split(',')", "it takes in `os.environ['APPS'].split(',')`", 2),
        ("'a'", "it is no list", 1),
        ("unknown", "it takes in `unknown`", 2),
        ("gone", "it comes from `other`", 1),
        ("list('abc', 1)", "it takes in `list('abc', 1)`", 2),
        ("x or ['a']", "it takes in `x or ['a']`", 2),
        ("[a for a in ['b', 'c'] if a != gone]", "it takes in `[a for a in ['b', 'c'] if a != gone]`", 2),
        ("only_some(['a']) + other.APPS", "it takes in `only_some(['a'])`", 2),
    ],
)
def test_what_cannot_be_told(tmp_path: Path, text: str, why: str, line: int) -> None:
    check_apps_refused(
        tmp_path,
        f"from other import gone\nINSTALLED_APPS = {text}\n",
        f"{CANNOT_TELL}{why} (settings.py:{line}).",
        AT_THE_END,
    )


# A place that is certain, among elements of which only some are known


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("['a'] + get_apps()", "it takes in `get_apps()`"),
        ("['a', get_app()]", "it holds `get_app()`"),
        ("['a', *get_apps()]", "it takes in `get_apps()`"),
        ("['a', f'{1}']", "it holds `f'{1}'`"),
        ("['a', f'{NAME!r:>5}']", "it holds `f'{NAME!r:>5}'`"),
        ("only_some(['b', 'c']) + ['a']", "it takes in `only_some(['b', 'c'])`"),
        ("['a']\nINSTALLED_APPS += get_apps()", "it takes in `get_apps()`"),
        ("['a']\nINSTALLED_APPS = INSTALLED_APPS + get_apps()", "it takes in `get_apps()`"),
        ("['a']\nINSTALLED_APPS.append(get_app())", "it holds `get_app()`"),
        ("['a']\nfor app in get_apps():\n    INSTALLED_APPS.append(app)", "it holds `app`"),
        ("['a']\nfor app in get_apps():\n    if app:\n        INSTALLED_APPS += [app]", "it holds `app`"),
        (
            "['a']\nfor app in ('b', 'c'):\n    if app == 'c':\n        break\n    INSTALLED_APPS += [app]",
            "it holds `app`",
        ),
        ("['a']\nwhile NAME:\n    INSTALLED_APPS += ['b']\n    NAME = ''", "it is changed in a loop"),
        ("['a']\nif NAME:\n    INSTALLED_APPS += get_apps()", "it takes in `get_apps()`"),
        ("('a',)\nINSTALLED_APPS = tuple(NAME and ()) + INSTALLED_APPS", "it takes in `NAME and ()`"),
    ],
)
def test_rest_that_cannot_be_told(tmp_path: Path, text: str, why: str) -> None:
    head = "from other import get_app, get_apps, only_some\nNAME = 'n'\n"
    functions = "get_app = lambda: 'd'\nget_apps = lambda: ['e', 'f']\nonly_some = lambda apps: apps[1:]\n"
    before = f"{head}INSTALLED_APPS = {text}\n"
    after = re.sub(
        r"(?<=\('a'),(?=\))|(?<=\['a')(?=\])|(?<=[)'])(?=\]$)", ", 'apps.orders'", before, count=1, flags=re.MULTILINE
    )
    (edit,) = check_apps(tmp_path, {"settings.py": before, "other.py": functions}, {"settings.py": after}, diff=(1, 1))
    assert edit.doubt.startswith(f"{CANNOT_TELL}{why} (settings.py:")


def test_no_doubt_where_all_is_known(tmp_path: Path) -> None:
    (edit,) = added(tmp_path, {"settings.py": "INSTALLED_APPS = ['a']\nX = plugins()\n"})
    assert edit.doubt == ""


def test_doubt_about_one_of_several_apps(tmp_path: Path) -> None:
    """Each edit says it: the files are started together."""
    files = {
        "settings.py": "from other import *\nTHIRD_PARTY_APPS = ['b']\nLOCAL_APPS += plugins()\n"
        "INSTALLED_APPS = THIRD_PARTY_APPS + LOCAL_APPS\n",
        "other.py": "LOCAL_APPS = ['a']\n",
    }
    edits = added(tmp_path, files, REST, ORDERS)
    assert {edit.path.name: edit.text for edit in edits} == {
        "settings.py": "THIRD_PARTY_APPS = ['b', 'rest_framework']",
        "other.py": "LOCAL_APPS = ['a', 'apps.orders']",
    }
    assert {edit.doubt for edit in edits} == {f"{CANNOT_TELL}it takes in `plugins()` (settings.py:3)."}


def test_place_under_a_condition_with_a_rest_that_cannot_be_told(tmp_path: Path) -> None:
    check_apps_refused(
        tmp_path,
        "if X:\n    INSTALLED_APPS = ['a']\nelse:\n    INSTALLED_APPS = ['b']\nINSTALLED_APPS += plugins()\n",
        f"{CANNOT_TELL}it takes in `plugins()` (settings.py:5).",
        AT_THE_END,
    )


def test_place_in_a_list_that_is_added_twice_with_a_rest_that_cannot_be_told(tmp_path: Path) -> None:
    check_apps_refused(
        tmp_path,
        "MORE = ['a']\nINSTALLED_APPS = MORE + MORE + plugins()\n",
        f"{CANNOT_TELL}it takes in `plugins()` (settings.py:2).",
        'Add this line to the list that starts at settings.py:1: "apps.orders",',
    )


def test_entry_under_a_condition_with_a_rest_that_cannot_be_told(tmp_path: Path) -> None:
    text = "INSTALLED_APPS = ['a']\nINSTALLED_APPS += plugins()\nif X:\n    INSTALLED_APPS += ['apps.orders']\n"
    with pytest.raises(CannotWire) as caught:
        added(tmp_path, {"settings.py": text})
    assert caught.value.message == '"apps.orders" is in INSTALLED_APPS, but not always (settings.py:4).'


def test_settings_classes_with_a_rest_that_cannot_be_told(tmp_path: Path) -> None:
    """Starting the project says something about one of them only."""
    base = "class Base:\n    INSTALLED_APPS = ['a']\n    INSTALLED_APPS += plugins()\n"
    (edit,) = added(tmp_path, {"settings.py": base})
    assert (edit.text, bool(edit.doubt)) == ("    INSTALLED_APPS = ['a', 'apps.orders']", True)
    check_apps_refused(
        tmp_path,
        f"{base}class Dev(Base):\n    INSTALLED_APPS = Base.INSTALLED_APPS + ['b']\n",
        f"{CANNOT_TELL}it takes in `plugins()` (settings.py:3).",
        'Add this line to the list that starts at settings.py:2: "apps.orders",\n'
        "Of several settings classes a trial can start only one.",
    )


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("setup(INSTALLED_APPS)", "`setup(INSTALLED_APPS)` may change it"),
        ("X = setup(apps=INSTALLED_APPS)", "`setup(apps=INSTALLED_APPS)` may change it"),
        ("django_heroku.settings(locals())", "`django_heroku.settings(locals())` may change it"),
        ("exec(open('local.py').read())", "`exec(open('local.py').read())` may change it"),
        ("globals().update(INSTALLED_APPS=[])", "`globals().update(INSTALLED_APPS=[])` may change it"),
        ("globals()['INSTALLED_APPS'] = []", "`globals()['INSTALLED_APPS']` may change it"),
        ("here = globals()", "`here = globals()` may change it"),
        ("here: dict = vars()", "`here: dict = vars()` may change it"),
        ("setattr(sys.modules[__name__], 'X', 1)", "`sys.modules[__name__]` may change it"),
        ("INSTALLED_APPS[0] = 'b'", "`INSTALLED_APPS[0]` may change it"),
        ("del INSTALLED_APPS[0]", "`INSTALLED_APPS[0]` may change it"),
        ("INSTALLED_APPS.sort()", "`INSTALLED_APPS.sort()` may change it"),
        ("X = INSTALLED_APPS.pop()", "`INSTALLED_APPS.pop()` may change it"),
        ("INSTALLED_APPS.append('a') if X else 0", "`INSTALLED_APPS.append('a')` may change it"),
        ("INSTALLED_APPS.append('a', 'b')", "`INSTALLED_APPS.append` may change it"),
        ("for X in get():\n    INSTALLED_APPS = ['b'] + INSTALLED_APPS", "it is changed in a loop"),
        ("(INSTALLED_APPS := [])", "it takes in `INSTALLED_APPS`"),
        ("for INSTALLED_APPS in get():\n    pass", "it takes in `INSTALLED_APPS`"),
        ("with get() as INSTALLED_APPS:\n    pass", "it takes in `INSTALLED_APPS`"),
        ("INSTALLED_APPS, X = get()", "it takes in `get()`"),
        ("def INSTALLED_APPS():\n    pass", "it takes in `def INSTALLED_APPS(): pass`"),
        ("def change():\n    global INSTALLED_APPS\n    INSTALLED_APPS = []", "a function may change it"),
        ("def change():\n    INSTALLED_APPS.append('b')", "a function may change it"),
        ("def change():\n    globals()['INSTALLED_APPS'] = []", "a function may change it"),
        ("list.append(INSTALLED_APPS, 'b')", "`list.append(INSTALLED_APPS, 'b')` may change it"),
        ("sys.modules[__name__].INSTALLED_APPS = []", "`sys.modules[__name__]` may change it"),
        ("INSTALLED_APPS.remove(NAME)", "`INSTALLED_APPS.remove` may change it"),
        ("INSTALLED_APPS += plugins(INSTALLED_APPS)", "`plugins(INSTALLED_APPS)` may change it"),
        ("INSTALLED_APPS = [a for a in INSTALLED_APPS if a]", "it takes in `[a for a in INSTALLED_APPS if a]`"),
        ("INSTALLED_APPS *= 2", "it takes in `INSTALLED_APPS * 2`"),
        ("if X:\n    INSTALLED_APPS = get()", "it takes in `get()`"),
        ("from gone import *", "`from gone import *` cannot be followed"),
        ("from .. import *", "`from .. import *` cannot be followed"),
        ("from broken import *", "`from broken import *` cannot be followed"),
        ("from round import *", "`from settings import *` goes round in a circle"),
        ("from unlisted import *", "`from unlisted import *` brings names that cannot be told"),
        (
            "import tuples\ntuples.APPS += ('b',)\nINSTALLED_APPS = tuples.APPS",
            "`tuples.APPS += ('b',)` changes it",
        ),
        ("import settings\nsettings.INSTALLED_APPS = []", "`settings.INSTALLED_APPS` is assigned to"),
    ],
)
def test_what_makes_a_plain_list_uncertain(tmp_path: Path, statement: str, why: str) -> None:
    files = {
        "settings.py": f"INSTALLED_APPS = ['a']\n{statement}\n",
        "broken.py": "(",
        "tuples.py": "APPS = ('a',)\n",
        "round.py": "from settings import *\n",
        "unlisted.py": "__all__ = ['x', *names()]\n",
    }
    with pytest.raises(CannotWire) as caught:
        added(tmp_path, files)
    assert caught.value.message.startswith(f"{CANNOT_TELL}{why} (")


@pytest.mark.parametrize("statement", ["setup(INSTALLED_APPS)", "INSTALLED_APPS.sort()", "del INSTALLED_APPS[0]"])
def test_what_makes_an_imported_list_uncertain(tmp_path: Path, statement: str) -> None:
    text = f"from base import INSTALLED_APPS\nfrom broken import setup\n{statement}\n"
    with pytest.raises(CannotWire, match=r"cannot be told without running the settings.* may change it"):
        added(tmp_path, {"settings.py": text, "base.py": "INSTALLED_APPS = ['a']\n", "broken.py": "("})


def test_name_that_is_two_things(tmp_path: Path) -> None:
    text = "if X:\n    NAME = 'a'\nelse:\n    NAME = 'b'\nINSTALLED_APPS = [NAME]\n"
    (edit,) = added(tmp_path, {"settings.py": text})
    assert edit.doubt == f"{CANNOT_TELL}it holds `NAME` (settings.py:5)."


def test_conditional_only(tmp_path: Path) -> None:
    check_apps_refused(
        tmp_path,
        "if DEBUG:\n    INSTALLED_APPS = ['a']\nelse:\n    INSTALLED_APPS = ['b']\n",
        "INSTALLED_APPS is set only under a condition (settings.py:2, settings.py:4).",
        AT_THE_END,
    )


def test_set_on_one_way_only(tmp_path: Path) -> None:
    check_apps_refused(
        tmp_path,
        "try:\n    from gone import *\n    INSTALLED_APPS = ['a']\nexcept ImportError:\n    pass\n",
        "INSTALLED_APPS is set only under a condition (settings.py:3).",
        AT_THE_END,
    )


def test_there_under_a_condition(tmp_path: Path) -> None:
    check_apps_refused(
        tmp_path,
        "INSTALLED_APPS = ['a']\nif DEBUG:\n    INSTALLED_APPS += ['apps.orders']\n",
        '"apps.orders" is in INSTALLED_APPS, but not always (settings.py:3).',
        'Take it out at settings.py:3. Add this line to the list that starts at settings.py:1: "apps.orders",',
    )


def test_removed_under_a_condition(tmp_path: Path) -> None:
    check_apps_refused(
        tmp_path,
        "INSTALLED_APPS = ['apps.orders']\nif DEBUG:\n    INSTALLED_APPS.remove('apps.orders')\n",
        '"apps.orders" is in INSTALLED_APPS, but not always (settings.py:1).',
        'Take it out at settings.py:1. Add this line to the list that starts at settings.py:1: "apps.orders",',
    )


def test_list_that_would_come_twice(tmp_path: Path) -> None:
    check_apps_refused(
        tmp_path,
        "COMMON = ['a']\nINSTALLED_APPS = COMMON + COMMON\n",
        "No single list puts an app into INSTALLED_APPS exactly once (settings.py:1).",
        'Add this line to the list that starts at settings.py:1: "apps.orders",',
    )


@pytest.mark.parametrize(
    "text", ["", "# INSTALLED_APPS = []\n", "PRE_INSTALLED_APPS = []\n", "INSTALLED_APPS: list\n"]
)
def test_not_set(tmp_path: Path, text: str) -> None:
    check_apps_refused(
        tmp_path,
        text,
        "INSTALLED_APPS is not set in settings.py.",
        'Add this line to settings.py: INSTALLED_APPS = ["apps.orders"]',
    )


def test_deleted(tmp_path: Path) -> None:
    check_apps_refused(
        tmp_path,
        "INSTALLED_APPS = []\ndel INSTALLED_APPS, (X, Y)\n",
        "INSTALLED_APPS is not set in settings.py.",
        'Add this line to settings.py: INSTALLED_APPS = ["apps.orders"]',
    )


def test_no_such_module(tmp_path: Path) -> None:
    check_apps_refused(
        tmp_path, {}, "The settings module settings cannot be found.", 'Add "apps.orders" to INSTALLED_APPS by hand.'
    )


def test_syntax_error(tmp_path: Path) -> None:
    path = tmp_path / "project/settings.py"
    with pytest.raises(CannotWire) as caught:
        added(tmp_path / "project", {"settings.py": "INSTALLED_APPS = ["})
    assert caught.value.message.startswith(f"{path} cannot be parsed: ")
    assert caught.value.hint == f"Mend {path} and run the command again."


def test_encoding_that_lacks_the_name(tmp_path: Path) -> None:
    files = {"settings.py": b"# coding: latin-1\nINSTALLED_APPS = ['\xfc']\n"}
    with pytest.raises(CannotWire) as caught:
        added(tmp_path, files, AppEntry("заказы"))
    message = f"The encoding iso-8859-1 of {tmp_path / 'settings.py'} cannot hold 'заказы'."
    assert caught.value.message == message


def test_encoding_that_is_not_kept(tmp_path: Path) -> None:
    text = b"# coding: iso2022_jp\nINSTALLED_APPS = ['\x1b(B']\n"
    with pytest.raises(CannotWire) as caught:
        added(tmp_path, {"settings.py": text})
    path = tmp_path / "settings.py"
    assert caught.value.message == f"{path} would change when it is decoded and encoded again (iso2022_jp)."


def test_file_of_a_package(tmp_path: Path) -> None:
    write(tmp_path / "outside", {"vendor.py": "INSTALLED_APPS = ['a']\n"})
    check_apps_refused(
        tmp_path,
        "from vendor import *\n",
        f"INSTALLED_APPS stands outside of the project ({(tmp_path / 'outside/vendor.py').as_posix()}:1).",
        AT_THE_END,
    )


def test_package_installed_below_the_project(tmp_path: Path) -> None:
    files = {"venv/lib/site-packages/vendor.py": "INSTALLED_APPS = ['a']\n", "settings.py": "from vendor import *\n"}
    root = tmp_path / "project"
    write(root, files)
    with pytest.raises(CannotWire) as caught:
        add_installed_apps("settings", [ORDERS], find=finder(root, root / "venv/lib/site-packages"), root=root)
    assert caught.value.message == (
        "INSTALLED_APPS stands outside of the project (venv/lib/site-packages/vendor.py:1)."
    )


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ("'components/*.py'", 2),
        ("'gone.py'", 2),
        ("*names()", 2),
        ("optional(name)", 2),
        ("optional()", 2),
        ("'../x.py'", 2),
    ],
)
def test_split_settings_that_cannot_be_told(tmp_path: Path, arguments: str, line: int) -> None:
    check_apps_refused(
        tmp_path,
        {
            "settings.py": f"from split_settings.tools import include, optional\ninclude('base.py', {arguments})\n",
            "base.py": "INSTALLED_APPS = ['a']\n",
        },
        f"{CANNOT_TELL}`include('base.py', {arguments})` includes what cannot be told (settings.py:{line}).",
        'Add this line to the list that starts at base.py:1: "apps.orders",',
    )


def test_settings_class_with_a_call(tmp_path: Path) -> None:
    check_apps_refused(
        tmp_path,
        "X = 1\nclass Base:\n    INSTALLED_APPS = values.ListValue(['a'])\n",
        f"{CANNOT_TELL}it takes in `values.ListValue(['a'])` (settings.py:3).",
        'Make INSTALLED_APPS of the class Base hold "apps.orders" at settings.py:3.',
    )


@pytest.mark.parametrize("change", ["cls.INSTALLED_APPS = []", "cls.INSTALLED_APPS.append('b')"])
def test_settings_class_with_a_method_that_changes_the_list(tmp_path: Path, change: str) -> None:
    check_apps_refused(
        tmp_path,
        f"class Base:\n    INSTALLED_APPS = ['a']\n    def setup(cls):\n        {change}\n",
        f"{CANNOT_TELL}a function may change it (settings.py:4).",
        'Add this line to the list that starts at settings.py:2: "apps.orders",',
    )


def test_settings_classes_without_a_common_list(tmp_path: Path) -> None:
    check_apps_refused(
        tmp_path,
        "class One:\n    INSTALLED_APPS = ['a']\nclass Two:\n    INSTALLED_APPS = ['a']\n",
        "No single list puts an app into INSTALLED_APPS exactly once (settings.py:2, settings.py:4).",
        'Add this line to the list that starts at settings.py:2: "apps.orders",',
    )


def added(root: Path, files: Tree, *entries: AppEntry) -> tuple[WireEdit, ...]:
    write(root, files)
    return add_installed_apps("settings", entries or (ORDERS,), find=finder(root), root=root)
