"""What a report says, in order and without a look: text and Markdown are both made of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from ....wording import printable
from .._marks import plain
from .._statistics import columns


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of the report (``level`` 1) or of a part of it."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item may have lines below it."""

    items: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table with a line of titles."""

    head: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...] = field(default=())


Block: TypeAlias = Heading | Prose | Items | Rows


def as_text(blocks: Iterable[Block]) -> str:
    """Return the blocks for a terminal."""
    parts = ["".join(f"{line}\n" for line in _text(each)) for each in blocks]
    return "\n".join(filter(None, parts))


def as_markdown(blocks: Iterable[Block]) -> str:
    """Return the blocks for a comment or a page."""
    parts = ["".join(f"{line}\n" for line in _markdown(each)) for each in blocks]
    return "\n".join(filter(None, parts))


def _text(block: Block) -> Iterator[str]:
    if isinstance(block, Items):
        for item, lines in block.items:
            yield printable(f"  {item}")
            yield from (printable(f"      {line}") for line in lines)
    elif isinstance(block, Rows):
        yield from (printable(line) for line in columns([block.head, *block.rows]).splitlines())
    else:
        yield printable(block.text)


def _markdown(block: Block) -> Iterator[str]:
    if isinstance(block, Items):
        for item, lines in block.items:
            yield f"- {plain(item)}"
            yield from (f"  - {plain(line)}" for line in lines)
    elif isinstance(block, Rows):
        yield _row(block.head)
        yield f"| {' | '.join(['---'] * len(block.head))} |"
        yield from map(_row, block.rows)
    else:
        yield ("#" * block.level + " " if isinstance(block, Heading) else "") + plain(block.text)


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(plain, map(str, cells)))} |"
