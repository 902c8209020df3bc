"""The project's choices: a table of pyproject.toml with a Django setting over it.

The keys, their types and their defaults are the fields of ``Config`` and are said nowhere else. A key that is not one
of them, or a value of another type, is an error that names where it stands: a slip must not pass for a choice.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints

from .errors import OpinionatedError, nearest
from .pattern import PATTERNS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TABLE = "opinionated_startapp"
SETTING = "OPINIONATED_STARTAPP"


def _pattern_exists(config: "Config", where: str) -> None:
    if config.pattern not in PATTERNS:
        raise OpinionatedError(f"{where}: there is no pattern '{config.pattern}'.", nearest(config.pattern, PATTERNS))


def _names_a_folder(config: "Config", where: str) -> None:
    if not config.templates or "\0" in config.templates:
        raise OpinionatedError(f"{where}: templates must be the path of a folder.")


def _components_of_pattern(config: "Config", where: str) -> None:
    known = PATTERNS[config.pattern].component_names
    for name in config.components or ():
        if name not in known:
            raise OpinionatedError(
                f"{where}: the pattern '{config.pattern}' has no component '{name}'.", nearest(name, known)
            )


def _is_version(config: "Config", where: str) -> None:
    if not re.fullmatch("v[0-9]+", config.api_version):
        raise OpinionatedError(
            f"{where}: api_version must be 'v' and a number, not '{config.api_version}'.",
            "The first version of an API is v1.",
        )


def _is_route(config: "Config", where: str) -> None:
    # Segments of URL characters, each closed by a slash: what can be pasted into path("…") as it is.
    if not re.fullmatch(r"(?:(?:[\w.~-]|\{label\})+/)+", config.api_prefix, re.ASCII):
        raise OpinionatedError(
            f"{where}: api_prefix must be a route such as 'api/{{label}}/', not '{config.api_prefix}'.",
            "It starts without a slash, ends with one, and has no placeholder but {label}.",
        )


def _is_readable_length(config: "Config", where: str) -> None:
    if config.line_length not in range(40, 321):
        raise OpinionatedError(
            f"{where}: the line length must be between 40 and 320.",
            f"line_length in [tool.{TABLE}] goes before that of the formatters.",
        )


@dataclass(frozen=True, slots=True)
class Config:
    """What the project has chosen.

    ``templates`` is a folder beside manage.py whose files go before the pattern's own. ``components`` are those of a
    new app; None stands for all that the pattern has. ``api_prefix`` is the route under which an app's URLs are
    mounted. ``line_length`` is that of black, else of ruff, where the project does not choose it here.
    """

    pattern: str = field(default="oep49", metadata={"check": _pattern_exists})
    templates: str = field(default="startapp_templates", metadata={"check": _names_a_folder})
    components: tuple[str, ...] | None = field(default=None, metadata={"check": _components_of_pattern})
    api_version: str = field(default="v1", metadata={"check": _is_version})
    api_prefix: str = field(default="api/{label}/", metadata={"check": _is_route})
    line_length: int = field(default=88, metadata={"check": _is_readable_length})


def load_config(root: Path, setting: object) -> Config:
    """Return the choices for the project at ``root``; ``setting`` is the value of its OPINIONATED_STARTAPP or None.

    The setting goes before ``[tool.opinionated_startapp]``, which goes before the line length of the formatters.
    """
    values: dict[str, Any] = {}
    places: dict[str, str] = {}
    for entry in (*_pyproject_entries(root.resolve()), *_setting_entries(setting)):
        values[entry.key] = _typed_value(Config, entry)
        places[entry.key] = entry.where
    config = Config(**values)
    for option in fields(Config):
        if option.name in places:
            option.metadata["check"](config, places[option.name])
    return config


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key with its value; ``where`` it stands is said for a person, ``among`` names the table or setting."""

    key: str
    value: object
    where: str
    among: str


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise TypeError("a string")


def _whole_number(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError("a whole number")


def _texts_or_none(value: object) -> tuple[str, ...] | None:
    if value is None:
        return None
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise TypeError("a list of strings")


# How a value of each type that a field may have is read. A TypeError names the type in words.
_READERS: Mapping[object, Callable[[object], object]] = {
    str: _text,
    int: _whole_number,
    tuple[str, ...] | None: _texts_or_none,
}


def _typed_value(options: type, entry: _Entry) -> object:
    hints = get_type_hints(options)
    if entry.key not in hints:
        raise OpinionatedError(
            f"{entry.where}: {entry.among} has no key '{entry.key}'.", nearest(entry.key.lower(), hints)
        )
    try:
        return _READERS[hints[entry.key]](entry.value)
    except TypeError as error:
        raise OpinionatedError(
            f"{entry.where}: {entry.key} must be {error}, not {type(entry.value).__name__}."
        ) from None


def _setting_entries(setting: object) -> Iterator[_Entry]:
    where = f"Django setting {SETTING}"
    if setting is None:
        return
    if not isinstance(setting, Mapping):
        raise OpinionatedError(f"{where}: must be a dictionary, not {type(setting).__name__}.")
    for key, value in setting.items():
        yield _Entry(str(key), value, where, "it")


def _pyproject_entries(root: Path) -> Iterator[_Entry]:
    path = _nearest_pyproject(root)
    if path is None:
        return
    try:
        text = path.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except ValueError as error:  # of the encoding, of the syntax, or of a number with too many digits
        raise OpinionatedError(f"{path} is not valid TOML: {error}") from None
    tool = _table(document.get("tool"))
    _refuse_look_alike(path, tool)
    for formatter in ("ruff", "black"):  # the later one goes before the earlier one
        for entry in _table_entries(path, text, formatter, _table(tool.get(formatter))):
            if entry.key == "line_length":
                yield entry
    own = tool.get(TABLE, {})
    if not isinstance(own, dict):
        raise OpinionatedError(f"{path}: [tool.{TABLE}] must be a table, not {type(own).__name__}.")
    yield from _table_entries(path, text, TABLE, own)


def _nearest_pyproject(root: Path) -> Path | None:
    for folder in (root, *root.parents):
        path = folder / "pyproject.toml"
        if path.is_file():
            return path
        if (folder / ".git").exists():  # what lies above the repository is not the project's
            return None
    return None


def _table(value: object) -> dict[str, object]:
    """Return ``value`` if it is a table; what is wrong with the tables of others is not ours to say."""
    return value if isinstance(value, dict) else {}


def _refuse_look_alike(path: Path, tool: Iterable[str]) -> None:
    for name in get_close_matches(TABLE, tool, cutoff=0.8):
        if name != TABLE:
            raise OpinionatedError(f"{path}: [tool.{name}] is not read.", f"Name the table [tool.{TABLE}].")


def _table_entries(path: Path, text: str, name: str, table: Mapping[str, object]) -> Iterator[_Entry]:
    seen: set[str] = set()
    for written, value in table.items():
        where = f"{path}{_line_of(written, name, text)}"
        key = written.replace("-", "_")  # black reads its own table so: api-version is api_version
        if key in seen:
            raise OpinionatedError(f"{where}: {key} is given twice in [tool.{name}].")
        seen.add(key)
        yield _Entry(key, value, where, f"[tool.{name}]")


def _line_of(key: str, table: str, text: str) -> str:
    """Return ``, line N`` for the line on which ``key`` is set, or nothing if it is not written in the plain way."""
    inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        if bare.startswith("["):
            inside = bare.startswith(f"[tool.{table}]")
        elif inside and bare.partition("=")[0].strip(" \t\"'") == key:
            return f", line {number}"
    return ""
