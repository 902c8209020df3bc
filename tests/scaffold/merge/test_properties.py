"""What holds for every merge: of modules that the templates make, with edits as people and templates make them."""

import ast
import os
import re
from collections import Counter
from random import Random

from hypothesis import given, note, settings
from hypothesis import strategies as st

from django_opinionated_startapp.scaffold.merge import Merged, merge
from django_opinionated_startapp.scaffold.merge.blocks import tile
from django_opinionated_startapp.scaffold.merge.tokens import essence
from django_opinionated_startapp.scaffold.merge.tree import read, written

from .edits import Edit, apply, are_independent, draw, modules

# A pair takes a quarter of a second, most of it for black.
EXAMPLES = int(os.environ.get("DOS_MERGE_EXAMPLES", "10"))
modules_of_templates = st.sampled_from(range(len(modules()))).map(lambda number: modules()[number])
LAYOUT = {"(", ")", ","}


@settings(max_examples=EXAMPLES)
@given(modules_of_templates, st.randoms(use_true_random=False))
def test_edits_of_both_sides_are_merged(base: str, random: Random) -> None:
    ours, template = draw(base, "mine", random), draw(base, "theirs", random)
    mine, theirs = apply(base, ours), apply(base, template)
    note(f"{ours}\n{template}")
    found = merge("x.py", base, mine, theirs)
    ast.parse(found.text)
    for edit in filter(lambda each: each.tag, ours):
        assert found.text.count(edit.tag) >= mine.count(edit.tag)
    for edit in filter(lambda each: each.tag, template):
        assert found.text.count(edit.tag) >= theirs.count(edit.tag)
    if are_independent(ours, template):
        assert found.conflicts == ()
        _check_meaning(base, (*ours, *template), found)


def _check_meaning(base: str, edits: tuple[Edit, ...], found: Merged) -> None:
    """Compare with all edits made in one go, whatever the order of what stands in one place."""
    if not any(edit.kind == "move" for edit in edits):
        both = apply(base, edits)
        assert _counted(found.text) == _counted(both)


def _counted(text: str) -> Counter[object]:
    return Counter(value for value in essence(text) if value not in LAYOUT)


@settings(max_examples=EXAMPLES)
@given(modules_of_templates, st.randoms(use_true_random=False))
def test_one_side_alone_wins(base: str, random: Random) -> None:
    edited = apply(base, draw(base, "mine", random))
    assert merge("x.py", base, edited, base) == Merged(edited)
    assert merge("x.py", base, base, edited) == Merged(edited)
    assert merge("x.py", base, edited, edited) == Merged(edited)
    assert merge("x.py", "", edited, edited) == Merged(edited)


@settings(max_examples=EXAMPLES)
@given(modules_of_templates, st.randoms(use_true_random=False))
def test_every_character_is_kept_by_reading(base: str, random: Random) -> None:
    text = apply(base, draw(base, "mine", random))
    module = tile(text)
    assert "".join([module.head, *(item.lead + item.text for item in module.items), module.tail]) == text
    assert all(written(read(item.text)) == item.text for item in tile(text).items)


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_no_line_of_mine_is_lost_in_text(data: st.DataObject) -> None:
    lines = st.lists(st.sampled_from("abc"), max_size=6)
    base, mine, theirs = ("".join(f"{line}\n" for line in data.draw(lines)) for _ in range(3))
    mine += "mine\n"
    found = merge("x.rst", base, mine, theirs)
    assert "mine\n" in found.text
    added = Counter(mine.split("\n")) - Counter(base.split("\n"))
    assert (
        not added
        - Counter(re.sub("^(<<<|===|>>>).*$", "", found.text, flags=re.MULTILINE).split("\n"))
        - Counter([""])
    )
