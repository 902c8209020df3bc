"""Strings that name parts of the project: foreign keys, ``get_model``, ``include``, ``reverse``, tasks, senders."""

import ast
from collections.abc import Callable, Iterator
from typing import TypeAlias

from .values import Raw

Found: TypeAlias = Iterator[tuple[str, str]]

USER_SETTING = "settings.AUTH_USER_MODEL"
# Relation fields of Django and of packages: TreeForeignKey, ParentalManyToManyField, …
_RELATIONS = ("ForeignKey", "OneToOneField", "ManyToManyField", "ParentalKey", "OneToOne")
_OF_CLASSES = (["_meta"], ["__class__"])


def mentions_of_call(path: str, args: list[Raw], keywords: dict[str, Raw]) -> Found:
    """Yield the kind and the text of each mention among the arguments of a call to ``path``."""
    name = path.rpartition(".")[2]
    if name in _READERS:
        yield from _READERS[name](args, keywords)
    elif name.endswith(_RELATIONS):
        yield from _relation(args, keywords)
    if "sender" in keywords and (text := _model_text(keywords["sender"])):
        yield "sender", text


def mentions_of_comparison(node: ast.Compare) -> Iterator[str]:
    """Yield the labels that something called ``app_label`` is compared with."""
    sides = (node.left, *node.comparators)
    if not any(_called_app_label(side) for side in sides):
        return
    for side in sides:
        for each in side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else (side,):
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                yield each.value


def senders_of_comparison(node: ast.Compare) -> Iterator[str]:
    """Yield what is compared of the sender of a signal: ``sender``, its attributes, or the class of ``instance``."""
    for side in (node.left, *node.comparators):
        root, parts = side, list[str]()
        while isinstance(root, ast.Attribute):
            parts.insert(0, root.attr)
            root = root.value
        if isinstance(root, ast.Call) and isinstance(root.func, ast.Name) and root.func.id == "type" and root.args:
            root, parts = root.args[0], ["__class__"]
        name = root.id if isinstance(root, ast.Name) else ""
        if name == "sender" or (name == "instance" and parts[:1] in _OF_CLASSES):
            yield ".".join((name, *parts))


def _called_app_label(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name == "app_label"


def _model_text(raw: Raw) -> str:
    """Return a reference to a model as it is written, "" if ``raw`` is none."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, list) and raw[0] == "r" and str(raw[1]).endswith(USER_SETTING):
        return USER_SETTING
    return ""


def _first(args: list[Raw], keywords: dict[str, Raw], *names: str) -> Raw:
    for name in names:
        if name in keywords:
            return keywords[name]
    return args[0] if args else None


def _relation(args: list[Raw], keywords: dict[str, Raw]) -> Found:
    for raw in (_first(args, keywords, "to"), keywords.get("through")):
        if text := _model_text(raw):
            yield "relation", text


def _get_model(args: list[Raw], keywords: dict[str, Raw]) -> Found:
    label = _first(args, keywords, "app_label")
    model = keywords.get("model_name", args[1] if len(args) > 1 else None)
    if text := _model_text(label):
        if isinstance(model, str):
            yield "model", f"{text}.{model}"
        elif "." in text:
            yield "model", text


def _user_model(_args: list[Raw], _keywords: dict[str, Raw]) -> Found:
    yield "model", USER_SETTING


def _loaded_class(args: list[Raw], _keywords: dict[str, Raw]) -> Found:
    texts = [raw for raw in args[:2] if isinstance(raw, str)]
    if texts:
        yield "class", ".".join(texts)


def _loaded_classes(args: list[Raw], _keywords: dict[str, Raw]) -> Found:
    if len(args) > 1 and isinstance(args[0], str) and isinstance(args[1], list) and args[1][0] == "l":
        for name in args[1][1:]:
            if isinstance(name, str):
                yield "class", f"{args[0]}.{name}"


def _dotted(args: list[Raw], keywords: dict[str, Raw]) -> Found:
    raw = _first(args, keywords, "dotted_path", "name")
    if isinstance(raw, str) and not raw.startswith("."):
        yield "class", raw


def _include(args: list[Raw], keywords: dict[str, Raw]) -> Found:
    raw = _first(args, keywords, "arg")
    if isinstance(raw, list) and raw[0] == "l" and len(raw) > 1:  # a module with the namespace of its app
        raw = raw[1]
    if isinstance(raw, str):
        yield "include", raw


def _url(args: list[Raw], keywords: dict[str, Raw]) -> Found:
    raw = _first(args, keywords, "viewname", "to")
    if isinstance(raw, str) and not any(sign in raw for sign in "/? "):
        yield "url", raw


def _task(args: list[Raw], keywords: dict[str, Raw]) -> Found:
    raw = _first(args, keywords, "name", "varies", "task")
    if isinstance(raw, str):
        yield "task", raw


_READERS: dict[str, Callable[[list[Raw], dict[str, Raw]], Found]] = {
    "get_model": _get_model,
    "load_model": _get_model,
    "get_user_model": _user_model,
    "get_class": _loaded_class,
    "get_classes": _loaded_classes,
    "import_string": _dotted,
    "import_module": _dotted,
    "include": _include,
    "reverse": _url,
    "reverse_lazy": _url,
    "redirect": _url,
    "resolve_url": _url,
    "send_task": _task,
    "signature": _task,
}
