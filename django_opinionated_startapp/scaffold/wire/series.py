"""Things between commas (list and tuple displays, names of an import), and how to put one more among them.

Between two elements there can only be white space, comments, parentheses, commas and backslashes; so a scanner of one
regular expression is enough, and a bracket in a comment cannot mislead it.
"""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .source import Insertion, Source, Span

_PUNCTUATION = re.compile(r"#[^\r\n]*|[(),]")


@dataclass(frozen=True, slots=True)
class Element:
    """One element with the parentheses around it; ``comma`` is the offset of the comma behind it."""

    start: int
    end: int
    comma: int | None


@dataclass(frozen=True, slots=True)
class Series:
    """The elements between ``open`` (behind the opening bracket) and ``close`` (in front of the closing one)."""

    open: int
    close: int
    bracketed: bool
    is_tuple: bool
    elements: tuple[Element, ...]


def display_series(source: Source, node: ast.List | ast.Tuple) -> Series:
    """Return the elements of a list or tuple display."""
    bracketed = isinstance(node, ast.List) or not node.elts or _parenthesised(source, node)
    start, end = source.start(node) + bracketed, source.end(node) - bracketed
    elements = _elements(source, [(source.start(each), source.end(each)) for each in node.elts], start, end)
    return Series(start, end, bracketed, isinstance(node, ast.Tuple), elements)


def import_series(source: Source, node: ast.ImportFrom) -> Series:
    """Return the names of ``from … import …``."""
    spans = [(source.start(each), source.end(each)) for each in node.names]
    end = source.end(node)
    bracketed = source.text[end - 1] == ")"
    start = source.text.rindex("(", 0, spans[0][0]) + 1 if bracketed else spans[0][0]
    return Series(
        start,
        end - bracketed,
        bracketed=bracketed,
        is_tuple=False,
        elements=_elements(source, spans, start, end - bracketed),
    )


def _parenthesised(source: Source, node: ast.Tuple) -> bool:
    """Tell ``("a", "b")`` from ``("a"), ("b")``: in the former a parenthesis is still open at the first comma."""
    first = node.elts[0]
    opened = _marks(source, source.start(node), source.start(first)).count("(")
    behind = source.start(node.elts[1]) if len(node.elts) > 1 else source.end(node)
    return opened > _marks(source, source.end(first), behind).partition(",")[0].count(")")


def _marks(source: Source, start: int, end: int) -> str:
    return "".join(mark.group() for mark in _PUNCTUATION.finditer(source.text, start, end) if mark.group() in "(),")


def _elements(source: Source, spans: Sequence[tuple[int, int]], start: int, close: int) -> tuple[Element, ...]:
    elements: list[Element] = []
    boundary = start
    for index, (inner_start, inner_end) in enumerate(spans):
        following = spans[index + 1][0] if index + 1 < len(spans) else close
        opening = [
            mark.start() for mark in _PUNCTUATION.finditer(source.text, boundary, inner_start) if mark.group() == "("
        ]
        end, comma = _closing(source, inner_end, following)
        elements.append(Element(min([inner_start, *opening]), end, comma))
        boundary = end if comma is None else comma + 1
    return tuple(elements)


def _closing(source: Source, inner_end: int, following: int) -> tuple[int, int | None]:
    """Return where the element's own parentheses end, and where its comma is."""
    end = inner_end
    for mark in _PUNCTUATION.finditer(source.text, inner_end, following):
        if mark.group() == ",":
            return end, mark.start()
        if mark.group() == ")":
            end = mark.end()
    return end, None


def inserted(source: Source, series: Series, index: int, text: str) -> tuple[Insertion, ...]:
    """Return the insertions that put ``text`` in front of element ``index``, or last if that is their number.

    A line of its own where the elements have such; otherwise the same line. Trailing comma, indentation, line end and
    the space behind commas are as in the neighbours.
    """
    if not series.elements:
        return (_into_empty(source, series, text),)
    if index < len(series.elements):
        return (_in_front(source, series, index, text),)
    return _behind(source, series, text)


