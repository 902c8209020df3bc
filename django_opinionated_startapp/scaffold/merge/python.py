"""Three versions of a Python module → one, statement by statement."""

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ...sources import import_rank, import_section
from .blocks import Item, Section, tile
from .lines import merge_lines, unite_lines
from .marks import Kind, mark
from .sequence import ALIKE, Clash, Key, Sides, Slot, numbered, places_by_key, places_by_order, weave, weave_in_order
from .statement import CannotMerge, likeness, merge_import, merge_statement, settled
from .tokens import essence

_IMPORTS = ("import", "from")
_NAMED = ("def", "class", "assign", "augment", "decorator")
_LEAVING = ("return", "raise", "break", "continue")
_RENAMED = 0.8  # so much of a definition is left when it has got another name


def merge_modules(base: str, mine: str, theirs: str) -> str:
    """Return the module with the changes of both sides, and marks where they clash. All three must parse."""
    return _section(tile(base), tile(mine), tile(theirs))


@dataclass(frozen=True, slots=True)
class _Versions:
    """A block in three versions."""

    base: Sequence[Item]
    mine: Sequence[Item]
    theirs: Sequence[Item]

    def of(self, slot: Slot) -> tuple[Item | None, Item | None, Item | None]:
        return (
            None if slot.base is None else self.base[slot.base],
            None if slot.mine is None else self.mine[slot.mine],
            None if slot.theirs is None else self.theirs[slot.theirs],
        )


def _section(base: Section, mine: Section, theirs: Section) -> str:
    """Return the block below a head; the head itself is for others."""
    versions = _Versions(base.items, mine.items, theirs.items)
    pieces = list(_ordered(versions) if mine.ordered else _named(versions))
    text = "".join(pieces)
    if mine.items and not mine.items[0].lead.startswith("\n"):
        text = text.lstrip("\n")
    if mine.items and not _has_code(text):
        text += f"{mine.items[0].indent}pass\n"
    return text + _lead(base.tail, mine.tail, theirs.tail)


def _has_code(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.split("\n"))


def _named(versions: _Versions) -> Iterable[str]:
    """Yield the statements of a module or a class, known by their names."""
    old, left, right = ([item.key for item in items] for items in (versions.base, versions.mine, versions.theirs))
    mine = places_by_key(old, left, _alike(versions.base, versions.mine))
    theirs = places_by_key(old, right, _alike(versions.base, versions.theirs))
    at: dict[Key, int] = {each: number for number, each in enumerate(numbered(right)) if theirs[number] is None}
    same = [(n, at[each]) for n, each in enumerate(numbered(left)) if mine[n] is None and each in at]
    above: tuple[object, ...] = ()
    for slot in _arranged(weave(len(old), mine, theirs, same), versions):
        text, here = _item(*versions.of(slot)), _kind(slot, versions)
        if slot.base is None and _are_kin(above, here):
            text = text.lstrip("\n")
        above = here if text else above
        yield text


def _kind(slot: Slot, versions: _Versions) -> tuple[object, ...]:
    return next(item.key for item in versions.of(slot) if item)


def _arranged(slots: Sequence[Slot], versions: _Versions) -> Iterable[Slot]:
    """Yield ``slots``; imports that both sides added in one place are sorted."""
    for new, group in groupby(slots, lambda slot: slot.base is None and _kind(slot, versions)[0] in _IMPORTS):
        run = list(group)
        yield from sorted(run, key=lambda slot: import_rank(_kind(slot, versions))) if new else run


def _are_kin(one: Sequence[object], other: Sequence[object]) -> bool:
    """Tell whether both are imports, with no blank line between them."""
    return bool(one) and one[0] in _IMPORTS and other[0] in _IMPORTS and import_section(one) == import_section(other)


def _alike(base: Sequence[Item], side: Sequence[Item]) -> Callable[[int, int], float]:
    """Return the likeness of a statement that is gone and a new one of its kind: it may have got another name."""

    def compare(old: int, new: int) -> float:
        one, other = base[old], side[new]
        if one.key[0] != other.key[0] or one.key[0] in {"from", "import"}:
            return 0
        found = likeness(one.text, other.text)
        if one.key[0] in _NAMED:
            return found if found >= _RENAMED else 0
        return max(found, ALIKE)  # without a name, the one that is gone is the one that came

    return compare


