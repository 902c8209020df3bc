"""How fixes are put together: rounds, what meets, what would break a file, what is not made."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.audit.finding import Finding, Place
from django_opinionated_startapp.audit.fix import Mended, _edited, _meets, mend
from django_opinionated_startapp.audit.fixes.kinds import Edit, Fix, Move, NewFile, Part, Safety, Wanted
from django_opinionated_startapp.audit.fixes.texts import Disk, Texts
from django_opinionated_startapp.audit.project import App, Module, Project
from django_opinionated_startapp.audit.rule import Rule
from django_opinionated_startapp.changes import Create, Delete, Replace
from django_opinionated_startapp.sources import read_source
from tests.audit.samples import make_rule
from tests.audit.trees import read_project, write_tree

from .mending import request_for

PATH = "orders/bad.py"
TREE = {"orders/__init__.py": "", "orders/models.py": "", PATH: "a b c\n"}
Offer = Callable[[Finding, Texts], Fix | None]


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Mended]:
    """Return a function that mends a file with the words of ``text``, for each of which there is a finding."""

    def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
        content = Texts(project, {}).content(module.path) or b""
        for number in range(len(content.split())):
            yield rule.finding(Place(module.path, 1, number + 1), "x.", "y.", anchor=f"word {number}", app="orders")

    def made(offer: Offer, text: str | bytes = "a = 1\n", **options: object) -> Mended:
        parts = {
            "check_module": lambda rule, module, project: check(rule, module, project) if module.path == PATH else (),
            "fix": lambda _rule, finding, _project, texts: offer(finding, texts),
        }
        rule = make_rule("ZZ900", "a-sample", safety=Safety.SAFE, profiles=("default",), **parts)
        monkeypatch.setattr("django_opinionated_startapp.audit.run.load_rules", lambda _modules: (rule,))
        root = write_tree(tmp_path.resolve(), {**TREE, PATH: text})
        return mend(request_for(root), **options)  # type: ignore[arg-type]

    return made


def edit(start: int, end: int, text: str) -> Edit:
    return Edit(PATH, start, end, text)


def content(done: Mended) -> str:
    change = next(each for each in done.changes.changes if each.path.name == "bad.py")
    assert isinstance(change, Replace)
    return change.after.decode()


def by_word(*fixes: Fix | None) -> Offer:
    """Return what offers the fixes to the first, second … finding of the first round, and nothing later."""
    given = list(fixes)

    def offer(_finding: Finding, _texts: Texts) -> Fix | None:
        return given.pop(0) if given else None

    return offer


def test_what_meets_waits_for_the_next_round(make: Callable[..., Mended]) -> None:
    done = make(lambda finding, _texts: Fix((edit(0, 0, f"# {finding.anchor}\n"),)))
    assert content(done) == "# word 2\n# word 1\n# word 0\na = 1\n"
    assert len(done.fixed) == 3


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        (edit(0, 1, "b"), edit(0, 1, "b"), False),
        (edit(0, 1, "b"), edit(4, 5, "2"), False),
        (edit(0, 1, "b"), edit(0, 5, "c = 3"), True),
        (edit(0, 0, "#"), edit(0, 0, "# "), True),
        (edit(2, 2, " "), edit(0, 5, "c = 3"), True),
        (edit(0, 5, "c = 3"), edit(2, 2, " "), True),
        (edit(0, 5, "c = 3"), edit(5, 5, "2"), False),
        (NewFile("new.py"), NewFile("new.py", "1\n"), True),
        (Move(PATH, "orders/good.py"), edit(0, 1, "b"), True),
    ],
)
def test_what_meets(first: Part, second: Part, meet: bool, make: Callable[..., Mended]) -> None:
    assert len(make(by_word(Fix((first,)), Fix((second,)))).fixed) == (1 if meet else 2)


def test_a_fix_that_would_break_its_file_is_left_out_and_named(make: Callable[..., Mended]) -> None:
    done = make(by_word(Fix((edit(0, 1, "b"),)), Fix((edit(4, 5, "("),)), Fix((edit(2, 3, "=="),))))
    assert content(done) == "b = 1\n"
    assert done.broken == ()
    done = make(lambda _finding, _texts: Fix((edit(0, 0, "("),)))
    assert done.changes.changes == ()
    assert [path for _, path in done.broken] == [PATH] * 3


def test_what_the_encoding_can_not_hold_is_left_out(make: Callable[..., Mended]) -> None:
    done = make(by_word(Fix((edit(0, 0, "# …\n"),))), b"# coding: latin-1\na = 1\n")
    assert done.broken


def test_a_file_that_can_not_be_read_is_left_out(make: Callable[..., Mended]) -> None:
    assert make(by_word(Fix((Edit("orders/gone.py", 0, 0, "b"),)))).broken


def test_files_are_made_moved_and_edited_at_once(make: Callable[..., Mended]) -> None:
    parts = (NewFile("orders/new.py", "b = 1\n"), edit(0, 1, "c"), Move(PATH, "orders/good.py"))
    done = make(by_word(Fix(parts)))
    root = done.changes.root
    assert done.changes.changes == (
        Delete(root / PATH, b"a = 1\n"),
        Create(root / "orders/good.py", b"c = 1\n"),
        Create(root / "orders/new.py", b"b = 1\n"),
    )


@pytest.mark.parametrize(
    "part",
    [
        NewFile(PATH),
        NewFile("orders"),
        Move("orders/models.py", PATH),
        Wanted("readme", App("orders", "orders", "orders")),
    ],
)
def test_what_is_in_the_way_or_that_nobody_makes_is_left_out(part: Part, make: Callable[..., Mended]) -> None:
    assert make(by_word(Fix((part,)))).fixed == ()


def test_nothing_is_wanted_twice_of_what_does_not_help(make: Callable[..., Mended]) -> None:
    done = make(lambda _finding, _texts: Fix((edit(0, 0, "# "),)))
    assert content(done) == "# a = 1\n"
    assert len(done.fixed) == 3


def test_fixes_that_never_come_to_an_end_are_stopped(
    make: Callable[..., Mended], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django_opinionated_startapp.audit.fix._MOST_ROUNDS", 2)
    assert len(make(lambda finding, _texts: Fix((edit(0, 0, f"# {finding.anchor}\n"),))).fixed) == 2


def test_fixes_that_take_each_other_back_change_nothing(make: Callable[..., Mended]) -> None:
    first, second = Fix((edit(0, 1, "b"),)), Fix((edit(0, 1, "a"),))
    assert make(by_word(first, None, None, second)).changes.changes == ()


def test_a_new_file_that_is_gone_again_is_no_change(make: Callable[..., Mended]) -> None:
    made, moved = Fix((NewFile("orders/x.py"),)), Fix((Move("orders/x.py", "orders/y.py"),))
    done = make(by_word(made, None, None, moved))
    assert [each.path.name for each in done.changes.changes] == ["y.py"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.text("ab\n\r ", max_size=3)), max_size=6))
def test_whatever_is_put_in_the_rest_stays(edits: list[tuple[int, int, str]]) -> None:
    text = "# 3456789\r\nx = 1\n"
    apart: list[Edit] = []
    for start, length, put in edits:
        new = Edit(PATH, 2 + start, min(2 + start + length, 9), "#" + put.replace("\n", "").replace("\r", ""))
        if new.start <= new.end and not any(_meets(new, each) for each in apart):
            apart.append(new)
    sources = {PATH: read_source("", Path(PATH), text.encode())}
    texts = Texts(Project(Path(), {}, {}), {}, Disk(sources=sources))
    after = _edited(PATH, apart, texts).decode()
    assert after.startswith("# ")
    assert after.endswith("\r\nx = 1\n")
    assert len(after) == len(text) + sum(len(each.text) - (each.end - each.start) for each in apart)


def test_what_was_read_of_the_disk_is_not_read_again(tmp_path: Path) -> None:
    root = write_tree(tmp_path.resolve(), {**TREE, "a.html": "{% url 'x:detail' %}", "b.html": ""})
    project, disk = read_project(root), Disk()
    assert Texts(project, {}, disk).quoting("detail") == {""}
    (root / "a.html").unlink()
    texts = Texts(project, {}, disk)
    assert texts.quoting("detail") == {""}
    assert texts.quoting("x") == frozenset()
