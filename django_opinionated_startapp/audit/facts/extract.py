"""Source → facts, as JSON: the only place that parses."""

import ast
import io
import json
import tokenize
from collections.abc import Callable
from typing import Any

from .kinds import SECTIONS, SEPARATOR
from .names import bound_names, flat
from .values import Raw
from .walker import Walker


def extract(source: bytes, name: str, *, is_package: bool) -> tuple[dict[str, Any], str]:
    """Return the outline and, as text, the body of the module ``name`` (see ``facts``).

    A source that can't be read gives an outline with nothing but ``error``, and an empty body.
    """
    try:
        tree = ast.parse(source)
        walker = Walker(name, is_package=is_package, column=_columns(source))
        walker.module_body(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return {"error": trouble(error)}, EMPTY_BODY
    return _outline(tree, walker), _body(walker)


def _outline(tree: ast.Module, walker: Walker) -> dict[str, Any]:
    names: dict[str, int] = {}
    for node in flat(tree.body):
        for name in bound_names(node):
            names.setdefault(name, node.lineno)  # type: ignore[attr-defined]  # a statement has one
    _add_meta(walker)
    return {
        "documented": ast.get_docstring(tree, clean=False) is not None,
        "statements": walker.count,
        "exports": _exports(walker),
        "names": names,
        "imports": walker.imports,
        "mentions": walker.mentions,
        "classes": walker.classes,
    }


def _body(walker: Walker) -> str:
    return SEPARATOR.join(json.dumps(getattr(walker, name), separators=(",", ":")) for name in SECTIONS)


EMPTY_BODY = SEPARATOR.join("[]" for _ in SECTIONS)


def _add_meta(walker: Walker) -> None:
    """Give each class what its ``Meta`` assigns, as far as it is a string, a number or a truth value."""
    classes = {f"{row[0]}.Meta": row for row in walker.classes}
    for target, operation, raw, _line, _column, scope, *_rest in walker.assigns:
        if scope in classes and operation == "=" and not isinstance(raw, list):
            classes[scope][-1][target] = raw


def _exports(walker: Walker) -> list[str] | None:
    found: list[str] | None = None
    for target, operation, raw, _line, _column, scope, *_rest in walker.assigns:
        if target == "__all__" and not scope:
            added = [raw] if operation == "append" else list(_strings(raw))
            found = added if operation == "=" or found is None else [*found, *added]
    return found


def _strings(raw: Raw) -> list[str]:
    """Return the strings in a list, a tuple or a sum of them."""
    if not isinstance(raw, list):
        return []
    if raw[0] == "b":
        return [*_strings(raw[2]), *_strings(raw[3])]
    return [each for each in raw[1:] if isinstance(each, str)] if raw[0] == "l" else []


def _columns(source: bytes) -> Callable[[ast.AST], int]:
    """Return a function that gives the column of a node in characters, from 1: ``ast`` counts bytes of UTF-8."""
    if source.isascii():
        return _plain_column
    encoding, _lines = tokenize.detect_encoding(io.BytesIO(source).readline)
    text = source.decode(encoding).removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def column(node: ast.AST) -> int:
        offset: int = node.col_offset  # type: ignore[attr-defined]  # only asked for nodes that have one
        line: int = node.lineno  # type: ignore[attr-defined]
        start = lines[line - 1]
        return offset + 1 if start.isascii() else len(start.encode()[:offset].decode(errors="replace")) + 1

    return column


def _plain_column(node: ast.AST) -> int:
    offset: int = node.col_offset  # type: ignore[attr-defined]  # only asked for nodes that have one
    return offset + 1


def trouble(error: Exception) -> str:
    """Return why a source could not be read, for a person."""
    if isinstance(error, SyntaxError):
        place = f" in line {error.lineno}" if error.lineno else ""
        return f"syntax error{place}: {error.msg}"
    if isinstance(error, RecursionError | MemoryError):
        return "nested too deeply to be read"
    return f"can't be read: {error}"