def removed(source: Source, series: Series, index: int) -> tuple[Span, ...]:
    """Return the spans that take element ``index`` out again, with its line if it has one of its own.

    It is the way back from ``inserted``: the last of the elements that are left has a comma if the last one has now.
    """
    element, before = series.elements[index], series.elements[index - 1] if index else None
    is_last = index == len(series.elements) - 1
    # The comma in front goes instead of the missing one behind; but a tuple of one needs it.
    spare = before.comma if before and is_last and element.comma is None else None
    if spare is not None and series.is_tuple and index == 1:
        spare = None
    whole = Span(element.start, element.end if element.comma is None else element.comma + 1)
    if source.line_start(element.start) >= _boundary(series, index) and source.is_alone(whole):
        return (source.lines_of(whole), *([] if spare is None else [Span(spare, spare + 1)]))
    if spare is not None:
        return (Span(spare, element.end),)
    following = None if is_last else series.elements[index + 1].start
    line = source.line_start(element.start)
    is_first = not index or not source.text[line : element.start].strip()
    if is_first and following and source.line_start(following) == line:
        return (Span(element.start, following),)
    return (Span(_boundary(series, index) if index else element.start, whole.end),)


def _boundary(series: Series, index: int) -> int:
    """Return where the space in front of element ``index`` begins."""
    return (series.elements[index - 1].comma or 0) + 1 if index else series.open


def _into_empty(source: Source, series: Series, text: str) -> Insertion:
    if not _closes_on_own_line(source, series, series.open):
        return Insertion(series.open, f"{text}," if series.is_tuple else text)
    comments = [mark.start() for mark in _PUNCTUATION.finditer(source.text, series.open, series.close)]
    if comments and source.line_start(comments[-1]) >= series.open:
        indentation = source.indentation(comments[-1])
    else:
        unit = "\t" if re.search(r"^\t", source.text, re.MULTILINE) else "    "
        indentation = source.indentation(series.close) + unit
    return _line(source, source.line_start(series.close), f"{indentation}{text},")


def _in_front(source: Source, series: Series, index: int, text: str) -> Insertion:
    start = series.elements[index].start
    boundary = _boundary(series, index)
    line = source.line_start(start)
    if not (series.bracketed and line >= boundary and not source.text[line:start].strip()):
        return Insertion(start, f"{text},{_separator(source, series)}")
    at = line
    while at > boundary and (above := source.line_start(at - 1)) >= boundary:
        if not source.text[above:at].lstrip().startswith("#"):
            break
        at = above  # a comment right above speaks of the element below it
    return _line(source, at, f"{source.indentation(start)}{text},")


def _behind(source: Source, series: Series, text: str) -> tuple[Insertion, ...]:
    last = series.elements[-1]
    if not _closes_on_own_line(source, series, last.end if last.comma is None else last.comma):
        space = _separator(source, series)
        if last.comma is None:
            return (Insertion(last.end, f",{space}{text}"),)
        needed_only_for_one = series.is_tuple and len(series.elements) == 1
        return (Insertion(last.comma + 1, f"{space}{text}" + ("" if needed_only_for_one else ",")),)
    line = f"{_indentation(source, series)}{text}"
    at = source.line_start(series.close)
    if last.comma is None:
        return Insertion(last.end, ","), _line(source, at, line)
    return (_line(source, at, f"{line},"),)


def _closes_on_own_line(source: Source, series: Series, behind: int) -> bool:
    line = source.line_start(series.close)
    return series.bracketed and line > behind and not source.text[line : series.close].strip()


def _separator(source: Source, series: Series) -> str:
    """Return what stands behind the last comma between two elements, if that is spaces or nothing."""
    if len(series.elements) > 1:
        space = source.text[(series.elements[-2].comma or 0) + 1 : series.elements[-1].start]
        if not space.strip(" "):
            return space
    return " "


def _indentation(source: Source, series: Series) -> str:
    """Return the last element's indentation; below ``X = ["a",``, that which puts the new one under ``"a"``."""
    start = series.elements[-1].start
    line = source.line_start(start)
    return source.indentation(start) if line >= series.open else re.sub(r"[^\t]", " ", source.text[line:start])


def _line(source: Source, at: int, text: str) -> Insertion:
    return Insertion(at, text + source.newline(at))
