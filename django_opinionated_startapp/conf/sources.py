"""Where choices are written: a table of pyproject.toml and a Django setting, read as entries that know their place."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeAlias

from ..errors import OpinionatedError
from ..pyproject import nearest_pyproject

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TABLE = "opinionated_startapp"
SETTING = "OPINIONATED_STARTAPP"


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A TOML file with its text; ``keys`` are the keys that lead from its top to a value."""

    path: Path
    text: str
    mapping = "table"

    def where(self, keys: tuple[str, ...]) -> str:
        """Return the file and the line on which the statement starts that sets ``keys``, in whatever way.

        Only a key that is written with escapes is named without its line.
        """
        # What stands above that line is a document without the key; above every later line there is the key.
        lines = self.text.split("\n")
        named = [number for number, line in enumerate(lines) if keys[-1] in line]
        starts = [number for number in named if _lacks("\n".join(lines[:number]), keys)]
        return f"{self.path}, line {starts[-1] + 1}" if starts else str(self.path)

    def table(self, keys: tuple[str, ...]) -> str:
        """Return what the table at ``keys`` is called."""
        return f"[{'.'.join(keys)}]"


@dataclass(frozen=True, slots=True)
class DjangoSetting:
    """The Django setting; ``keys`` are the keys that lead from the setting to a value."""

    mapping = "dictionary"

    def where(self, keys: tuple[str, ...]) -> str:
        """Return the setting with the keys of the dictionary in which the last key stands."""
        return f"Django setting {SETTING}" + "".join(f'["{key}"]' for key in keys[:-1])

    def table(self, _keys: tuple[str, ...]) -> str:
        """Return what the dictionary at ``keys`` is called after ``where``."""
        return "it"


Source: TypeAlias = TomlFile | DjangoSetting


@dataclass(frozen=True, slots=True)
class Entry:
    """A value with its ``key``, and the keys as ``written`` that lead to it in its ``source``."""

    key: str
    value: object
    source: Source
    written: tuple[str, ...]

    @property
    def where(self) -> str:
        """Where it stands, for a person."""
        return self.source.where(self.written)

    @property
    def among(self) -> str:
        """What the table or dictionary is called in which it stands."""
        return self.source.table(self.written[:-1])

    def inside(self, named: str) -> Iterator["Entry"]:
        """Yield the entries of its value; raise ``OpinionatedError`` that calls it ``named`` if that is no table."""
        if not isinstance(self.value, Mapping):
            given = type(self.value).__name__
            raise OpinionatedError(f"{self.where}: {named} must be a {self.source.mapping}, not {given}.")
        for key, value in self.value.items():
            yield Entry(str(key), value, self.source, (*self.written, str(key)))

    def options(self, named: str) -> Iterator["Entry"]:
        """Yield the entries of its value, whose keys are options: in TOML with hyphens or with underscores."""
        seen: set[str] = set()
        for entry in self.inside(named):
            key = entry.key.replace("-", "_") if isinstance(self.source, TomlFile) else entry.key
            if key in seen:
                raise OpinionatedError(f"{entry.where}: {key} is given twice in {entry.among}.")
            seen.add(key)
            yield replace(entry, key=key)


def parse_toml(text: str) -> dict[str, Any]:
    """Return what ``text`` says; raise ``ValueError`` if it is not TOML."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def setting_entries(setting: object) -> Iterator[Entry]:
    """Yield the entries of the Django setting, of which None stands for none."""
    if setting is not None:
        where = DjangoSetting().where(())
        if not isinstance(setting, Mapping):
            raise OpinionatedError(f"{where}: must be a dictionary, not {type(setting).__name__}.")
        yield from Entry("", setting, DjangoSetting(), ()).options(where)


def pyproject_entries(root: Path) -> Iterator[Entry]:
    """Yield the entries of the nearest pyproject.toml at or above ``root``, after the line length of formatters."""
    path = nearest_pyproject(root)
    if path is None:
        return
    try:
        text = path.read_text(encoding="utf-8")
        document = parse_toml(text)
    except ValueError as error:  # of the encoding, of the syntax, or of a number with too many digits
        raise OpinionatedError(f"{path} is not valid TOML: {error}") from None
    except OSError as error:
        raise OpinionatedError(f"{path} can't be read: {error.strerror or error}.") from None
    tool = document.get("tool")
    if not isinstance(tool, dict):  # what is wrong with the tables of others is not ours to say
        return
    _refuse_look_alike(path, tool)
    source = TomlFile(path, text)
    for formatter in ("ruff", "black"):  # the later one goes before the earlier one
        if isinstance(tool.get(formatter), dict):
            options = Entry(formatter, tool[formatter], source, ("tool", formatter)).options(formatter)
            yield from (entry for entry in options if entry.key == "line_length")
    if TABLE in tool:
        yield from Entry(TABLE, tool[TABLE], source, ("tool", TABLE)).options(f"[tool.{TABLE}]")


def _refuse_look_alike(path: Path, tool: Iterable[str]) -> None:
    for name in get_close_matches(TABLE, tool, cutoff=0.8):
        if name != TABLE:
            raise OpinionatedError(f"{path}: [tool.{name}] is not read.", f"Name the table [tool.{TABLE}].")


def _lacks(text: str, keys: tuple[str, ...]) -> bool:
    """Tell whether ``text`` is a document in which ``keys`` lead to nothing."""
    try:
        here: object = parse_toml(text)
    except ValueError:  # it ends within a statement
        return False
    for key in keys:
        if not isinstance(here, dict) or key not in here:
            return True
        here = here[key]
    return False
