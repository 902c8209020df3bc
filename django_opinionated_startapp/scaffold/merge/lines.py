"""Three versions of a text, merged line by line."""

from collections.abc import Callable, Iterator, Sequence

from .sequence import Clash, Sides, Slot, places_by_order, weave_in_order

YOURS, BETWEEN, TEMPLATE = "<<<<<<< yours\n", "=======\n", ">>>>>>> template\n"
Mark = Callable[[Sequence[str], Sequence[str]], str]
"""From the lines of mine and those of the template to what stands in the place of both."""


class _Clashed(Exception):  # noqa: N818 - an answer, not a failure
    """Both sides changed the same lines."""


def merge_lines(base: str, mine: str, theirs: str) -> str | None:
    """Return the text with the changes of both sides; None where they are in one place."""
    try:
        return _merged(base, mine, theirs, _refuse, apart=True)
    except _Clashed:
        return None


def unite_lines(base: str, mine: str, theirs: str) -> str:
    """Return the text with the changes of both sides; where they clash, with the lines of both."""
    return _merged(base, mine, theirs, lambda left, right: "".join([*left, *right]))


def mark_lines(base: str, mine: str, theirs: str) -> str:
    """Return the text with the changes of both sides; where they clash, with the marks that git writes too."""
    return _merged(
        base,
        mine,
        theirs,
        lambda left, right: "".join([YOURS, *map(_ended, left), BETWEEN, *map(_ended, right), TEMPLATE]),
    )


def comment_lines(base: str, mine: str, theirs: str) -> str:
    """Return the text with the changes of both sides; where they clash, with theirs as comments above yours."""

    def shown(left: Sequence[str], right: Sequence[str]) -> str:
        return "".join([f"# {YOURS}", *left, *(f"# {line}" for line in map(_ended, right)), f"# {TEMPLATE}"])

    return _merged(base, mine, theirs, shown)


def _refuse(_mine: Sequence[str], _theirs: Sequence[str]) -> str:
    raise _Clashed


def _merged(base: str, mine: str, theirs: str, mark: Mark, *, apart: bool = False) -> str:
    """Merge; ``apart``: additions of both sides in one place clash."""
    versions = [text.splitlines(keepends=True) for text in (base, mine, theirs)]
    return "".join(_pieces(versions[0], versions[1], versions[2], mark, apart=apart))


def _pieces(base: list[str], mine: list[str], theirs: list[str], mark: Mark, *, apart: bool) -> Iterator[str]:
    left, right = (places_by_order(base, side, lambda _old, _new: 0) for side in (mine, theirs))
    sides = Sides(left, right, lambda one, other: mine[one] == theirs[other], apart=apart)
    for slot in weave_in_order(len(base), sides):
        if isinstance(slot, Clash):
            yield mark([mine[number] for number in slot.mine], [theirs[number] for number in slot.theirs])
        else:
            yield _line(slot, mine, theirs)


def _line(slot: Slot, mine: Sequence[str], theirs: Sequence[str]) -> str:
    if slot.base is not None and (slot.mine is None or slot.theirs is None):
        return ""  # deleted on one side; it can't be changed on the other
    return mine[slot.mine] if slot.mine is not None else theirs[slot.theirs or 0]


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n"
