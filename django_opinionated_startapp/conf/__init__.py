"""The project's choices: a table of pyproject.toml with a Django setting over it.

The keys, their types and their defaults are the fields of ``Config`` and ``AuditConfig`` and are said nowhere else. A
key that is not one of them, or a value of another type, is an error that names where it stands: a slip must not pass
for a choice.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from ..errors import OpinionatedError, nearest
from ..pattern import PATTERNS
from ..pyproject import nearest_pyproject
from .audit import AuditConfig
from .sources import SETTING, TABLE, Entry, parse_toml, pyproject_entries, setting_entries
from .values import read_options

__all__ = ["SETTING", "TABLE", "AuditConfig", "Config", "load_config", "nearest_pyproject", "parse_toml"]

Check: TypeAlias = Callable[["Config", Entry], None]


def _pattern_exists(config: "Config", entry: Entry) -> None:
    if config.pattern not in PATTERNS:
        raise OpinionatedError(
            f"{entry.where}: there is no pattern '{config.pattern}'.", nearest(config.pattern, PATTERNS)
        )


def _names_a_folder(config: "Config", entry: Entry) -> None:
    if not config.templates or "\0" in config.templates:
        raise OpinionatedError(f"{entry.where}: templates must be the path of a folder.")


def _components_of_pattern(config: "Config", entry: Entry) -> None:
    known = PATTERNS[config.pattern].component_names
    for name in config.components or ():
        if name not in known:
            raise OpinionatedError(
                f"{entry.where}: the pattern '{config.pattern}' has no component '{name}'.", nearest(name, known)
            )


def _is_version(config: "Config", entry: Entry) -> None:
    if not re.fullmatch("v[0-9]+", config.api_version):
        raise OpinionatedError(
            f"{entry.where}: api_version must be 'v' and a number, not '{config.api_version}'.",
            "The first version of an API is v1.",
        )


def _is_route(config: "Config", entry: Entry) -> None:
    # Segments of URL characters, each closed by a slash: what can be pasted into path("…") as it is.
    if not re.fullmatch(r"(?:(?:[\w.~-]|\{label\})+/)+", config.api_prefix, re.ASCII):
        raise OpinionatedError(
            f"{entry.where}: api_prefix must be a route such as 'api/{{label}}/', not '{config.api_prefix}'.",
            "It starts without a slash, ends with one, and has no placeholder but {label}.",
        )


def _is_readable_length(config: "Config", entry: Entry) -> None:
    if config.line_length not in range(40, 321):
        raise OpinionatedError(
            f"{entry.where}: the line length must be between 40 and 320.",
            f"line_length in [tool.{TABLE}] goes before that of the formatters.",
        )


def _is_package(config: "Config", entry: Entry) -> None:
    if not all(part.isidentifier() for part in str(config.common).split(".")):
        raise OpinionatedError(
            f"{entry.where}: common must be true, false or the dotted path of a package, not '{config.common}'.",
            'Write it like common = "shop.common"',
        )


def _option(default: Any, check: Check, help_text: str, example: object) -> Any:  # noqa: ANN401  (as dataclasses.field)
    return field(default=default, metadata={"check": check, "help": help_text, "example": example})


@dataclass(frozen=True, slots=True)
class Config:
    """What the project has chosen; ``help`` in the metadata of a field says what it is for, ``example`` gives a value.

    ``components`` is None for all that the pattern has. ``audit`` holds what is chosen for the audit.
    """

    pattern: str = _option("oep49", _pattern_exists, "The pattern of new apps; packs bring others.", "services")
    templates: str = _option(
        "startapp_templates", _names_a_folder, "The folder, beside manage.py, of the project's templates.", "templates"
    )
    components: tuple[str, ...] | None = _option(
        None,
        _components_of_pattern,
        "The components of a new app; without it, all of its pattern.",
        ["services", "tests"],
    )
    api_version: str = _option("v1", _is_version, "The version of the REST API of a new app.", "v2")
    api_prefix: str = _option(
        "api/{label}/",
        _is_route,
        "The route under which the URLs of a new app are mounted; `{label}` is its label.",
        "rest/{label}/",
    )
    common: bool | str = _option(
        default=False,
        check=_is_package,
        help_text="Whether new apps import what they share from the package `common`, or from the one that is named.",
        example="shop.common",
    )
    line_length: int = _option(
        88, _is_readable_length, "The line length of what is generated; without it, that of black, else of ruff.", 119
    )
    audit: AuditConfig = field(default_factory=AuditConfig, metadata={"check": None})


def load_config(root: Path, setting: object) -> Config:
    """Return the choices for the project at ``root``; ``setting`` is the value of its OPINIONATED_STARTAPP or None.

    The setting goes before ``[tool.opinionated_startapp]``, which goes before the line length of the formatters; the
    choices for the audit go before each other one by one. Raises ``OpinionatedError`` for what cannot be a choice.
    """
    entries = [*pyproject_entries(root.resolve()), *setting_entries(setting)]
    values, origins = read_options(Config, (entry for entry in entries if entry.key != "audit"))
    tables = (entry.options("audit") for entry in entries if entry.key == "audit")
    audit, written = read_options(AuditConfig, chain.from_iterable(tables))
    config = Config(**values, audit=AuditConfig(**audit, origins=written))
    for option in fields(Config):
        if option.name in origins:
            option.metadata["check"](config, origins[option.name])
    return config
