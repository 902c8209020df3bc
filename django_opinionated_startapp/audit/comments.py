"""Comments that ask the audit to ignore a finding: ``# audit: ignore[code, name] reason until 2027-01-31``.

A comment after code is about the statement that it stands in; one on a line of its own is about the statement below.
The statement of a decorator reaches to the header of what it decorates; of a class, function or loop it is the header.
"""

import io
import re
import tokenize
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

_COMMENT = re.compile(r"#\s*audit:\s*(?P<verb>ignore\b|\w+(?=\s*\[))\s*(?P<rest>.*?)(?=\s+#\s|$)")
_REQUEST = re.compile(r"\[(?P<rules>[^\]]*)\]\s*(?P<reason>.*)")
_UNTIL = re.compile(r"(?P<reason>.*?)\s*\buntil\s+(?P<until>\d\S*?)\.?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_SKIPPED = {tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING}


@dataclass(frozen=True, slots=True)
class Comment:
    """A request to ignore what ``rules`` (as written) find on the lines ``first`` to ``last``.

    ``until`` is the last day on which it holds, "" for ever. ``flaw`` says what is wrong with its form; then it holds
    for nothing.
    """

    line: int
    column: int
    first: int
    last: int
    rules: tuple[str, ...] = ()
    reason: str = ""
    until: str = ""
    flaw: str = ""

    def holds(self, today: date) -> bool:
        """Tell whether it is not out of date."""
        return not self.until or today <= date.fromisoformat(self.until)


def read_comments(source: str) -> tuple[Comment, ...]:
    """Return the comments in ``source`` that are meant for the audit; none if it can't be tokenised."""
    if "audit:" not in source:  # to tokenise costs more than to parse, and hardly a file has such a comment
        return ()
    if "\0" in source:  # no source of Python; from 3.12 on its tokeniser yields tokens of it and fails at once
        return ()
    with suppress(tokenize.TokenError, SyntaxError, UnicodeError):  # the last from 3.12 on, of a lone carriage return
        return tuple(_comments(source))
    return ()


def _comments(source: str) -> Iterator[Comment]:
    for tokens in _statements(source):
        code = [token for token in tokens if token.type != tokenize.COMMENT]
        for token in tokens:
            found = _COMMENT.search(token.string) if token.type == tokenize.COMMENT else None
            if found:
                line, column = token.start
                lines = (code[0].start[0], code[-1].start[0]) if code else (line, line)
                yield _comment(found, line, column + 1 + found.start(), lines)


def _statements(source: str) -> Iterator[list[tokenize.TokenInfo]]:
    """Yield the tokens of each statement, with those of its decorators and the comments above it."""
    tokens: list[tokenize.TokenInfo] = []
    decorates = starts = False
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in _SKIPPED:
            continue
        if token.type == tokenize.NEWLINE:
            if not decorates:
                yield tokens
                tokens = []
            starts = False
        else:
            if not starts and token.type != tokenize.COMMENT:
                starts, decorates = True, token.string == "@"
            if token.type != tokenize.ENDMARKER:
                tokens.append(token)
    yield tokens


def _comment(found: re.Match[str], line: int, column: int, lines: tuple[int, int]) -> Comment:
    request = _REQUEST.fullmatch(found["rest"])
    if found["verb"] != "ignore":
        return Comment(line, column, *lines, flaw=f"'{found['verb']}' is nothing that the audit can be asked for")
    if not request or not request["rules"].strip(" ,"):
        return Comment(line, column, *lines, flaw="it names no rule")
    names = tuple(name.strip() for name in request["rules"].split(",") if name.strip())
    dated = _UNTIL.fullmatch(request["reason"])
    reason, until = (dated["reason"], dated["until"]) if dated else (request["reason"], "")
    flaw = f"'{until}' is no date" if until and not _is_date(until) else ""
    return Comment(line, column, *lines, names, reason.strip(), "" if flaw else until, flaw)


def _is_date(text: str) -> bool:
    with suppress(ValueError):
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text))
    return False
