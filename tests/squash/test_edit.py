"""The source of a migration with other names in it: what changes, and what doesn't."""

from pathlib import Path
from textwrap import dedent

import pytest

from django_opinionated_startapp.squash.edit import edited, load

NAMES = {("shop", "0001_initial"): ("shop", "0001_all"), ("shop", "0002_price"): ("shop", "0001_all")}
NAMES[("old", "0001_initial")] = ("new", "0001_squashed")


def after(text: str, key: tuple[str, str] = ("other", "0001"), *, squashed: bool = False) -> str:
    return edited(dedent(text).encode(), key, NAMES, squashed=squashed).decode()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ('[("shop", "0002_price")]', '[("shop", "0001_all")]'),
        ("[('shop', '0002_price')]", "[('shop', '0001_all')]"),
        ('[["shop", "0002_price"]]', '[["shop", "0001_all"]]'),
        ('(("shop", "0002_price"),)', '(("shop", "0001_all"),)'),
        ('[("old", "0001_initial")]', '[("new", "0001_squashed")]'),
        ('[("shop", "0001_initial"), ("shop", "0002_price")]', '[("shop", "0001_all")]'),
        ('[("shop", "0001_all"), ("shop", "0002_price"), ("a", "b")]', '[("shop", "0001_all"), ("a", "b")]'),
        ('[\n        ("a", "b"),\n        ("shop", "0001_all"),\n        ("shop", "0002_price"),  # x\n    ]',
         '[\n        ("a", "b"),\n        ("shop", "0001_all"),\n    ]'),
        ('[("shop", "__first__"), ("shop", "__latest__")]', '[("shop", "__first__"), ("shop", "__latest__")]'),
        ('[("a", "b"), ("a", "b")]', '[("a", "b"), ("a", "b")]'),
        ('BASE + [("shop", "0002_price")]', 'BASE + [("shop", "0001_all")]'),
        ('[("shop", f"{x}"), (1, 2), migrations.swappable_dependency(X)]',
         '[("shop", f"{x}"), (1, 2), migrations.swappable_dependency(X)]'),
        ('[("é", "ü"), ("shop", "0002_price"), ("é", "ü")]', '[("é", "ü"), ("shop", "0001_all")]'),
    ],
)  # fmt: skip
def test_names_change_and_doubles_go(before: str, expected: str) -> None:
    frame = "class Migration(M):\n    dependencies = {}\n    operations = [('shop', '0002_price')]\n"
    assert after(frame.format(before)) == frame.format(expected)


def test_all_ways_to_assign_are_known() -> None:
    text = 'class Migration(M):\n    {} [("shop", "0002_price")]\n    x = y = 1\n    z.a = 2\n'
    for way in ("run_before =", "dependencies: list =", "dependencies +=", "x = dependencies ="):
        assert after(text.format(way)) == text.format(way).replace("0002_price", "0001_all")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ('[("shop", "0001_initial")]', "[]"),
        ('(("shop", "0001_initial"),)', "()"),
        ('[("shop", "0001_initial"), ("a", "b"), ("shop", "0002_price")]', '[("a", "b")]'),
        ('[("shop", "0001_initial"), ("shop", "0002_price"), ("a", "b")]', '[("a", "b")]'),
    ],
)
def test_a_migration_does_not_name_itself(before: str, expected: str) -> None:
    frame = "class Migration(M):\n    dependencies = {}\n"
    assert after(frame.format(before), ("shop", "0001_all")) == frame.format(expected)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("    replaces = [\n        ('shop', '0001_initial'),\n    ]\n    initial = True\n", "    initial = True\n"),
        ("\n    replaces = []\n\n    initial = True\n", "\n    initial = True\n"),
        ("    replaces = []\n\n    initial = True\n", "    initial = True\n"),
        ("    initial = True\n    replaces = []\n\n    x = 1\n", "    initial = True\n\n    x = 1\n"),
        ("    initial = True\n\n    replaces: list = []  # old\n", "    initial = True\n\n"),
        ("    x = 1; replaces = [('shop', '0001_initial')]\n", "    x = 1; replaces = []\n"),
    ],
)
def test_replaces_is_taken_out_with_its_lines(before: str, expected: str) -> None:
    frame = "class Migration(M):\n{}"
    assert after(frame.format(before), ("shop", "0001_all"), squashed=True) == frame.format(expected)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("    replaces = []\n", '    run_before = [("ark", "0001")]\n'),
        ("    replaces = []; replaces += []\n", '    run_before = [("ark", "0001")]; replaces = []\n'),
        ('    run_before = [("x", "1")]\n    replaces = []\n', '    run_before = [("x", "1")]\n'),
    ],
)
def test_what_has_to_run_later_takes_the_place_of_replaces(before: str, expected: str) -> None:
    key, frame = ("shop", "0001_all"), "class Migration(M):\n{}"
    later = [key, ("ark", "0001")]
    found = edited(frame.format(before).encode(), key, NAMES, squashed=True, run_before=later)
    assert found.decode() == frame.format(expected)


def test_replaces_of_others_stays() -> None:
    text = 'class Migration(M):\n    replaces = [("shop", "0002_price")]\n'
    assert after(text) == text


def test_only_the_class_of_the_migration_counts() -> None:
    text = 'dependencies = [("shop", "0002_price")]\nclass Other:\n    dependencies = [("shop", "0002_price")]\n'
    assert after(text) == text


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"# coding: latin-1\n"])
def test_the_encoding_and_the_line_endings_stay(start: bytes, ending: str) -> None:
    encoding = "latin-1" if b"latin" in start else "utf-8"
    text = 'class Migration(M):\n    "é"\n    dependencies = [("é", "ü"), ("shop", "0002_price")]\n'.replace(
        "\n", ending
    )
    expected = text.replace("0002_price", "0001_all")
    before = start + text.encode(encoding)
    assert edited(before, ("other", "0001"), NAMES, squashed=False) == start + expected.encode(encoding)


def test_a_source_can_be_loaded_without_a_file() -> None:
    text = "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    package = __package__\n"
    migration = load(text.encode(), ("shop", "0001_all"), "shop.migrations", Path("/nowhere/0001_all.py"))
    assert (migration.app_label, migration.name) == ("shop", "0001_all")
    assert vars(type(migration))["package"] == "shop.migrations"
    assert type(migration).__module__ == "shop.migrations.0001_all"
