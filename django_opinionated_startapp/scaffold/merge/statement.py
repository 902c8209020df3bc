"""Three versions of one statement, merged by the elements of its brackets: arguments, members of lists, bases."""

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain

from .sequence import ALIKE, Key, Places, Slot, numbered, places_by_key, weave
from .tokens import essence
from .tree import Element, Group, Parts, head, in_brackets, key, read, written

_NAMES = re.compile(r"(\s*from\s+\S+\s+import\s+)([^(#\n\\]+?)(\s*(?:#.*)?\n?)\Z")
_ONE_LINE = re.compile(r"(\s*from\s+\S+\s+import\s+)\(([^()#\n]*?),?\)(\s*(?:#.*)?\n?)\Z")


class CannotMerge(Exception):  # noqa: N818 - an answer, not a failure
    """Both sides changed the same thing, each in its way."""


def settled(base: str, mine: str, theirs: str, by: Callable[[str], object] = essence) -> str | None:
    """Return the version that stands where at most one side has changed something; None where both have.

    ``by`` returns what of a text is compared.
    """
    if mine in {base, theirs}:
        return theirs
    if theirs == base:
        return mine
    said = by(base), by(mine), by(theirs)
    if said[2] in said[:2]:
        return mine
    return theirs if said[0] == said[1] else None


def merge_statement(base: str, mine: str, theirs: str) -> str:
    """Return the statement, or the head of one, with the changes of both sides; raise CannotMerge where they clash.

    A formatter puts brackets around a value that has become too long: if some version has them, all count as having.
    """
    versions = base, mine, theirs
    try:
        return _merged(versions)
    except CannotMerge:
        bracketed = tuple(map(in_brackets, versions))
        if bracketed == versions or not set(bracketed) & set(versions):
            raise
        return _merged(bracketed)


def _merged(versions: Sequence[str]) -> str:
    base, mine, theirs = map(read, versions)
    return written(_parts(base, mine, theirs))


def merge_import(base: str, mine: str, theirs: str) -> str:
    """Return the ``from`` import of all names that both sides want."""
    versions = [_NAMES.sub(r"\1(\2)\3", text) for text in (base, mine, theirs)]
    merged = merge_statement(*versions)
    return merged if versions[1] == mine else _ONE_LINE.sub(r"\1\2\3", merged)


def likeness(one: str, other: str) -> float:
    """Return how much two pieces of Python have in common, from 0 to 1."""
    return SequenceMatcher(None, essence(one), essence(other), autojunk=False).ratio()


def _parts(base: Parts, mine: Parts, theirs: Parts) -> Parts:
    if not len(base) == len(mine) == len(theirs):
        raise CannotMerge
    return tuple(map(_part, base, mine, theirs))


def _part(base: "str | Group", mine: "str | Group", theirs: "str | Group") -> "str | Group":
    if isinstance(base, Group) and isinstance(mine, Group) and isinstance(theirs, Group):
        return _groups(base, mine, theirs)
    text = settled(str(base), str(mine), str(theirs), str.split)
    if text is None:
        raise CannotMerge
    return text


def _groups(base: Group, mine: Group, theirs: Group) -> Group:
    if not base.opening == mine.opening == theirs.opening:
        raise CannotMerge
    old, left, right = ([key(element) for element in group.elements] for group in (base, mine, theirs))
    places = places_by_key(old, left, _alike(base, mine)), places_by_key(old, right, _alike(base, theirs))
    same = list(_same(left, right, *places))
    if base.trailer and _adds(left, places[0]) - {left[pair[0]] for pair in same} and _adds(right, places[1]):
        raise CannotMerge  # two second arguments: each has its meaning from its place
    slots = weave(len(old), *places, same)
    found = [each for slot in slots if (each := _element(slot, base, mine, theirs)) is not None]
    # Brackets of the template that have got lines of their own are too long for one.
    frame = theirs if theirs.spread and not mine.spread else mine
    return _framed(_sorted(found, mine, theirs), frame, _tail(base, mine, theirs, frame))


def _adds(keys: Sequence[Key], places: Places) -> set[Key]:
    """Return the positional arguments that a side adds; texts in a row, as of field names, are members of a list."""
    found = {each for each, place in zip(keys, places, strict=True) if place is None}
    return {each for each in found if isinstance(each, tuple) and not each[0] and not _is_text(each)}


def _is_text(found: tuple[object, ...]) -> bool:
    return isinstance(found[1], tuple) and len(found[1]) == 1 and isinstance(found[1][0], tuple)


