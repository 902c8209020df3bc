"""Completion in a shell: what can stand next on the command line of ``manage.py``.

argcomplete (the extra ``completion``) does the work between shell and parser. It runs ``manage.py`` without arguments
and with the line in ``COMP_LINE``, so no command is reached: Django starts, and the AppConfig of this package answers.
All commands of the project are completed, since a shell knows one way per program.
"""

import os
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias, cast

from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.db import connections

from ..audit.names import FORMATS, PROFILES
from ..audit.registry import load_rules
from ..pattern import PATTERNS

Values: TypeAlias = Callable[[Namespace], Iterable[str]]

_OURS = ("startpatternapp", "auditapps", "squashall")


def complete(line: str, point: int) -> None:
    """Answer the shell that asks what can stand at ``point`` of ``line``, and end the process.

    Without argcomplete nothing happens: then it was not argcomplete's script that asked.
    """
    try:
        import argcomplete  # noqa: PLC0415  (an extra, and needed here only)
        from argcomplete.lexers import split_line  # noqa: PLC0415
    except ImportError:
        return
    words = split_line(line, point)[3][int(os.environ["_ARGCOMPLETE"]) - 1 :]
    known = get_commands()
    if len(words) > 1 and words[1] in known:
        parser = parser_of(words[1])
        # The name of the command counts as that of the program.
        os.environ["_ARGCOMPLETE"] = str(int(os.environ["_ARGCOMPLETE"]) + 1)
    else:
        parser = ArgumentParser(add_help=False)
        parser.add_argument("command", choices=sorted(known))
    argcomplete.autocomplete(parser, default_completer=cast("Any", values_for))


def parser_of(name: str) -> ArgumentParser:
    """Return the parser of the command ``name``, which exists."""
    return load_command_class(get_commands()[name], name).create_parser("manage.py", name)


def values_for(prefix: str, action: Action, parser: ArgumentParser, parsed_args: Namespace, **_: Any) -> list[str]:  # noqa: ANN401
    """Return what can be said for ``action`` that begins with ``prefix``, given what has been said already."""
    command = parser.prog.rpartition(" ")[2]
    values = _VALUES.get(command, {}).get(action.dest) if command in _OURS else None
    return [value for value in sorted(set(values(parsed_args))) if value.startswith(prefix)] if values else []


def _labels(_: Namespace) -> Iterable[str]:
    return [config.label for config in apps.get_app_configs()]


def _models(_: Namespace) -> Iterable[str]:
    return [*_labels(_), *(model._meta.label for model in apps.get_models())]


def _places(_: Namespace) -> Iterable[str]:
    """Apps, for those that change, and the packages that hold apps, for those that come."""
    modules = [config.name for config in apps.get_app_configs()]
    return [*modules, *(f"{module.rpartition('.')[0]}." for module in modules if "." in module)]


def _components(parsed: Namespace) -> Iterable[str]:
    chosen = [PATTERNS[parsed.pattern]] if parsed.pattern in PATTERNS else PATTERNS.values()
    return [name for pattern in chosen for name in pattern.component_names]


def _options(parsed: Namespace) -> Iterable[str]:
    chosen = [PATTERNS[parsed.pattern]] if parsed.pattern in PATTERNS else PATTERNS.values()
    return [f"{each.name}={value}" for pattern in chosen for each in pattern.options for value in each.values]


def _api_styles(_: Namespace) -> Iterable[str]:
    return next(option.values for option in PATTERNS["services"].options if option.name == "api_style")


def _patterns(_: Namespace) -> Iterable[str]:
    return list(PATTERNS)


def _rules(_: Namespace) -> Iterable[str]:
    rules = load_rules(())
    return [*(rule.name for rule in rules), *(rule.topic for rule in rules), *(rule.code for rule in rules)]


def _aliases(_: Namespace) -> Iterable[str]:
    return list(connections)


_VALUES: Mapping[str, Mapping[str, Values]] = {
    "startpatternapp": {
        "name": _places,
        "pattern": _patterns,
        "eject": _patterns,
        "check_pack": _patterns,
        "with": _components,
        "without": _components,
        "only": _components,
        "add": _components,
        "api_style": _api_styles,
        "options": _options,
        "from_models": _models,
        "database": _aliases,
    },
    "auditapps": {
        "targets": _labels,
        "format": lambda _: FORMATS,
        "profile": lambda _: PROFILES,
        "select": _rules,
        "ignore": _rules,
        "explain": _rules,
        "fail_level": lambda _: ("error", "warning", "info"),
    },
    "squashall": {"words": _labels, "exclude": _labels, "databases": _aliases, "verify_with": _aliases},
}
