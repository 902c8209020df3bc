"""Python indented as somebody else indents it."""

import io
import tokenize

_UNIT = "    "


def indented_like(model: str, text: str) -> str:
    """Return ``text``, which is indented by four blanks, with the indentation of ``model``."""
    unit = _unit(model)
    if unit == _UNIT:
        return text
    lines = text.split("\n")
    inside = {
        line for each in _tokens(text) if each.type == tokenize.STRING for line in range(each.start[0], each.end[0])
    }
    return "\n".join(line if number in inside else _changed(line, unit) for number, line in enumerate(lines))


def _unit(text: str) -> str:
    return next((each.string for each in _tokens(text) if each.type == tokenize.INDENT), _UNIT)


def _tokens(text: str) -> "list[tokenize.TokenInfo]":
    return list(tokenize.generate_tokens(io.StringIO(text).readline))


def _changed(line: str, unit: str) -> str:
    deep = len(line) - len(line.lstrip(" "))
    return unit * (deep // len(_UNIT)) + line[deep - deep % len(_UNIT) :]
