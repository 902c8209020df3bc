"""Tasks, sent when the transaction is committed."""

import ast

from ...sources import Source
from ..finding import Place
from .imports import with_import
from .kinds import Edit, Fix
from .places import node_at, nodes_of, path_of


def sent_on_commit(source: Source, place: Place) -> Fix | None:
    """Return the fix that has the call at ``place`` wait for the commit: ``transaction.on_commit(partial(…))``.

    None where what the call returns is used: it is not there before the commit. None too in a module that opens
    transactions of a database by its name: it would have to wait for that one.
    """
    statement = node_at(source, place, ast.Expr)
    call = statement.value if statement else None
    if not isinstance(call, ast.Call) or any(map(_names_database, nodes_of(source))):
        return None
    first = min([*call.args, *(each.value for each in call.keywords)], key=source.start, default=None)
    alone = len(call.args) == 1 and isinstance(call.args[0], ast.GeneratorExp)
    opening = source.text.find("(", source.end(call.func))
    transaction = with_import(source, "django.db", "transaction", call.lineno)
    partial = with_import(source, "functools", "partial", call.lineno) if first else ()
    if transaction is None or partial is None or alone or source.text[source.end(call.func) : opening].strip():
        return None
    start, end, path = source.start(call), source.end(call), path_of(source)
    task, inside = source.text[start : source.end(call.func)], source.text[opening + 1 : end - 1]
    gap = "" if inside[:1] in {"\r", "\n"} else " "
    if first is None:
        text = f"transaction.on_commit({task})"
    elif not gap and not _has_long_string(call):
        text = _on_lines(source, start, task, inside)
    else:
        text = f"transaction.on_commit(partial({task},{gap}{inside}))"
    return Fix((Edit(path, start, end, text), *transaction, *partial))


def _names_database(node: ast.AST) -> bool:
    """Tell whether a node is a call of ``atomic`` with a database, its first argument, or with what may be one."""
    if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith("atomic"):
        return False
    return bool(node.args) or any(each.arg in {"using", None} for each in node.keywords)


def _on_lines(source: Source, start: int, task: str, inside: str) -> str:
    """Return the call with its arguments on the lines that they have, two levels further in."""
    newline, indent = source.newline(start), source.indentation(start)
    arguments = inside.rstrip().replace(newline, newline + 4 * " ")
    lines = [
        "transaction.on_commit(",
        f"{indent}    partial(",
        f"{indent}        {task},{arguments}",
        f"{indent}    )",
    ]
    return newline.join((*lines, f"{indent})"))


def _has_long_string(call: ast.Call) -> bool:
    """Tell whether a string among the arguments goes over several lines, so that what is in front of them counts."""
    strings = (each for each in ast.walk(call) if type(each).__name__ in {"Constant", "JoinedStr", "TemplateStr"})
    return any(isinstance(each, ast.expr) and each.lineno != each.end_lineno for each in strings)
