"""The tokens of a piece of Python, and what of a text matters: its tokens and comments, not how it is laid out."""

import ast
import io
import keyword
import token
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

OPENING = {"(": ")", "[": "]", "{": "}"}
_CLOSING = frozenset(OPENING.values())
_LAYOUT = {token.NL, token.NEWLINE, token.INDENT, token.DEDENT, token.ENDMARKER, token.COMMENT}
# From Python 3.12 on an f-string comes in pieces (3.14: t-strings too); here it is one token again.
_STARTS = {getattr(token, name) for name in ("FSTRING_START", "TSTRING_START") if hasattr(token, name)}
_ENDS = {getattr(token, name) for name in ("FSTRING_END", "TSTRING_END") if hasattr(token, name)}


@dataclass(frozen=True, slots=True)
class Atom:
    """A token that is no layout: its text, where it stands, and what it is compared by."""

    text: str
    start: int
    end: int
    value: object


def atoms(text: str) -> tuple[Atom, ...]:
    """Return the tokens of ``text``, which holds whole statements or the head of one."""
    return tuple(each for each in _tokens(text) if each.text)


def essence(text: str) -> tuple[object, ...]:
    """Return what two texts are compared by: tokens, comments and nesting.

    The value stands for a string, whatever its quotes. A comma that formatters add at the end of brackets is left out.
    """
    return tuple(_without_last_commas([each.value for each in _tokens(text)]))


def is_trailer(before: Atom | None) -> bool:
    """Tell whether brackets behind ``before`` hold arguments, and not a value of their own."""
    if before is None or keyword.iskeyword(before.text):
        return False
    return before.text in _CLOSING or before.text.isidentifier() or isinstance(before.value, tuple)


def _tokens(text: str) -> Iterator[Atom]:
    """Yield tokens, and atoms without text for comments and changes of nesting."""
    starts = [0, *(number + 1 for number, character in enumerate(text) if character == "\n"), len(text)]
    depth, opened, begun = 0, 0, False
    for each in tokenize.generate_tokens(io.StringIO(text).readline):
        start, end = starts[each.start[0] - 1] + each.start[1], starts[each.end[0] - 1] + each.end[1]
        if each.type in _STARTS:
            opened = opened if depth else start
            depth += 1
        elif each.type in _ENDS:
            depth -= 1
            if not depth:
                yield Atom(text[opened:end], opened, end, ("string", text[opened:end]))
        elif depth:
            continue
        elif each.type not in _LAYOUT:
            value = ("string", _value(each.string)) if each.type == token.STRING else each.string
            yield Atom(each.string, start, end, value)
        elif each.type == token.COMMENT:
            yield Atom("", start, end, each.string.rstrip())
        elif each.type in {token.INDENT, token.DEDENT} and begun and end < len(text):
            # The nesting in which the whole piece stands is not its own, and left out.
            yield Atom("", start, end, (each.type,))
        begun = begun or each.type not in _LAYOUT


def _value(source: str) -> object:
    try:
        return ast.literal_eval(source)
    except (SyntaxError, ValueError):
        return source


def _without_last_commas(values: list[object]) -> Iterator[object]:
    commas: list[int] = []
    for number, value in enumerate(values):
        if value in OPENING:
            commas.append(0)
        elif value == "," and commas:
            commas[-1] += 1
            follower = next((each for each in values[number + 1 :] if not str(each).startswith("#")), None)
            # ``(a,)`` is a tuple, ``(a)`` is not: the only comma in round brackets stays.
            if follower in _CLOSING and (commas[-1] > 1 or follower == "}"):
                continue
        elif value in _CLOSING:
            commas.pop()
        yield value
