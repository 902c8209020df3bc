"""Which code of a migration that goes moves, and how the files that use it change."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from django_opinionated_startapp.squash.moved import Move, moves
from django_opinionated_startapp.squash.references import references

CODE = """\
from __future__ import annotations
import os
from json import dumps as text, loads
from django.db import migrations

RATE = text(os.sep)


class Migration(migrations.Migration):
    x = loads("1")
"""
REST = b"""\
from __future__ import annotations
import os
from json import dumps as text, loads

RATE = text(os.sep)
"""


def moved(root: Path, user: str, code: str = CODE, more: Mapping[str, str] | None = None) -> tuple[Move, ...]:
    """Return the moves of a project in which the file ``user.py`` uses ``shop.migrations.sizes``."""
    place = root / "shop" / "migrations"
    place.mkdir(parents=True)
    for name, text in {"shop/migrations/sizes.py": code, "user.py": user, **(more or {})}.items():
        (root / name).write_text(text, encoding="utf-8")
    modules = {"shop.migrations.sizes": place / "sizes.py", "shop.migrations.other": place / "other.py"}
    found = {name: path for name, path in modules.items() if path.exists()}
    return moves(references(root, found), found, {})


def after(root: Path, user: str) -> str | None:
    """Return ``user.py`` after the move, None if there is none."""
    found = moved(root, user)
    return found[0].users[root / "user.py"].decode() if found else None


def test_the_class_goes_and_what_only_that_has_imported(tmp_path: Path) -> None:
    (move,) = moved(tmp_path, "from shop.migrations.sizes import RATE\n")
    assert (move.module, move.path) == ("shop.migrations.sizes", tmp_path / "shop" / "migrations" / "_sizes.py")
    assert move.source == REST
    assert move.users == {tmp_path / "user.py": b"from shop.migrations._sizes import RATE\n"}


def test_what_may_be_imported_for_what_it_does_stays(tmp_path: Path) -> None:
    code = "import shop.signals\nfrom shop.rules import *\n" + CODE.partition("\n")[2]
    (move,) = moved(tmp_path, "from shop.migrations.sizes import RATE\n", code)
    assert move.source == b"import shop.signals\nfrom shop.rules import *\n" + REST.partition(b"\n")[2]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("from shop.migrations import sizes\n", "from shop.migrations import _sizes as sizes\n"),
        ("from shop.migrations import x, sizes as y\n", "from shop.migrations import x, _sizes as y\n"),
        ("from shop.migrations.sizes import (\n    RATE\n)\n", "from shop.migrations._sizes import (\n    RATE\n)\n"),
        ("import os, shop.migrations.sizes as y\n", "import os, shop.migrations._sizes as y\n"),
        ("f('shop.migrations.sizes.RATE')\n", "f('shop.migrations._sizes.RATE')\n"),
        ("f('.sizes', 'shop.migrations')\n", "f('._sizes', 'shop.migrations')\n"),
        ("from django.db.migrations import Migration\nf('shop.migrations.sizes')\n",
         "from django.db.migrations import Migration\nf('shop.migrations._sizes')\n"),
        ("class A(migrations.Migration):\n    x = 'shop.migrations.sizes'\n",
         "class A(migrations.Migration):\n    x = 'shop.migrations._sizes'\n"),
    ],
)  # fmt: skip
def test_a_file_names_the_new_place(before: str, expected: str, tmp_path: Path) -> None:
    assert after(tmp_path, before) == expected


@pytest.mark.parametrize(
    "user",
    [
        "import shop.migrations.sizes\n",
        "import shop.migrations.sizes.deep as deep\n",
        "from shop.migrations.sizes import Migration\n",
        "from shop.migrations import sizes\n\nsizes.Migration\n",
        "x = 'shop.migrations.sizes.Migration'\n",
        "f('.si' 'zes', 'shop.migrations')\n",
        "f(name='.sizes', package='shop.migrations')\n",
        "print('nothing')\n",
    ],
)
def test_nothing_moves_where_a_name_cannot_be_replaced_or_nobody_asks(user: str, tmp_path: Path) -> None:
    assert after(tmp_path, user) is None


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("class Migration:\n    pass\n", {}),
        ("from .other import x\n\nRATE = x\n", {"shop/migrations/other.py": "x = 1\n"}),
        ("RATE = 1\n", {"shop/migrations/_sizes.py": ""}),
    ],
)
def test_nothing_moves_that_is_nothing_or_has_no_place(code: str, more: Mapping[str, str], tmp_path: Path) -> None:
    assert moved(tmp_path, "from shop.migrations.sizes import RATE\n", code, more) == ()


def test_a_file_changes_for_two_modules_and_on_top_of_what_changes_anyway(tmp_path: Path) -> None:
    user = "from shop.migrations.other import A\nfrom shop.migrations.sizes import RATE\n"
    first, second = moved(tmp_path, user, more={"shop/migrations/other.py": "A = 1\n"})
    path = tmp_path / "user.py"
    assert first.users[path].decode() == user.replace("other", "_other")
    assert second.users[path].decode() == user.replace("other", "_other").replace("sizes", "_sizes")
    modules = {move.module: move.path.with_name(move.path.name[1:]) for move in (first, second)}
    (again, _) = moves(references(tmp_path, modules), modules, {path: b"# new\n" + user.encode()})
    assert again.users[path].startswith(b"# new\nfrom shop.migrations._other")
