"""Putting ``path("api/orders/", include("apps.orders.urls"))`` into a URLconf."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from .django_names import names_of, with_import
from .library import Library
from .reader import read_lists
from .routes import (
    PATTERNS,
    Target,
    function_name,
    included,
    patterns,
    route_of,
    swallows,
    target_of,
)
from .series import display_series, inserted
from .source import CannotWire, Find, Insertion, Source, WireEdit, not_too_deep, quoted
from .values import Doubt, Entry, Part, Parts, Slot

_API_NAME = re.compile(r"(^|_)apis?(_|$)")
# Calls whose result is a list to which another can be added.
_LISTS = {"i18n_patterns", "format_suffix_patterns", "static", "staticfiles_urlpatterns"}


@dataclass(frozen=True, slots=True)
class _Request:
    """The URLconf to edit, the route in it, and the module to include."""

    urlconf: str
    route: str
    module: str

    def call(self, quote: str = '"', path: str = "path", include: str = "include") -> str:
        return f"{path}({quoted(self.route, quote)}, {include}({quoted(self.module, quote)}))"


@dataclass(frozen=True, slots=True)
class _InDisplay:
    """In front of element ``index`` of a list or tuple display, or last."""

    slot: Slot
    index: int

    @property
    def source(self) -> Source:
        return self.slot.source

    @property
    def offset(self) -> int:
        return self.source.start(self.slot.node)

    def insertions(self, request: _Request, path: str, include: str) -> tuple[Insertion, ...]:
        quote = self.source.quote(ast.walk(self.slot.node))
        series = display_series(self.source, self.slot.node)
        return inserted(self.source, series, self.index, request.call(quote, path, include))


@dataclass(frozen=True, slots=True)
class _Below:
    """In a statement of its own below ``statement``."""

    source: Source
    statement: ast.stmt

    @property
    def offset(self) -> int:
        return self.source.end(self.statement)

    def insertions(self, request: _Request, path: str, include: str) -> tuple[Insertion, ...]:
        line = f"{PATTERNS} += [{request.call(self.source.quote(()), path, include)}]"
        at = self.source.below(self.statement)
        newline = self.source.newline(at)
        ends = self.source.line_start(at) == at
        return (Insertion(at, line + newline if ends else newline + line),)


@not_too_deep
def add_url_include(urlconf_module: str, *, route: str, module: str, find: Find, root: Path) -> tuple[WireEdit, ...]:
    """Return the edits after which ``module`` is included under ``route``; () if the URLconf includes it already.

    A route that starts like the mount of the project's own API URLconf (``path("api/", include("config.api_urls"))``)
    goes in there, without that prefix; unless a namespace would then change the names of the URLs.
    Only files below ``root`` are edited. Raises CannotWire, with the line to add by hand, where that is not certain.
    """
    library = Library(find, root)
    request = _Request(urlconf_module, route, module)
    if library.source(urlconf_module) is None:
        hint = f"Add this line to {PATTERNS} in {urlconf_module}: {request.call()},"
        raise CannotWire(f"The URLconf {urlconf_module} cannot be found.", hint)
    if _is_included(library, request):
        return ()
    inner = _in_api_urlconf(library, request, frozenset())
    edited = _with_pattern(_with_imports(library, inner), inner)
    if not _is_added(library, edited, inner):
        raise _refusal(library, inner, "The edit would not include the app exactly once")
    return edited.edits([module])


def _refusal(library: Library, request: _Request, why: str, part: Part | None = None) -> CannotWire:
    source = library.source(request.urlconf)
    assert source is not None  # noqa: S101 - looked for at the start
    file = library.shown(source.path)
    place = library.place(part.source, part.node) if part else file
    return CannotWire(f"{why} ({place}).", f"Add this line to {PATTERNS} in {file}: {request.call()},")


def _is_included(library: Library, request: _Request) -> bool:
    found = [each for each in included(library, Target(request.urlconf)) if each.module == request.module]
    if found and not any(each.always for each in found):
        place = library.place(found[0].source, found[0].node)
        message = f"{request.module} is included already, but not always ({place})."
        raise CannotWire(message, f"Take it out at {place}, and add this line to {PATTERNS}: {request.call()},")
    return bool(found)


def _in_api_urlconf(library: Library, request: _Request, seen: frozenset[str]) -> _Request:
    """Return the request for the deepest of the project's API URLconfs whose mount the route starts with."""
    for part in (part for parts in patterns(library, Target(request.urlconf)) for part in parts):
        route = route_of(part.source, part.node) if isinstance(part, Entry) and part.always else None
        if (
            route is None
            or route.include is None
            or not route.text
            or len(route.include.args) + len(route.include.keywords) > 1
        ):
            continue
        target = target_of(library, part.source, route.include)
        fits = request.route.startswith(route.text) and (seen or route.text.startswith("api"))
        if fits and target.module not in seen and _is_api_urlconf(library, target):
            rest = request.route[len(route.text) :]
            return _in_api_urlconf(library, _Request(target.module, rest, request.module), seen | {target.module})
    return request


