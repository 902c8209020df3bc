"""A statement as text with brackets in it, and brackets as elements: every character is kept, in its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .tokens import OPENING, Atom, atoms, essence, is_trailer

_ASSIGNS = re.compile(r"[^=!<>:]*=")
# Commas beside one of these words separate no elements.
_WORDS = {"for", "lambda"}


@dataclass(frozen=True, slots=True)
class Element:
    """What stands between two commas: ``lead`` in front of it, ``note`` is a comment behind it on its line."""

    lead: str
    parts: "Parts"
    note: str = ""

    @property
    def text(self) -> str:
        """The element itself."""
        return written(self.parts)

    @property
    def whole(self) -> str:
        """The element with its comments; the line end is that of the comment."""
        return f"{self.lead}{self.text}{self.note}\n"


@dataclass(frozen=True, slots=True)
class Group:
    """A pair of brackets; ``tail`` stands in front of the closing one. ``trailer``: arguments, not a value."""

    opening: str
    elements: tuple[Element, ...]
    tail: str
    trailer: bool
    comma: bool

    @property
    def spread(self) -> bool:
        """Whether it has lines of its own."""
        return any("\n" in element.lead for element in self.elements) or "\n" in self.tail


Parts = tuple["str | Group", ...]
"""Text and brackets by turns; text first and last."""


def read(text: str) -> Parts:
    """Return ``text`` as parts."""
    reader = _Reader(text)
    parts = reader.parts("")
    return (*parts[:-1], str(parts[-1]) + text[reader.at :])


def written(parts: Parts) -> str:
    """Return the text of ``parts``."""
    return "".join(part if isinstance(part, str) else _group(part) for part in parts)


def _group(group: Group) -> str:
    pieces = [group.opening]
    for number, element in enumerate(group.elements):
        last = number == len(group.elements) - 1
        comma = "," if group.comma or not last else ""
        pieces.append(f"{element.lead}{element.text}{comma}{element.note}")
    return "".join([*pieces, group.tail, OPENING[group.opening]])


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.atoms = atoms(text)
        self.next = 0
        self.at = 0

    def parts(self, stops: str) -> Parts:
        """Read up to one of the characters ``stops``."""
        found: list[str | Group] = []
        start, before = self.at, None
        while (atom := self.peek()) and not (stops and atom.text in stops):
            self.take()
            if atom.text in OPENING:
                found += [self.text[start : atom.start], self.group(atom, before)]
                start = self.at
                before = self.atoms[self.next - 1]
            else:
                before = atom
        return (*found, self.text[start : self.at])

    def group(self, opening: Atom, before: Atom | None) -> Group:
        closing = OPENING[opening.text]
        stops = closing if self.is_whole(closing) else f",{closing}"
        elements, comma = [], False
        while self.atoms[self.next].text != closing:
            lead = self.text[self.at : self.atoms[self.next].start]
            self.at = self.atoms[self.next].start
            parts = self.parts(stops)
            comma = self.atoms[self.next].text == ","
            gap = self.gap() if comma else ""
            if comma:
                self.take()
            elements.append(Element(lead, parts, gap + self.note()))
        tail = self.gap()
        self.take()
        return Group(opening.text, tuple(elements), tail, is_trailer(before), comma)

    def is_whole(self, closing: str) -> bool:
        """Tell whether the brackets hold one expression with commas of its own."""
        depth, found = 0, ""
        for atom in self.atoms[self.next :]:
            if not (depth or found) and (atom.text == closing or atom.text in _WORDS):
                found = atom.text
            depth += (atom.text in OPENING) - (atom.text in OPENING.values())
        return found in _WORDS

    def gap(self) -> str:
        """Return what stands in front of the next token."""
        return self.text[self.at : self.atoms[self.next].start]

    def note(self) -> str:
        """Read the comment behind the last token, if its line has one."""
        line = self.gap().partition("\n")[0]
        if "#" not in line:
            return ""
        self.at += len(line)
        return line

    def peek(self) -> Atom | None:
        return self.atoms[self.next] if self.next < len(self.atoms) else None

    def take(self) -> None:
        self.at = self.atoms[self.next].end
        self.next += 1


def in_brackets(statement: str) -> str:
    """Return an assignment, or a ``return``, with brackets around all of its value; another statement as it is."""
    found = atoms(statement)
    depth, depths, begins = 0, [], 0
    for number, atom in enumerate(found):
        depth -= atom.text in OPENING.values()
        depths.append(depth)
        depth += atom.text in OPENING
        if not depth and (_ASSIGNS.fullmatch(atom.text) or (atom.text == "return" and not number)):
            begins = number + 1
    value = found[begins:]
    if not (begins and value) or "lambda" in [atom.text for atom in found]:
        return statement
    if value[0].text == "(" and value[-1].text == ")" and 0 not in depths[begins + 1 : -1]:
        return statement
    start, end = value[0].start, value[-1].end
    return f"{statement[:start]}({statement[start:end]}){statement[end:]}"


def key(element: Element) -> tuple[object, ...]:
    """Return what an element is known by: the name of an argument, the key of an entry, or all that it says."""
    return tuple(_name(element)) or ("", essence(element.text))


def _name(element: Element) -> Iterator[object]:
    found = atoms(element.text)
    if len(found) > 1 and found[1].text in {"=", ":"} and found[0].text not in OPENING:
        yield from ("name", found[0].value)
    elif len(found) > 1 and found[0].text in {"*", "**"}:
        yield from ("star", found[0].text, found[1].text)


def head(element: Element) -> tuple[object, ...]:
    """Return the words in front of the first bracket: two elements that begin differently are not alike."""
    first = element.parts[0]
    return essence(first if isinstance(first, str) else "")
