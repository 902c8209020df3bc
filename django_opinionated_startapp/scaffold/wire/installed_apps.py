"""Putting apps into INSTALLED_APPS, wherever the list stands that feeds it."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .library import Library
from .reader import read_lists
from .refusal import Refusal
from .series import display_series, inserted
from .source import CannotWire, Find, WireEdit, not_too_deep, quoted
from .values import Doubt, Entry, Part, Parts, Slot

_NAME = "INSTALLED_APPS"
# Words that say whose apps a list is for: LOCAL_APPS, _PROJECT_APPS, APPS_OWN, THIRD_PARTY_APPS, EXTERNAL_APPS …
_LOCAL = {"LOCAL", "PROJECT", "MY", "OUR", "OWN", "CUSTOM", "INTERNAL", "INHOUSE", "FIRST"}
_THIRD_PARTY = {
    "THIRD",
    "THIRDPARTY",
    "3RD",
    "EXTERNAL",
    "VENDOR",
    "VENDORED",
    "CONTRIB",
    "PACKAGES",
    "LIBRARY",
    "LIBRARIES",
}
_DJANGO = {"DJANGO", "DEFAULT", "BUILTIN"}


@dataclass(frozen=True, slots=True)
class AppEntry:
    """An app to install: its package, the path of its AppConfig (or ""), and whether it is the project's own."""

    package: str
    config: str = ""
    local: bool = True

    def is_spelled(self, text: str | None) -> bool:
        """Tell whether ``text`` in INSTALLED_APPS stands for this app: the package, or an AppConfig of it."""
        if text is None or text in {self.package, self.config}:
            return text is not None
        config = rf"{re.escape(self.package)}\.([a-z_]\w*\.)?[A-Z]\w*"
        return re.fullmatch(config, text) is not None


@not_too_deep
def add_installed_apps(
    settings_module: str, entries: Sequence[AppEntry], *, find: Find, root: Path
) -> tuple[WireEdit, ...]:
    """Return the edits after which INSTALLED_APPS holds each of ``entries`` exactly once; () if it does already.

    Only files below ``root`` are edited. Raises CannotWire, with the line to add by hand, where that is not certain.
    Where the place is, and only other elements of the list are unknown, the edits have a ``doubt``: one of those may
    be the same app, or unknown code may look at the list, so the project has to be started with them first.
    """
    library = Library(find, root)
    if library.source(settings_module) is None:
        names = ", ".join(quoted(entry.package, '"') for entry in entries)
        raise CannotWire(f"The settings module {settings_module} cannot be found.", f"Add {names} to {_NAME} by hand.")
    added, doubts = [], []
    for entry in entries:
        library, text, doubt = _add(library, settings_module, entry)
        added.append(text)
        doubts.append(doubt)
    doubt = next(filter(None, doubts), "")
    return tuple(replace(edit, doubt=doubt) for edit in library.edits([text for text in added if text]))


def _add(library: Library, settings: str, entry: AppEntry) -> tuple[Library, str, str]:
    """Return the library with the entry in it, its spelling and a doubt; the same library and "" if it was there."""
    lists = read_lists(library, settings, _NAME)
    if lists and all(any(part.always and _stands_for(part, entry) for part in parts) for parts in lists):
        return library, "", ""
    owned = {text: _is_own(library, text) for text in _texts(lists)}
    text = _spelling(entry, owned)
    slots = _ranked_slots(library, lists, entry, owned)
    refusal = Refusal(library, settings, _NAME, text, slots)
    doubt = _doubt(refusal, lists, entry)
    for slot in slots:
        edited = _with_element(library, slot, text)
        if _is_added(lists, read_lists(edited, settings, _NAME), text):
            if doubt and len(lists) > 1:
                raise refusal.untried(doubt)
            return edited, text, doubt.message if doubt else ""
    raise doubt or refusal.without_slot(lists)


def _with_element(library: Library, slot: Slot, text: str) -> Library:
    series = display_series(slot.source, slot.node)
    literal = quoted(text, slot.source.quote(slot.node.elts))
    return library.with_insertions(slot.source, inserted(slot.source, series, len(series.elements), literal))


def _is_added(before: Sequence[Parts], after: Sequence[Parts], text: str) -> bool:
    """Tell whether each list has one element more, ``text``, for certain, and else is as it was."""
    return all(
        _elements(new).count((text, True)) == 1
        and [element for element in _elements(new) if element != (text, True)] == _elements(old)
        for old, new in zip(before, after, strict=True)
    )


def _elements(parts: Parts) -> list[tuple[str | None, bool]]:
    return [(part.text, part.always) for part in parts if isinstance(part, Entry)]


def _texts(lists: Sequence[Parts]) -> list[str]:
    return [part.text for parts in lists for part in parts if isinstance(part, Entry) and part.text is not None]


def _stands_for(part: Part, entry: AppEntry) -> bool:
    return isinstance(part, Entry) and entry.is_spelled(part.text)


def _doubt(refusal: Refusal, lists: Sequence[Parts], entry: AppEntry) -> CannotWire | None:
    """Return what speaks against an edit if the lists have unknown elements besides those that are known.

    Raise it if the lists are not set, may have been changed in any way, or hold the entry under a condition.
    """
    if not lists:
        raise refusal.not_set()
    doubt = None
    for part in (part for parts in lists for part in parts):
        if isinstance(part, Doubt):
            doubt = doubt or refusal.doubtful(part, part.why)
            if not part.adds:
                raise doubt
        elif isinstance(part, Entry) and part.text is None:
            doubt = doubt or refusal.doubtful(part, f"it holds `{ast.unparse(part.node)}`")
        elif isinstance(part, Entry) and entry.is_spelled(part.text):
            raise refusal.conditional(part)
    return doubt


# Choices: where to, and how it is spelled


def _is_own(library: Library, text: str) -> bool:
    """Tell whether an entry of INSTALLED_APPS is one of the project's own apps."""
    return any(library.owns_module(module) for module in (text, text.rpartition(".")[0]) if module)


def _is_config(text: str) -> bool:
    return text.rpartition(".")[2][:1].isupper()


def _spelling(entry: AppEntry, owned: Mapping[str, bool]) -> str:
    """Return the AppConfig path if that is how most of the project's own apps are written, else the package."""
    own = [_is_config(text) for text, is_own in owned.items() if is_own]
    return entry.config if entry.local and entry.config and 2 * sum(own) > len(own) else entry.package


def _ranked_slots(
    library: Library, lists: Sequence[Parts], entry: AppEntry, owned: Mapping[str, bool]
) -> tuple[Slot, ...]:
    """Return the places in the project's files where the entry could go, the best first."""
    slots = {id(part.node): part for parts in lists for part in parts if isinstance(part, Slot) and part.always}
    usable = [slot for slot in slots.values() if library.owns(slot.source.path)]

    def rank(slot: Slot) -> tuple[int, int, bool, bool]:
        texts = [node.value for node in slot.node.elts if isinstance(node, ast.Constant)]
        own = sum(owned.get(text, False) for text in texts if isinstance(text, str)) if entry.local else 0
        return _distance(slot.name, local=entry.local), -own, slot.name != _NAME, slot.augments

    return tuple(sorted(usable, key=rank))


def _distance(name: str, *, local: bool) -> int:
    """Return how ill a list of that name suits the entry."""
    words = set(re.findall(r"[A-Z0-9]+", name.upper()))
    kinds = [bool(words & each) for each in (_THIRD_PARTY, _DJANGO, _LOCAL)]
    order = [2, 3, 0] if local else [0, 2, 3]
    return next((distance for distance, fits in zip(order, kinds, strict=True) if fits), 1)