def _is_api_urlconf(library: Library, target: Target) -> bool:
    """Tell whether it is a plain list, without a namespace, in a module of the project and not of one of its apps."""
    names = target.module.split(".")
    apps = [".".join(names[:end]) for end in range(1, len(names)) if not _API_NAME.search(names[end - 1])]
    return (
        not target.name
        and any(map(_API_NAME.search, names))
        and library.owns_module(target.module)
        and not any(library.find(f"{package}.apps") for package in apps)
        and not read_lists(library, target.module, "app_name")
        and any(
            isinstance(part, Slot) and part.always and part.name == PATTERNS and part.source.module == target.module
            for parts in patterns(library, target)
            for part in parts
        )
    )


# The place


def _place(library: Library, request: _Request) -> _InDisplay | _Below:
    """Return where the pattern goes: last, but in front of what would swallow its requests; or raise CannotWire."""
    lists = read_lists(library, request.urlconf, PATTERNS)
    if not lists:
        raise _refusal(library, request, f"{PATTERNS} is not set")
    (parts,) = lists[:1]
    for part in parts:
        if isinstance(part, Doubt) and not part.adds:
            raise _refusal(
                library, request, f"What {PATTERNS} holds cannot be told without running it: {part.why}", part
            )
    requests = [request.route, f"{request.route}1/"]
    end = next(
        (at for at, part in enumerate(parts) if any(swallows(library, part, each) for each in requests)), len(parts)
    )
    usable = [part for part in parts if isinstance(part, Slot) and part.always and library.owns(part.source.path)]
    for slot in usable:
        for index, element in enumerate(slot.node.elts):
            if end < len(parts) and element is parts[end].node:
                return _InDisplay(slot, index)
    earlier = [slot for slot in usable if slot in parts[:end]]
    if earlier:
        slot = min(earlier, key=lambda each: (each.name != PATTERNS, each.augments, -len(each.node.elts)))
        return _InDisplay(slot, len(slot.node.elts))
    return _below(library, request, parts, end)


def _below(library: Library, request: _Request, parts: Parts, end: int) -> _Below:
    """Return the place below the last statement about a list that is made by calls known to make lists."""
    if end < len(parts):
        raise _refusal(library, request, "A pattern that would catch the requests comes first", parts[end])
    first = parts[0]
    is_list = function_name(first.source, first.node) in _LISTS or (
        isinstance(first.node, ast.Attribute) and first.node.attr == "urls"
    )
    if not (isinstance(first, Doubt) and first.always and is_list):
        slot = next((part for part in parts if isinstance(part, Slot)), None)
        if slot is None:
            raise _refusal(library, request, f"{PATTERNS} is not made in a way that is known to give a list", first)
        why = "stands outside of the project" if slot.always else "is set only under a condition"
        raise _refusal(library, request, f"{PATTERNS} {why}", slot)
    about = [
        each
        for each in first.source.tree.body
        if any(isinstance(node, ast.Name) and node.id == PATTERNS for node in ast.walk(each))
    ]
    return _Below(first.source, about[-1])


# The edit


def _with_imports(library: Library, request: _Request) -> Library:
    """Return the library with ``include`` and ``path`` imported where the pattern goes."""
    for function in ("include", "path"):
        place = _place(library, request)
        if not names_of(place.source, place.offset).spelling(function):
            if function in names_of(place.source).bound:
                why = f"{library.shown(place.source.path)} uses the name `{function}` for something else"
                raise _refusal(library, request, why)
            library = with_import(library, place.source, function, place.offset)
    return library


def _with_pattern(library: Library, request: _Request) -> Library:
    place = _place(library, request)
    names = names_of(place.source, place.offset)
    return library.with_insertions(
        place.source, place.insertions(request, names.spelling("path"), names.spelling("include"))
    )


def _is_added(before: Library, after: Library, request: _Request) -> bool:
    """Tell whether the URLconf has one pattern more, the one asked for, of imported names, and else is as it was."""
    found = [each for each in included(after, Target(request.urlconf)) if each.module == request.module]
    (old,) = read_lists(before, request.urlconf, PATTERNS)
    (new,) = read_lists(after, request.urlconf, PATTERNS)
    entries = [part for part in new if isinstance(part, Entry)]
    added = [part for part in entries if any(node is each.node for each in found for node in ast.walk(part.node))]
    if len(found) != 1 or len(added) != 1 or not (added[0].always and found[0].always):
        return False
    call = added[0].node
    names = names_of(added[0].source, added[0].source.start(call))
    entries.remove(added[0])
    return (
        isinstance(call, ast.Call)
        and names.means(call.func, "path")
        and names.means(found[0].node.func, "include")
        and [ast.dump(part.node) for part in entries]
        == [ast.dump(part.node) for part in old if isinstance(part, Entry)]
    )
