"""Files that are not Python: merged by line, and still of use where both sides have changed one."""

import pytest

from django_opinionated_startapp.scaffold.merge import Conflict, Merged, merge

BOTH = "you and the template have changed this"


@pytest.mark.parametrize("path", ["README.rst", "README.md", "LICENSE"])
def test_lines(path: str) -> None:
    base, mine, theirs = "a\nb\nc\n", "a\nm\nb\nc\n", "a\nb\nt\nc\n"
    assert merge(path, base, mine, theirs) == Merged("a\nm\nb\nt\nc\n")


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "expected"),
    [
        ("a\nb\n", "m\nb\n", "a\nt\n", "m\nt\n"),  # neighbours
        ("a\n", "a\nm\n", "a\nt\n", "a\nm\nt\n"),  # two additions in one place
        ("a\n", "a\nn\n", "a\nn\nt\n", "a\nn\nt\n"),
        ("a\nb\nc\n", "a\nc\n", "a\nb\nc\nt\n", "a\nc\nt\n"),  # deleted
        ("a\nb\nc\n", "b\nc\n", "a\nb\n", "b\n"),
        ("a\r\nb", "m\r\nb", "a\r\nb\r\nt", "m\r\nb\r\nt\r\n"),
    ],
)
def test_changes_in_other_lines(base: str, mine: str, theirs: str, expected: str) -> None:
    assert merge("x.txt", base, mine, theirs) == Merged(expected)


def test_other_line_ends_are_no_change() -> None:
    assert merge("x.txt", "a\n", "a\r\nb\r\n", "a\nb\n") == Merged("a\r\nb\r\n")


def test_one_line_changed_on_both_sides() -> None:
    text = "x\n<<<<<<< yours\nm\n=======\nt\n>>>>>>> template\ny\n"
    assert merge("x.rst", "x\na\ny\n", "x\nm\ny\n", "x\nt\ny\n") == Merged(text, (Conflict(2, BOTH),))


def test_toml_is_marked_in_comments() -> None:
    """pyproject.toml with other marks would stop pip, pytest, ruff and this package itself."""
    base, mine, theirs = "[a]\nb = 1\n", "[a]\nb = 2\n", "[a]\nb = 3\nc = 4\n"
    text = "[a]\n# <<<<<<< yours\nb = 2\n# b = 3\n# c = 4\n# >>>>>>> template\n"
    assert merge("pyproject.toml", base, mine, theirs) == Merged(text, (Conflict(2, BOTH),))


def test_toml_that_would_not_be_toml_stays_mine() -> None:
    base, mine, theirs = "[a]\n", "[a]\nb = 1\n", "[a]\nb = 2\n"
    assert merge("pyproject.toml", base, mine, theirs) == Merged(mine, (Conflict(0, BOTH),), beside=theirs)


def test_json() -> None:
    base = '{\n "a": 1,\n "b": 2,\n "c": 3\n}\n'
    mine, theirs = base.replace("1", "4"), base.replace("3", "5")
    assert merge("x.json", base, mine, theirs) == Merged(mine.replace("3", "5"))
    theirs = base.replace("1", "6")
    assert merge("x.json", base, mine, theirs) == Merged(mine, (Conflict(0, BOTH),), beside=theirs)
    theirs, mine = base.replace("3", '3,\n "t": 1'), base.replace("3", '3,\n "m": 1')
    assert merge("x.json", base, mine, theirs).beside == theirs


def test_mine_keeps_its_line_ends() -> None:
    assert merge("x.rst", "a\n", "a\r\n", "a\nb\n") == Merged("a\r\nb\r\n")
    assert merge("x.rst", "a\n", "a\r\n", "a\n") == Merged("a\r\n")
