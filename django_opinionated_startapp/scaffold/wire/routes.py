"""Reading the patterns of a URLconf: what they include, and whether a request would get past them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .django_names import names_of
from .library import Library
from .reader import read_lists
from .source import Source
from .values import Doubt, Entry, Part, Parts, Slot

PATTERNS = "urlpatterns"
_CONVERTERS = {"int": "[0-9]+", "slug": "[-a-zA-Z0-9_]+", "str": "[^/]+", "uuid": "[0-9a-f-]{36}"}


@dataclass(frozen=True, slots=True)
class Included:
    """A module included somewhere below a URLconf; ``always`` is False under a condition."""

    source: Source
    node: ast.Call
    module: str
    always: bool


@dataclass(frozen=True, slots=True)
class Route:
    """One ``path(…)``: its regular expression (None if it is no literal), plain text, and call of ``include``."""

    regex: str | None
    text: str
    include: ast.Call | None


@dataclass(frozen=True, slots=True)
class Target:
    """What an ``include`` names: a module, or a list of the same file, or neither."""

    module: str = ""
    name: str = ""


def function_name(source: Source, node: ast.AST) -> str:
    """Return the last part of what is called: ``include`` for ``urls.include(…)``, or ``i(…)`` if imported so."""
    function = node.func if isinstance(node, ast.Call) else None
    meant = names_of(source).dotted(function) if function else ""
    if meant:
        return meant.rpartition(".")[2]
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def target_of(library: Library, source: Source, include: ast.Call) -> Target:
    """Return what ``include(…)`` names."""
    argument = next((each.value for each in include.keywords if each.arg == "arg"), None)
    argument = include.args[0] if include.args else argument
    if isinstance(argument, ast.Tuple) and argument.elts:
        argument = argument.elts[0]
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return Target(argument.value)
    dotted = names_of(source).dotted(argument) if argument else ""
    if dotted and library.find(dotted):
        return Target(dotted)
    return Target(source.module, argument.id) if isinstance(argument, ast.Name) and not dotted else Target()


def patterns(library: Library, target: Target) -> tuple[Parts, ...]:
    """Return the lists of patterns that ``target`` stands for; none if they cannot be read."""
    known = target.module and library.readable(target.module)
    return read_lists(library, target.module, target.name or PATTERNS) if known else ()


def included(
    library: Library, target: Target, *, always: bool = True, seen: frozenset[Target] = frozenset()
) -> Iterator[Included]:
    """Yield all modules that ``target`` includes, and what the project's own modules among them include."""
    if target in seen or not (library.owns_module(target.module) or not seen):
        return
    for part in (part for parts in patterns(library, target) for part in parts if not isinstance(part, Slot)):
        # A doubt about a whole statement (a loop, an ``if``) is one about whether it is run.
        sure = always and part.always and isinstance(part.node, ast.expr)
        for call in ast.walk(part.node):
            if isinstance(call, ast.Call) and function_name(part.source, call) == "include":
                inner = target_of(library, part.source, call)
                if inner.module and not inner.name:
                    yield Included(part.source, call, inner.module, sure)
                yield from included(library, inner, always=sure, seen=seen | {target})


def route_of(source: Source, node: ast.AST) -> Route | None:
    """Return what can be read of ``path(…)``, ``re_path(…)`` or ``url(…)``; None for anything else."""
    function = function_name(source, node)
    if not isinstance(node, ast.Call) or function not in {"path", "re_path", "url"}:
        return None
    arguments: dict[str | None, ast.expr] = {each.arg: each.value for each in node.keywords}
    arguments.update(zip(("route", "view"), node.args, strict=False))
    route = arguments.get("route", arguments.get("regex"))
    view = arguments.get("view")
    include = view if isinstance(view, ast.Call) and function_name(source, view) == "include" else None
    if not isinstance(route, ast.Constant) or not isinstance(route.value, str):
        return Route(None, "", include)
    if function == "path":
        return Route(_path_regex(route.value) + ("" if include else r"\Z"), route.value, include)
    text = route.value.removeprefix("^")
    return Route(route.value, text if re.escape(text).replace("\\-", "-") == text else "", include)


def _path_regex(route: str) -> str:
    """Return a regular expression for a ``path`` route; a converter of the project's own may match anything."""
    regex = "^"
    for literal, converter, name in re.findall(r"([^<]+)|<(?:(\w+):)?(\w+)>", route):
        regex += re.escape(literal) if literal else _CONVERTERS.get(converter or "str", ".+") if name else ""
    return regex


def swallows(library: Library, part: Part, request: str, *, seen: frozenset[Target] = frozenset()) -> bool:
    """Tell whether a request for ``request`` might end at ``part``, so that no later pattern would be asked."""
    if isinstance(part, Slot):
        return False
    if isinstance(part, Doubt):
        return _translated_swallow(library, part, request)
    route = route_of(part.source, part.node)
    if route is None:
        return False
    if route.regex is None:
        # Routes made from settings are mostly prefixes; those of packages may well be like Wagtail's, for all pages.
        return bool(seen) and not library.owns(part.source.path)
    try:
        match = re.search(route.regex, request)
    except re.error:
        match = None
    if match is None or route.include is None:
        return match is not None
    return _include_swallows(library, part.source, route.include, match, seen)


def _include_swallows(
    library: Library, source: Source, include: ast.Call, mount: "re.Match[str]", seen: frozenset[Target]
) -> bool:
    """Tell it of ``include(…)``, which is asked for what comes behind ``mount`` in the request."""
    target = target_of(library, source, include)
    parts = [part for parts in patterns(library, target) for part in parts]
    if not parts:  # unknown: one that is mounted nowhere in particular may be for everything
        return not mount.group() and not _is_router(include)
    rest = mount.string[mount.end() :]
    deeper = seen | {target}
    return target not in seen and any(swallows(library, part, rest, seen=deeper) for part in parts)


def _is_router(include: ast.Call) -> bool:
    """Tell whether it is ``include(router.urls)``, which matches nothing but what is registered."""
    return bool(include.args) and isinstance(include.args[0], ast.Attribute) and include.args[0].attr == "urls"


def _translated_swallow(library: Library, part: Doubt, request: str) -> bool:
    """Tell it of ``i18n_patterns(…, prefix_default_language=False)``; with a prefix they match nothing else."""
    call = part.node
    if not isinstance(call, ast.Call) or function_name(part.source, call) != "i18n_patterns" or not call.keywords:
        return False
    return any(swallows(library, Entry(part.source, each, None), request) for each in call.args)
