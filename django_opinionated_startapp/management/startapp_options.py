"""Options of ``startpatternapp``: what there is, and what goes together. Read at every start of the command."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..errors import OpinionatedError, nearest
from ..pattern import BUILTIN, PATTERNS
from .growth import OPTIONS as GROWTH_OPTIONS
from .growth import SPELLINGS, check_growth_options
from .undo import check_undo_options
from .upgrade import check_upgrade_options

if TYPE_CHECKING:
    from argparse import _ActionsContainer

# Of the patterns that are built in: to look for packs takes its time.
_COMPONENTS = sorted({name for pattern in BUILTIN.values() for name in pattern.component_names})
# The options of all patterns; those of one name mean the same in each.
_OPTIONS = {option.name: option for pattern in BUILTIN.values() for option in pattern.options}
# Options that make no app.
_MODES = ("list", "eject", "templates_status", "check_pack")
# Of these, all but one only read.
_READING = ("list", "templates_status", "check_pack")
_ABOUT_PLANS = ("dry_run", "diff", "force", "allow_dirty")
# Options that say how a pattern is rendered, and mean nothing for a template of Django's kind.
_PATTERN_ONLY = (
    "models",
    "pattern",
    "with",
    "without",
    "only",
    "api_version",
    *_OPTIONS,
    "options",
    "common",
    "label",
    "install",
)
_TEMPLATE_ONLY = ("extensions", "files", "exclude")
_MODEL = 'Write it like "Order title:str owner:user".'
_SPELLINGS = {"models": "--model", "options": "--option", "extensions": "--extension", "files": "--name", **SPELLINGS}


def add_pattern_arguments(parser: ArgumentParser) -> None:
    """Add the options that say what an app consists of."""
    group = parser.add_argument_group("a new app")
    # What can be chosen is checked later: argparse knows nothing of the nearest name.
    group.add_argument(
        "--pattern",
        help=f"The pattern that the app follows: {', '.join(BUILTIN)}, or one of a pack; by default that "
        "of the configuration, else oep49.",
    )
    group.add_argument(
        "-m",
        "--model",
        action="append",
        dest="models",
        default=[],
        metavar="SPEC",
        help='A model and its fields: "Order title:str total:decimal:10:2 owner:user". Can be repeated; without any, '
        "there is one as an example.",
    )
    _add_component_arguments(group)
    group.add_argument(
        "--api-version",
        metavar="VERSION",
        help="The version of the REST API; v1, unless the configuration has another.",
    )
    for name, each in _OPTIONS.items():
        whose = ", ".join(pattern.name for pattern in BUILTIN.values() if name in pattern.chosen({}))
        text = f"For the pattern {whose}: {each.summary} ({', '.join(each.values)})."
        group.add_argument(f"--{name.replace('_', '-')}", metavar=each.name.rpartition("_")[2].upper(), help=text)
    group.add_argument(
        "--option",
        action="append",
        dest="options",
        default=[],
        metavar="NAME=VALUE",
        help="An option of the pattern of a pack. Can be repeated.",
    )
    group.add_argument(
        "--common",
        action="store_true",
        help="Import what apps share from the package common, and make there what the project has not.",
    )
    group.add_argument("--label", help="The app label, where it is not the last part of the name.")
    group.add_argument(
        "-i", "--install", action="store_true", help="Add the app to INSTALLED_APPS and its URLs to the URLconf."
    )


def _add_component_arguments(options: "_ActionsContainer") -> None:
    for option, text in (
        ("--with", "Components to have besides the project's usual ones; --list names all."),
        ("--without", "Components to leave out."),
        ("--only", "The only components to have."),
    ):
        options.add_argument(option, nargs="+", action="extend", default=[], metavar="COMPONENT", help=text)


def add_template_arguments(parser: ArgumentParser) -> None:
    """Add the options about patterns and templates, those of ``startapp`` among them."""
    group = parser.add_argument_group("patterns and templates")
    group.add_argument("--list", action="store_true", help="List the patterns and their components.")
    group.add_argument(
        "--eject", metavar="PATTERN[/FILE]", help="Copy built-in templates into the project, to change them there."
    )
    group.add_argument(
        "--templates-status", action="store_true", help="Say which ejected templates have changed upstream."
    )
    group.add_argument(
        "--check-pack", metavar="PATTERN", help="Generate apps of a pattern elsewhere, and test them in all ways."
    )
    group.add_argument("--template", help="As in startapp: path or URL of a template in Django's own format.")
    group.add_argument(
        "-e", "--extension", action="append", dest="extensions", help="As in startapp; goes with --template."
    )
    group.add_argument("-n", "--name", action="append", dest="files", help="As in startapp; goes with --template.")
    group.add_argument(
        "-x", "--exclude", action="append", nargs="?", const="", help="As in startapp; goes with --template."
    )


def check_options(options: dict[str, Any]) -> None:
    """Refuse options that don't go together, and names that there are not."""
    mode = _given(options, _MODES)
    others = _given(options, (*_MODES, "name", "template", *_PATTERN_ONLY, *GROWTH_OPTIONS, *_TEMPLATE_ONLY))
    if mode and len(others) > 1:
        raise OpinionatedError(f"{mode[0]} stands alone.", "Leave the name and the other options out.")
    idle = _given(options, _ABOUT_PLANS)
    if idle and (reading := _given(options, _READING)):
        raise OpinionatedError(f"{reading[0]} changes no file, so {idle[0]} means nothing to it.", "Leave it out.")
    for name in ("models", "add_models"):
        if not all(text.strip() for text in options[name]):
            raise OpinionatedError(f"{spelled(name)} describes no model.", _MODEL)
    if options["diff"] and options["json"]:
        raise OpinionatedError("--diff and --json can't go together.", "Leave one of them out.")
    if options["template"]:
        _check_template_options(options)
    elif clash := _given(options, _TEMPLATE_ONLY):
        raise OpinionatedError(
            f"{clash[0]} goes with --template.", "To leave out parts of a pattern use --without COMPONENT."
        )
    check_growth_options(options, _given)
    check_undo_options(options, (*_MODES, "template", *_PATTERN_ONLY, *GROWTH_OPTIONS, *_TEMPLATE_ONLY), _given)
    check_upgrade_options(options, (*_MODES, "template", *_PATTERN_ONLY, *GROWTH_OPTIONS, *_TEMPLATE_ONLY), _given)
    _check_names(options)