def _alike(base: Group, side: Group) -> Callable[[int, int], float]:
    """Return the likeness of an element that is gone and a new one, which may be the same, changed."""

    def compare(old: int, new: int) -> float:
        one, other = base.elements[old], side.elements[new]
        if len(one.parts) > 1 and len(other.parts) > 1 and head(one) == head(other):
            return likeness(one.text, other.text)
        # Arguments have their meaning from their place; members of a list are what they say.
        return ALIKE if base.trailer and old == new and not key(one)[0] and not key(other)[0] else 0

    return compare


def _same(left: Sequence[Key], right: Sequence[Key], mine: Places, theirs: Places) -> Iterator[tuple[int, int]]:
    """Yield pairs of additions that are one element."""
    at = {each: number for number, each in enumerate(numbered(right)) if theirs[number] is None}
    for number, each in enumerate(numbered(left)):
        if mine[number] is None and each in at:
            yield number, at[each]


def _element(slot: Slot, base: Group, mine: Group, theirs: Group) -> Element | None:
    old = None if slot.base is None else base.elements[slot.base]
    here = None if slot.mine is None else mine.elements[slot.mine]
    there = None if slot.theirs is None else theirs.elements[slot.theirs]
    if here and there:
        return _both(old, here, there)
    if old is None:
        return here or there
    kept = here or there
    if kept is not None and essence(kept.whole) != essence(old.whole):
        raise CannotMerge  # deleted on one side, changed on the other
    return None


def _both(base: Element | None, mine: Element, theirs: Element) -> Element:
    if base is None:
        if essence(mine.text) != essence(theirs.text):
            raise CannotMerge
        return mine
    text = settled(base.text, mine.text, theirs.text)
    return Element(
        _comments(base.lead, mine.lead, theirs.lead),
        _parts(base.parts, mine.parts, theirs.parts) if text is None else read(text),
        _comments(base.note, mine.note, theirs.note),
    )


def _comments(base: str, mine: str, theirs: str) -> str:
    """Return the blanks and comments of mine, unless only the template has changed the comments."""
    said = [text.split() for text in (base, mine, theirs)]
    if said[2] in said[:2]:
        return mine
    if said[0] != said[1]:
        raise CannotMerge
    return theirs


def _tail(base: Group, mine: Group, theirs: Group, frame: Group) -> str:
    tail = _comments(base.tail, mine.tail, theirs.tail)
    return tail if tail.strip() else frame.tail


def _sorted(elements: Sequence[Element], mine: Group, theirs: Group) -> list[Element]:
    """Return the elements in the order that both sides keep, if there is one."""
    for order in (str, str.casefold, _by_case):

        def place(element: Element, order: Callable[[str], object] = order) -> object:
            return order(element.text.strip("\"'"))

        if all(_is_sorted([place(each) for each in group.elements]) for group in (mine, theirs)):
            return sorted(elements, key=place)  # type: ignore[arg-type]  # all of one kind
    return list(elements)


def _by_case(name: str) -> tuple[int, str]:
    """Return the place of a name as isort sees it: CONSTANTS, Classes, functions."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2), name.casefold()


def _is_sorted(places: list[object]) -> bool:
    return len(places) > 1 and places == sorted(places)  # type: ignore[type-var]  # all of one kind


def _framed(elements: Sequence[Element], frame: Group, tail: str) -> Group:
    """Return brackets with ``elements``, laid out like those of ``frame``."""
    leads = {element.lead for element in frame.elements}
    indent = next((lead.rpartition("\n")[2] for lead in chain(leads, [tail]) if "\n" in lead), "")
    laid: list[Element] = []
    for element in elements:
        broken = bool(laid and "#" in laid[-1].note)
        lead = element.lead if element.lead in leads else _lead(element.lead, indent if frame.spread else None)
        if laid and not lead:
            lead = " "
        if broken and "\n" not in lead:
            lead = f"\n{indent}"
        laid.append(Element(lead, element.parts, element.note))
    is_tuple = frame.opening == "(" and not frame.trailer and len(laid) == 1 and _is_plural(frame)
    comma = is_tuple or (frame.comma and bool(laid) and (frame.spread or len(frame.elements) > 1))
    return Group(frame.opening, tuple(laid), tail, frame.trailer, comma)


def _lead(lead: str, indent: str | None) -> str:
    if indent is None:
        return " "
    comments = [line.strip() for line in lead.split("\n") if line.strip()]
    return "".join(f"\n{indent}{line}" for line in (*comments, ""))


def _is_plural(frame: Group) -> bool:
    return frame.comma or len(frame.elements) > 1
