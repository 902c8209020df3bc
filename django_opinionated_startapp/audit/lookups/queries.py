"""Answers whether a call goes to the database, and with which model."""

import re

from ..facts import Call
from ..project import Project

# Methods of managers and querysets that run a query at once; the others only describe one.
_RUNNING = frozenset(
    (
        *("aggregate", "contains", "count", "earliest", "exists", "explain", "first", "get", "get_by_natural_key"),
        *("get_current", "get_for_id", "get_for_model", "get_for_models", "in_bulk", "iterator", "last", "latest"),
        *("bulk_create", "bulk_update", "create", "create_superuser", "create_user", "delete", "get_or_create"),
        *("update", "update_or_create"),
    )
)
# Those that only describe one.
_DESCRIBING = frozenset(
    (
        *(
            "alias",
            "all",
            "annotate",
            "dates",
            "datetimes",
            "db_manager",
            "defer",
            "difference",
            "distinct",
            "exclude",
        ),
        *("extra", "filter", "get_queryset", "intersection", "none", "only", "order_by", "prefetch_related", "raw"),
        *("reverse", "select_for_update", "select_related", "union", "using", "values", "values_list"),
    )
)
_OF_INSTANCES = frozenset({"adelete", "arefresh_from_db", "asave", "delete", "refresh_from_db", "save"})
_CONSUMERS = frozenset(
    f"builtins.{name}" for name in ("all", "any", "bool", "dict", "iter", "len", "list", "max", "min", "next", "set")
) | frozenset(f"builtins.{name}" for name in ("sorted", "sum", "tuple"))
_SHORTCUTS = frozenset(f"django.shortcuts.{name}" for name in ("get_object_or_404", "get_list_or_404"))
_CURSOR = re.compile(
    r"django\.db\.connections?(\[\])?\.(cursor|ensure_connection|connect|introspection\.(table_names|get_\w+))"
)
_MANAGER = re.compile(r"\.(objects|_default_manager|_base_manager)(?=\.)")


def queried(project: Project, path: str) -> str:
    """Return the path of the model whose manager or queryset the chain ``path`` belongs to, "" if there is none.

    A manager called otherwise than ``objects`` is known by the model that stands before it, if the project has it.
    """
    if found := _MANAGER.search(path):
        return path[: found.start()]
    head, _, method = path.rpartition(".")
    model, _, manager = head.partition("(")[0].rpartition(".")
    return model if manager[:1].islower() and method and project.model(model) else ""


def is_of_django(method: str) -> bool:
    """Tell whether all managers have ``method``; one that an app has written itself is what it offers to others."""
    return method in _DESCRIBING or method in _RUNNING or method.removeprefix("a") in _RUNNING


def runs_query(project: Project, call: Call) -> str:
    """Return what ``call`` asks the database for, by name: a model, "a cursor"; "" if it doesn't.

    A queryset that is only described is no query. One whose items or length are asked for is one.
    """
    if _CURSOR.match(call.path):
        return "a cursor"
    if call.path in _SHORTCUTS:
        return call.ref(0).removesuffix(".objects")
    if call.path in _CONSUMERS:
        argument = call.ref(0)
        return queried(project, argument) if "(" in argument else ""
    model = queried(project, call.path)
    if model and (call.name.removeprefix("a") in _RUNNING or call.name in _RUNNING or ")[]" in call.path):
        return model
    head = call.path.removesuffix(f"().{call.name}")
    return head if call.name in _OF_INSTANCES and head != call.path and project.model(head) else ""