def _check_template_options(options: dict[str, Any]) -> None:
    if clash := _given(options, (*_PATTERN_ONLY, *GROWTH_OPTIONS)):
        raise OpinionatedError(f"{clash[0]} is for patterns and can't go with --template.", "Leave one of them out.")
    if not options["name"]:
        raise OpinionatedError("--template needs the name of an app.", "Put the name first.")


def _check_names(options: dict[str, Any]) -> None:
    pattern = options["pattern"]
    if pattern and pattern not in PATTERNS:
        raise OpinionatedError(f"There is no pattern '{pattern}'.", nearest(pattern, PATTERNS))
    for option in ("with", "without", "only"):
        known = _COMPONENTS if not pattern or pattern in BUILTIN else PATTERNS[pattern].component_names
        for name in options[option]:
            if name not in known:
                # argparse takes everything after the option for a component.
                hint = nearest(name, known) if options["name"] else f"The app's name goes before --{option}."
                raise OpinionatedError(f"There is no component '{name}'.", hint)


def spelled(name: str) -> str:
    """Return the option ``name`` as it is written: ``models`` → ``--model``."""
    return _SPELLINGS.get(name, f"--{name.replace('_', '-')}")


def _given(options: dict[str, Any], names: Iterable[str]) -> list[str]:
    """Return those of the options ``names`` that were used, as they are written."""
    return [spelled(name) for name in names if options[name]]
