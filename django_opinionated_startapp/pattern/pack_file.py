"""``pattern.toml`` → Pattern. Whatever stands in the file: it becomes a pattern or one clear sentence."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

from django_opinionated_startapp.errors import OpinionatedError, nearest
from django_opinionated_startapp.pattern.kinds import Component, Construct, Option, Pattern, PatternFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_NAME = re.compile("[a-z][a-z0-9_]*")
_TARGET = re.compile(r"[\w.{}-]+(?:/[\w.{}-]+)*", re.ASCII)
_PLACES = ("version", "model", "models")
_CONSTRUCTS = {each.name.lower(): each for each in Construct}


def read_pattern(text: str, path: Path, builtin: Mapping[str, Pattern]) -> Pattern:
    """Return the pattern that ``text``, the content of ``path``, describes; its templates lie beside it.

    A pattern with a ``base``, one of ``builtin``, has what that one has besides. Raises OpinionatedError for
    everything that is not as docs/packs.md says.
    """
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of the syntax, of a number with too many digits, of the depth
        raise OpinionatedError(f"{path} is not TOML: {error}.", "Mend the file.") from error
    return _Reader(path, builtin).pattern(table)


class _Reader:
    """Reads one file."""

    def __init__(self, path: Path, builtin: Mapping[str, Pattern]) -> None:
        """Keep where the file lies, for messages."""
        self._path = path
        self._builtin = builtin

    def pattern(self, table: dict[str, Any]) -> Pattern:
        """Return the pattern, base and all."""
        known = ("name", "summary", "source", "base", "leave_out", "entries", "components", "files", "options")
        self._known(table, known, "the pattern")
        base = self._base(table)
        left_out = self._texts(table, "leave_out")
        for name in left_out:
            if base is None or name not in base.component_names:
                raise self._wrong(f"leave_out names '{name}', which is no component of the base")
        components = (*self._inherited(base, left_out), *self._tables(table, "components", self._component))
        options = ((*base.options,) if base else ()) + self._tables(table, "options", self._option)
        files = self._files(base, left_out, self._tables(table, "files", self._file))
        pattern = Pattern(
            name=self._name(table, "the pattern"),
            summary=self._text(table, "summary", "the pattern"),
            source=self._text(table, "source", "the pattern"),
            components=components,
            files=files,
            entries=self._texts(table, "entries") or (base.entries if base else ()),
            options=options,
            standalone=bool(base and base.standalone),
            base=base.name if base else "",
            templates=str(self._path.parent / "templates"),
        )
        self._check(pattern)
        return pattern

    def _base(self, table: dict[str, Any]) -> Pattern | None:
        name = self._text(table, "base", "the pattern", default="")
        if name and name not in self._builtin:
            raise self._wrong(f"there is no pattern '{name}' to go on from", nearest(name, self._builtin))
        return self._builtin.get(name)

    def _inherited(self, base: Pattern | None, left_out: Iterable[str]) -> tuple[Component, ...]:
        return tuple(each for each in base.components if each.name not in left_out) if base else ()

    def _files(
        self, base: Pattern | None, left_out: Iterable[str], own: tuple[PatternFile, ...]
    ) -> tuple[PatternFile, ...]:
        """Return the files of the base that are not left out and not described anew, and then the ``own`` ones."""
        anew = {(each.target, each.beside) for each in own}
        inherited = base.files if base else ()
        kept = (each for each in inherited if not set(left_out).intersection(each.components))
        return (*(each for each in kept if (each.target, each.beside) not in anew), *own)

    def _component(self, table: dict[str, Any], where: str) -> Component:
        flags = ("public", "stdlib_only", "versioned")
        self._known(table, ("name", "summary", "homes", "needs_app", "needs", *flags), where)
        public, stdlib_only, versioned = (self._flag(table, name, where) for name in flags)
        return Component(
            name=self._name(table, where),
            summary=self._text(table, "summary", where),
            public=public,
            stdlib_only=stdlib_only,
            versioned=versioned,
            homes=self._homes(table, where),
            needs_app=self._text(table, "needs_app", where, default=""),
            needs=self._texts(table, "needs"),
        )

    def _homes(self, table: dict[str, Any], where: str) -> tuple[tuple[Construct, str], ...]:
        homes = self._table(table, "homes", where)
        for name in homes:
            if name not in _CONSTRUCTS:
                raise self._wrong(f"{where} gives a home to '{name}'", nearest(name, _CONSTRUCTS))
        return tuple((_CONSTRUCTS[name], glob) for name in homes for glob in self._texts(homes, name))

    def _file(self, table: dict[str, Any], where: str) -> PatternFile:
        self._known(table, ("target", "components", "when", "beside"), where)
        when = self._table(table, "when", where)
        return PatternFile(
            target=self._target(table, where),
            components=self._texts(table, "components"),
            when=tuple((name, self._text(when, name, where)) for name in when),
            beside=self._flag(table, "beside", where),
        )

    def _target(self, table: dict[str, Any], where: str) -> str:
        target = self._text(table, "target", where)
        plain = target
        for place in _PLACES:
            plain = plain.replace(f"{{{place}}}", place)
        if "{" in plain or "}" in plain or not _TARGET.fullmatch(target) or {".", ".."}.intersection(plain.split("/")):
            raise self._wrong(
                f"{where}: '{target}' is no path below an app", "Write it like rest_api/{version}/views.py"
            )
        return target

    def _option(self, table: dict[str, Any], where: str) -> Option:
        self._known(table, ("name", "summary", "values"), where)
        values = self._texts(table, "values")
        if not values:
            raise self._wrong(f"{where} has no values")
        return Option(self._name(table, where), self._text(table, "summary", where), values)

    def _check(self, pattern: Pattern) -> None:
        """Refuse what refers to something that there is not, or says something twice."""
        names = pattern.component_names
        self._once(names, "the component")
        self._once(tuple(each.name for each in pattern.options), "the option")
        for component in pattern.components:
            self._refers(component.needs, names, f"the component {component.name}")
        values = {option.name: option.values for option in pattern.options}
        for file in pattern.files:
            self._refers(file.components, names, f"the file {file.target}")
            for name, value in file.when:
                self._refers((name,), values, f"the file {file.target}")
                self._refers((value,), values[name], f"the file {file.target}")

    def _once(self, names: tuple[str, ...], what: str) -> None:
        for name in names:
            if names.count(name) > 1:
                raise self._wrong(f"{what} '{name}' is described twice")

    def _refers(self, names: Iterable[str], known: Iterable[str], where: str) -> None:
        known = tuple(known)
        for name in names:
            if name not in known:
                raise self._wrong(f"{where} refers to '{name}', which there is not", nearest(name, known))

    def _tables(self, table: dict[str, Any], key: str, read: Callable[[dict[str, Any], str], Any]) -> tuple[Any, ...]:
        found = table.get(key, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise self._wrong(f"{key} has to be a list of tables", f"Write each as [[{key}]].")
        return tuple(read(each, f"{key.removesuffix('s')} {number}") for number, each in enumerate(found, start=1))

    def _table(self, table: dict[str, Any], key: str, where: str) -> dict[str, Any]:
        found = table.get(key, {})
        if not isinstance(found, dict):
            raise self._wrong(f"{key} of {where} has to be a table")
        return found

    def _name(self, table: dict[str, Any], where: str) -> str:
        name = self._text(table, "name", where)
        if not _NAME.fullmatch(name):
            raise self._wrong(f"{where} is called '{name}'", "Names are small letters, digits and underscores.")
        return name

    def _text(self, table: dict[str, Any], key: str, where: str, default: str | None = None) -> str:
        found = table.get(key, default)
        if not isinstance(found, str) or (default is None and not found):
            raise self._wrong(f"{key} of {where} has to be a text")
        return found

    def _texts(self, table: dict[str, Any], key: str) -> tuple[str, ...]:
        found = table.get(key, [])
        if not isinstance(found, list) or not all(isinstance(each, str) and each for each in found):
            raise self._wrong(f"{key} has to be a list of texts")
        return tuple(found)

    def _flag(self, table: dict[str, Any], key: str, where: str) -> bool:
        found = table.get(key, False)
        if not isinstance(found, bool):
            raise self._wrong(f"{key} of {where} has to be true or false")
        return found

    def _known(self, table: dict[str, Any], known: tuple[str, ...], where: str) -> None:
        for key in table:
            if key not in known:
                raise self._wrong(f"{where} has no key '{key}'", nearest(key, known))

    def _wrong(self, what: str, hint: str = "docs/packs.md describes the file.") -> OpinionatedError:
        return OpinionatedError(f"{self._path}: {what}.", hint)
