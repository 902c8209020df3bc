"""Python files as they stand on the disk, decoded and parsed; and edits of them that keep all else byte for byte.

``ast`` says where things are (in UTF-8 bytes of a line), this module says it in characters of the text. Nothing is
written and nothing is imported.
"""

import ast
import io
import re
import sys
import tokenize
import warnings
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import OpinionatedError

# What Python takes for the end of a line; ``str.splitlines`` would also split at form feeds and at U+2028.
_LINE_END = re.compile(r"\r\n|\r|\n")
_LAST_LINE_END = re.compile(r"(?:\r\n|\r|\n)?\Z")
_BLANK_REST = re.compile(r"[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)?")


class CannotEdit(OpinionatedError):  # noqa: N818 - an answer ("not by me"), named as the commands say it
    """The edit is not certain to be right; the message says why and the hint what to write by hand."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """A text to put in front of the character at ``offset``."""

    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """The characters from ``start`` up to ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A parsed file of the project, under the name by which it was found."""

    module: str
    path: Path
    text: str
    encoding: str
    tree: ast.Module
    line_starts: tuple[int, ...]

    @property
    def package(self) -> str:
        """Return the package from which relative imports in this file start."""
        return self.module if self.path.name == "__init__.py" else self.module.rpartition(".")[0]

    def lines(self) -> tuple[str, ...]:
        """Return the lines without their ends."""
        return tuple(_LINE_END.split(self.text))

    def start(self, node: ast.expr | ast.stmt | ast.alias) -> int:
        """Return the offset of the first character of ``node``."""
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt | ast.alias) -> int:
        """Return the offset behind the last character of ``node``."""
        assert node.end_lineno is not None  # noqa: S101 - ast.parse always sets both
        assert node.end_col_offset is not None  # noqa: S101
        return self._offset(node.end_lineno, node.end_col_offset)

    def _offset(self, line: int, column: int) -> int:
        start = self.line_starts[line - 1]
        # A character takes at least one byte, so ``column`` characters are always enough to look at.
        return start + len(self.text[start : start + column].encode()[:column].decode())

    def line_start(self, offset: int) -> int:
        """Return the offset at which the line around ``offset`` starts."""
        return self.line_starts[self.line_number(offset) - 1]

    def line_number(self, offset: int) -> int:
        """Return the line (from 1) around ``offset``."""
        return bisect_right(self.line_starts, offset)

    def indentation(self, offset: int) -> str:
        """Return the white space with which the line around ``offset`` starts."""
        line = self.text[self.line_start(offset) :]
        return line[: len(line) - len(line.lstrip(" \t\f"))]

    def newline(self, offset: int) -> str:
        """Return the line end in use in front of ``offset``, or else the first of the file."""
        ends: list[str] = [*_LINE_END.findall(self.text)[:1], *_LINE_END.findall(self.text[:offset])]
        return ends[-1] if ends else "\n"

    def below(self, statement: ast.stmt) -> int:
        """Return the offset of the line below ``statement`` and all that shares its last line (``a = 1; b = 2``)."""
        last = statement.end_lineno or statement.lineno
        for other in self.tree.body:
            if other.lineno <= last:
                last = max(last, other.end_lineno or other.lineno)
        return self.line_starts[last] if last < len(self.line_starts) else len(self.text)

    def quote(self, nodes: Iterable[ast.AST]) -> str:
        """Return the quotation mark of the last plain string among ``nodes``; or of the file's first; or ``"``."""
        for candidates in (reversed(tuple(nodes)), ast.walk(self.tree)):
            for node in candidates:
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    opening = self.text[self.start(node) :].lstrip("bBfFrRuU")
                    # Not a docstring, and not (from Python 3.12 on) the middle of an f-string.
                    if opening[:1] in {"'", '"'} and not opening.startswith(('"""', "'''")):
                        return opening[0]
        return '"'

    def line_end(self, offset: int) -> int:
        """Return the offset at which the line below that around ``offset`` starts, or the end of the file."""
        number = self.line_number(offset)
        return self.line_starts[number] if number < len(self.line_starts) else len(self.text)

    def is_alone(self, span: Span) -> bool:
        """Tell whether there is nothing else in the lines of ``span``, but for a comment behind it."""
        before = self.text[self.line_start(span.start) : span.start]
        return not before.strip() and bool(_BLANK_REST.fullmatch(self.text[span.end : self.line_end(span.end)]))

    def lines_of(self, span: Span) -> Span:
        """Return ``span`` with its whole lines; at the end of a file without a last line end, with the one above."""
        start, end = self.line_start(span.start), self.line_end(span.end)
        if end == len(self.text) and not _LINE_END.search(self.text, span.end):
            start -= len("".join(_LAST_LINE_END.findall(self.text[:start])))
        return Span(start, end)

    def without(self, spans: Iterable[Span]) -> bytes:
        """Return the file's bytes without ``spans``, which do not overlap."""
        text = self.text
        for span in sorted(spans, key=lambda each: -each.start):
            text = text[: span.start] + text[span.end :]
        return text.encode(self.encoding)

    def with_insertions(self, insertions: Iterable[Insertion]) -> bytes:
        """Return the file's bytes with ``insertions`` in them, or raise CannotEdit if they cannot be encoded."""
        text = self.text
        for insertion in sorted(insertions, key=lambda each: -each.offset):
            text = text[: insertion.offset] + insertion.text + text[insertion.offset :]
        return self.encode(text)

    def encode(self, text: str) -> bytes:
        """Return ``text`` as the file's bytes, or raise CannotEdit if its encoding cannot hold it."""
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError as error:
            message = (
                f"The encoding {self.encoding} of {self.path} cannot hold {error.object[error.start : error.end]!r}."
            )
            raise CannotEdit(message) from error


def read_source(module: str, path: Path, content: bytes) -> Source:
    """Return a file that holds ``content``, decoded and parsed; raise CannotEdit if Python could not read it."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
        with warnings.catch_warnings():  # "\d" in some setting is not for us to report
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise CannotEdit(f"{path} cannot be parsed: {error}.", f"Mend {path} and run the command again.") from error
    starts = (0, *(end.end() for end in _LINE_END.finditer(text)))
    source = Source(module, path, text, encoding, tree, starts)
    if source.with_insertions(()) != content:
        raise CannotEdit(f"{path} would change when it is decoded and encoded again ({encoding}).")
    return source


def quoted(text: str, quote: str) -> str:
    """Return ``text`` as a string literal in the given quotation marks."""
    escaped = text.replace("\\", "\\\\").replace(quote, "\\" + quote)
    return f"{quote}{escaped}{quote}"


def import_section(key: Sequence[object]) -> int:
    """Return in which block of imports one belongs that has ``key``: isort has them in this order.

    The key is ``("import", module)`` or ``("from", level, module)``, and may go on.
    """
    kind, *rest = key
    if kind == "from" and rest[0]:
        return 4
    top = str(rest[1] if kind == "from" else rest[0]).partition(".")[0]
    return 1 if top == "__future__" else 2 if top in sys.stdlib_module_names else 3


def import_rank(key: Sequence[object]) -> tuple[object, ...]:
    """Return by what imports that are new in one place are sorted."""
    kind, *rest = key
    return import_section(key), kind == "from", str(rest[1] if kind == "from" else rest[0]).lower()