def _ordered(versions: _Versions) -> Iterable[str]:
    """Yield the statements of a function, which are known by what they say and where they stand."""
    old, left, right = ([item.key for item in items] for items in (versions.base, versions.mine, versions.theirs))

    def alike(side: Sequence[Item]) -> Callable[[int, int], float]:
        return lambda one, other: (
            likeness(versions.base[one].text, side[other].text)
            if versions.base[one].key[0] == side[other].key[0]
            else 0
        )

    def same(one: int, other: int) -> bool:
        return essence(versions.mine[one].text) == essence(versions.theirs[other].text)

    def leaves(number: int) -> bool:
        return versions.mine[number].text.lstrip().startswith(_LEAVING)

    mine = places_by_order(old, left, alike(versions.mine))
    theirs = places_by_order(old, right, alike(versions.theirs))
    for slot in weave_in_order(len(old), Sides(mine, theirs, same, leaves)):
        yield _clash(slot, versions) if isinstance(slot, Clash) else _item(*versions.of(slot))


def _clash(clash: Clash, versions: _Versions) -> str:
    mine = [versions.mine[number] for number in clash.mine]
    theirs = [versions.theirs[number] for number in clash.theirs]
    indent = (mine or theirs or versions.base)[0].indent
    kind = Kind.DELETED if not mine else Kind.CHANGED if theirs else Kind.DELETED_UPSTREAM
    shown = "".join(item.lead + item.text for item in theirs)
    first = "".join(item.lead + item.text for item in mine)
    lead = mine[0].lead if mine else ""
    return f"{lead}{mark(kind, indent, shown)}{first.removeprefix(lead)}"


def _item(base: Item | None, mine: Item | None, theirs: Item | None) -> str:
    """Return what becomes of one statement: nothing, it, or it with a mark."""
    if mine and theirs:
        return _both(base or _emptied(mine), mine, theirs)
    only = mine or theirs
    assert only  # noqa: S101 - a slot stands for something
    if base is None:
        return only.lead + only.text
    if essence(base.lead + base.text) == essence(only.lead + only.text):
        return ""
    if mine:
        return f"{mine.lead}{mark(Kind.DELETED_UPSTREAM, mine.indent)}{mine.text}"
    shown = only.lead.lstrip("\n") + only.text
    return only.lead[: len(only.lead) - len(only.lead.lstrip("\n"))] + mark(Kind.DELETED, only.indent, shown)


def _emptied(item: Item) -> Item:
    """Return what both sides can have started from when both have added ``item``."""
    if item.key[0] == "from":
        return Item(item.key, "", f"{item.text.partition(' import ')[0]} import ()\n")
    sections = item.sections if item.key[0] == "class" else ()
    return Item(item.key, "", "", (), tuple(Section("", (), "", ordered=each.ordered) for each in sections))


def _both(base: Item, mine: Item, theirs: Item) -> str:
    lead = _lead(base.lead, mine.lead, theirs.lead)
    text = settled(base.text, mine.text, theirs.text)
    if text is not None:
        return lead + text
    if mine.sections and len(base.sections) == len(mine.sections) == len(theirs.sections):
        return lead + _compound(base, mine, theirs)
    return lead + _simple(base.text, mine.text, theirs.text, mine.indent, is_import=mine.key[0] == "from")


def _lead(base: str, mine: str, theirs: str) -> str:
    """Return comments and blank lines: those of mine, with what the template has changed in the comments."""
    told = settled(base, mine, theirs, str.split)
    return unite_lines(base, mine, theirs) if told is None else told


def _compound(base: Item, mine: Item, theirs: Item) -> str:
    """Return a statement with blocks: decorators, heads and blocks are merged each for itself."""
    decorators = _named(_Versions(base.decorators, mine.decorators, theirs.decorators))
    pieces = list(decorators)
    for old, here, there in zip(base.sections, mine.sections, theirs.sections, strict=True):
        head = settled(old.head, here.head, there.head)
        if head is None:
            head = _simple(old.head, here.head, there.head, mine.indent, is_head=True)
        pieces += [head, _section(old, here, there)]
    return "".join(pieces)


def _simple(  # noqa: PLR0913  (three versions and what they are)
    base: str, mine: str, theirs: str, indent: str, *, is_head: bool = False, is_import: bool = False
) -> str:
    """Return a statement without blocks, or a head: merged by element, else by line, else marked."""
    try:
        merged = (merge_import if is_import else merge_statement)(base, mine, theirs)
    except CannotMerge:
        merged = merge_lines(base, mine, theirs) or ""
    return merged if _parses(merged, indent, is_head=is_head) else mark(Kind.CHANGED, indent, theirs) + mine


def _parses(text: str, indent: str, *, is_head: bool) -> bool:
    if not text:
        return False
    above = f"if 1:\n{indent}pass\n" if indent else ""
    if is_head:
        opening = {"elif": "if 1:", "else:": "if 1:", "except": "try:", "finally:": "try:"}.get(
            text.split(maxsplit=1)[0]
        )
        above += f"{indent}{opening}\n{indent} pass\n" if opening else ""
        text = f"{text}{indent} pass\n"
    try:
        ast.parse(above + text)
    except SyntaxError:
        return False
    return True
