"""Models: an ``app_label`` in their ``Meta``."""

import ast
from itertools import takewhile

from ...sources import Source
from ..project import Model
from .classes import class_named, is_docstring, literal, with_lines
from .kinds import Edit
from .places import below, indentation

_PLAIN = frozenset({"django.db.models.Model", "django.db.models.base.Model", "django.contrib.gis.db.models.Model"})


def labelled(source: Source, model: Model) -> Edit | None:
    """Return the edit that gives ``model`` an ``app_label``.

    None where a new ``Meta`` would hide one that the model inherits.
    """
    node = class_named(source, model.row.name)
    if node is None or not model.app:
        return None
    line = f"app_label = {literal(source, model.app, node)}"
    meta = class_named(source, f"{model.row.name}.Meta")
    if meta is not None:
        return with_lines(source, meta, [line])
    if any(getattr(each, "name", "") == "Meta" for each in node.body) or not _PLAIN.issuperset(model.row.bases):
        return None
    unit = indentation(source, node.body[0]).removeprefix(indentation(source, node))
    fields = [each for each in takewhile(_is_no_method, node.body) if isinstance(each, ast.Assign | ast.AnnAssign)]
    last = fields[-1] if fields else node.body[0]
    if not fields and not is_docstring(last):
        return with_lines(source, node, ["class Meta:", f"{unit}{line}", *([""] if _goes_on(node) else [])])
    indent = indentation(source, last)
    follows = node.body.index(last) + 1 < len(node.body)
    gap = [""] if follows and not _is_parted(source, last) else []
    return below(source, last, ["", f"{indent}class Meta:", f"{indent}{unit}{line}", *gap])


def _is_no_method(node: ast.stmt) -> bool:
    return not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)


def _goes_on(node: ast.ClassDef) -> bool:
    return len(node.body) > 1 or not isinstance(node.body[0], ast.Pass)


def _is_parted(source: Source, last: ast.stmt) -> bool:
    """Tell whether there is a blank line below ``last`` already."""
    end = source.line_end(source.end(last))
    return not source.text[end : source.line_end(end)].strip()
