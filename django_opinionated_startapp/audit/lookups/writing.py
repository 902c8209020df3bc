"""Answers whether a call changes data, as far as its path shows."""

import re

from ..facts import Call
from ..project import Project
from .queries import queried

_OF_MANAGERS = frozenset(
    (
        *("add", "bulk_create", "bulk_update", "create", "create_superuser", "create_user", "delete", "get_or_create"),
        *("set", "update", "update_or_create"),
    )
)
_OF_FIELDS_TOO = ("delete", "update")  # a file has the one, a dictionary in a JSON field the other
_ATTRIBUTE = re.compile(r"(\(\)|\[\])\.\w+\.\w+")  # of something that was fetched
_OF_INSTANCES = ("save", "delete")
# What is surely an instance of a model though nothing tells of which.
_INSTANCE = re.compile(r"self\.(get_object\(\)|object|instance)|django\.shortcuts\.get_object_or_404\(\)")


def written(project: Project, call: Call) -> str:
    """Return what ``call`` writes to, by name: the model, or "an object"; "" if it writes nothing."""
    head, _, method = call.path.rpartition(".")
    plain = method.removeprefix("a") if method.startswith("a") and method != "add" else method
    if plain in _OF_FIELDS_TOO and _ATTRIBUTE.search(call.path):
        return ""
    if plain in _OF_MANAGERS and (model := project.model(queried(project, call.path))):
        return model.row.simple_name
    if plain not in _OF_INSTANCES:
        return ""
    if model := project.model(head.removesuffix("()")) if head.endswith("()") else None:
        return model.row.simple_name
    if model := project.model(queried(project, head)):
        return model.row.simple_name
    return "an object" if _INSTANCE.fullmatch(head) else ""
