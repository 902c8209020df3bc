"""Three versions of one sequence → one order. Nothing here knows what the members are."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Key = Hashable
Similar = Callable[[int, int], float]
"""How much the member of the base and the one of the side have in common, from 0 to 1."""

ALIKE = 0.6
"""From here on two members may be one that was changed."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One member, by its place in each version; None where it is not there."""

    base: int | None = None
    mine: int | None = None
    theirs: int | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """A stretch that both sides rewrote, so that no order of its members could be right."""

    mine: tuple[int, ...]
    theirs: tuple[int, ...]


Places = list[int | None]
"""For each member of a side its place in the base, None for an addition."""


def places_by_key(base: Sequence[Key], side: Sequence[Key], similar: Similar) -> Places:
    """Return where the members of ``side`` stand in ``base``, by key; the rest by what is alike, as after a rename."""
    at = {key: number for number, key in enumerate(numbered(base))}
    found: Places = [at.get(key) for key in numbered(side)]
    lost = [number for number in range(len(base)) if number not in set(found)]
    new = [number for number, place in enumerate(found) if place is None]
    pairs = sorted(((similar(old, here), old, here) for old in lost for here in new), key=lambda pair: -pair[0])
    for likeness, old, here in pairs:
        if likeness >= ALIKE and found[here] is None and old not in found:
            found[here] = old
    return found


def places_by_order(base: Sequence[Key], side: Sequence[Key], similar: Similar) -> Places:
    """Return where the members of ``side`` stand in ``base``, where their order must not change."""
    found: Places = [None] * len(side)
    for tag, start, stop, first, last in SequenceMatcher(None, base, side, autojunk=False).get_opcodes():
        if tag == "equal":
            found[first:last] = range(start, stop)
        elif tag == "replace":
            at = start
            for here in range(first, last):
                old = next((each for each in range(at, stop) if similar(each, here) >= ALIKE), None)
                if old is not None:
                    found[here], at = old, old + 1
    return found


def numbered(keys: Sequence[Key]) -> list[Key]:
    """Return ``keys`` told apart: the second ``x`` is ``(x, 2)``."""
    seen: Counter[Key] = Counter()
    result: list[Key] = []
    for key in keys:
        seen[key] += 1
        result.append((key, seen[key]))
    return result


def weave(base: int, mine: Places, theirs: Places, same: Sequence[tuple[int, int]] = ()) -> list[Slot]:
    """Return all members in one order: that of mine, unless only theirs was changed.

    ``base``: how many members the base has. ``same``: pairs of additions that are one. What was added on both sides
    to one place stands there as mine, then theirs.
    """
    slots = _slots(base, mine, theirs, same)
    left = [slots["mine", number] for number in range(len(mine))]
    right = [slots["theirs", number] for number in range(len(theirs))]
    if _is_moved(right) and not _is_moved(left):
        return _filled(right, left, behind=False)
    return _filled(left, right, behind=True)


def _slots(base: int, mine: Places, theirs: Places, same: Sequence[tuple[int, int]]) -> dict[tuple[str, int], Slot]:
    of_mine = {place: number for number, place in enumerate(mine) if place is not None}
    of_theirs = {place: number for number, place in enumerate(theirs) if place is not None}
    every = [Slot(place, of_mine.get(place), of_theirs.get(place)) for place in range(base)]
    partner = dict(same)
    every += [Slot(None, number, partner.get(number)) for number, place in enumerate(mine) if place is None]
    taken = {pair[1] for pair in same}
    every += [Slot(None, None, number) for number, place in enumerate(theirs) if place is None and number not in taken]
    found = {("mine", slot.mine): slot for slot in every if slot.mine is not None}
    found |= {("theirs", slot.theirs): slot for slot in every if slot.theirs is not None}
    return found


def _is_moved(side: list[Slot]) -> bool:
    common = [slot.base for slot in side if slot.base is not None]
    return common != sorted(common)


def _filled(order: list[Slot], other: list[Slot], *, behind: bool) -> list[Slot]:
    """Return ``order`` with what only ``other`` has, each behind its neighbour there.

    ``behind``: behind the additions that stand there already, too.
    """
    result, own = list(order), set(order) - set(other)
    for number, slot in enumerate(other):
        if slot in order:
            continue
        place = result.index(other[number - 1]) + 1 if number else 0
        while behind and place < len(result) and result[place] in own and result[place].base is None:
            place += 1
        result.insert(place, slot)
    return result


@dataclass(frozen=True, slots=True)
class Sides:
    """Two versions of a sequence whose order matters.

    ``same`` compares additions, one of mine with one of theirs. ``ends`` tells of a member of mine whether nothing
    behind it counts. ``apart``: additions of both sides to one place clash.
    """

    mine: Places
    theirs: Places
    same: Callable[[int, int], bool]
    ends: Callable[[int], bool] = lambda _number: False
    apart: bool = False


def weave_in_order(base: int, sides: Sides) -> Iterator[Slot | Clash]:
    """Yield the members of both sides in order, with a ``Clash`` for what both sides rewrote.

    ``base``: how many members the base has.
    """
    shared = sorted({place for place in sides.mine if place is not None}.intersection(sides.theirs))
    old, left, right = 0, 0, 0
    for place in shared:
        stop = sides.mine.index(place), sides.theirs.index(place)
        yield from _stretch(range(old, place), range(left, stop[0]), range(right, stop[1]), sides)
        yield Slot(place, *stop)
        old, left, right = place + 1, stop[0] + 1, stop[1] + 1
    yield from _stretch(range(old, base), range(left, len(sides.mine)), range(right, len(sides.theirs)), sides)


def _stretch(old: range, left: range, right: range, sides: Sides) -> Iterator[Slot | Clash]:
    """Yield what stands between two members that both sides have kept."""
    mine, theirs = [sides.mine[number] for number in left], [sides.theirs[number] for number in right]
    new = [number for number in left if sides.mine[number] is None]
    other = [number for number in right if sides.theirs[number] is None]
    pairs = list(zip(new, other, strict=False))  # one side may have added what the other has, and more
    pairs = pairs if all(sides.same(*pair) for pair in pairs) else []
    agreed = pairs and len(new) == len(other)
    rewritten = not {*old}.issubset({*mine, *theirs}) and bool(new or other)
    blocked = new and other and ((sides.apart and not old) or sides.ends(left[-1]))
    if not agreed and (rewritten or blocked):
        yield Clash(tuple(left), tuple(right))
        return
    for slot in weave(
        len(old),
        [_moved(place, -old.start) for place in mine],
        [_moved(place, -old.start) for place in theirs],
        [(one - left.start, two - right.start) for one, two in pairs],
    ):
        yield Slot(_moved(slot.base, old.start), _moved(slot.mine, left.start), _moved(slot.theirs, right.start))


def _moved(number: int | None, by: int) -> int | None:
    return None if number is None else number + by
