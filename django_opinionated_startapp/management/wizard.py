"""What ``startpatternapp`` asks a person who names no app: what matters, and nothing that was given or can be guessed.

Each answer is checked before the next question. The plan is shown before it is written, with the command line that
makes it without questions.
"""

import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from ..changes import ChangeSet
from ..conf import Config
from ..errors import OpinionatedError, nearest
from ..pattern import BUILTIN, PATTERNS, Option, Pattern
from ..scaffold.environment import Environment
from ..scaffold.fields import parse_models
from ..scaffold.request import locate, locate_distribution
from .base import MARKS
from .questions import Questioner
from .startapp_options import spelled

T = TypeVar("T")

# In the order in which a person would write them.
_LISTS = ("with", "without", "only")
_REPEATED = ("models", "options", "extensions")


def ask(
    questioner: Questioner, options: dict[str, Any], config: Config, environment: Environment, root: Path
) -> dict[str, Any]:
    """Return ``options`` with a name, a pattern, models, the pattern's own options and the decision about wiring.

    Raises OpinionatedError where nobody may be asked, and where there is no answer.
    """
    if not questioner.interactive:
        raise OpinionatedError(
            "The name of the app is missing.", "Write: manage.py startpatternapp apps.orders --install"
        )
    pattern = PATTERNS[options["pattern"]] if options["pattern"] else _pattern(questioner, config)
    find = locate_distribution if pattern.standalone else locate
    example = "django-orders" if pattern.standalone else "apps.orders"
    place = _until(
        questioner, f"Name of the app, such as {example}: ", lambda name: find(name, options["directory"], root)
    )
    name = place[0]

    def check(texts: list[str]) -> object:
        label = options["label"] or place[1].name
        return parse_models(texts, app=place[1].name, label=label, environment=environment)

    models = options["models"] or list(_models(questioner, check))
    chosen = {**options, "name": name, "pattern": pattern.name, "models": models}
    for option in pattern.options:
        chosen = _with_option(questioner, chosen, option, builtin=pattern.name in BUILTIN)
    if not pattern.standalone:
        question = "Add it to INSTALLED_APPS and the URLconf?"
        chosen["install"] = options["install"] or questioner.agree(question)
    return chosen


def show_plan(questioner: Questioner, options: dict[str, Any], changes: ChangeSet) -> None:
    """Show the files that are to be written and the command line that says the same, and ask whether to go on.

    Nobody is asked where nothing is to be written. Raises OpinionatedError where the answer is no.
    """
    for line in tree((entry["path"], MARKS[entry["action"]]) for entry in changes.as_dicts()):
        questioner.say(line)
    questioner.say(f"Without questions: {command_line(options)}")
    if not (options["dry_run"] or options["diff"]):
        questioner.confirm("Write this?")


def command_line(options: dict[str, Any]) -> str:
    """Return the command line, as a shell reads it, that asks for the app that ``options`` ask for."""
    program = PurePosixPath(sys.argv[0].replace("\\", "/")).name
    words = ["python", program, "startpatternapp", options["name"]]
    words += [options["directory"]] if options["directory"] else []
    words += ["--pattern", options["pattern"]]
    for name in _REPEATED:
        for value in options[name] or ():
            words += [spelled(name), value]
    for name in _LISTS:
        words += [spelled(name), *options[name]] if options[name] else []
    own = {option.name for option in PATTERNS[options["pattern"]].options} & options.keys()
    for name in ("label", "api_version", *sorted(own)):
        words += [spelled(name), options[name]] if options[name] else []
    words += [spelled(name) for name in ("common", "install", "force") if options[name]]
    return shlex.join(words)


def tree(entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the lines of a tree of files, given by POSIX path and mark; what lies deeper is indented more."""
    shown: tuple[str, ...] = ()
    for path, mark in sorted(entries, key=lambda entry: _order(entry[0])):
        *folders, name = PurePosixPath(path).parts
        for depth, folder in enumerate(folders):
            if shown[: depth + 1] != tuple(folders[: depth + 1]):
                yield f"  {'  ' * depth}{folder}/"
        shown = tuple(folders)
        yield f"{mark} {'  ' * len(folders)}{name}"


def _order(path: str) -> list[tuple[bool, str]]:
    """Put the files of a folder before the folders in it."""
    *folders, name = PurePosixPath(path).parts
    return [*((True, folder) for folder in folders), (False, name)]


def _pattern(questioner: Questioner, config: Config) -> Pattern:
    for pattern in PATTERNS.values():
        questioner.say(f"  {pattern.name}: {pattern.summary}")
    return _until(questioner, f"Pattern [{config.pattern}]: ", _find_pattern, default=config.pattern)[1]


def _find_pattern(name: str) -> Pattern:
    if name not in PATTERNS:
        raise OpinionatedError(f"There is no pattern '{name}'.", nearest(name, PATTERNS))
    return PATTERNS[name]


def _models(questioner: Questioner, check: Callable[[list[str]], object]) -> Iterator[str]:
    question = "Model and fields, such as Order title:str owner:user (empty: an example): "
    texts: list[str] = []
    while True:
        text, _ = _until(questioner, question, lambda answer: answer and check([*texts, answer]), strip="\"'")
        if not text:
            return
        texts.append(text)
        yield text
        question = "Another model (empty: none): "


def _with_option(questioner: Questioner, options: dict[str, Any], option: Option, *, builtin: bool) -> dict[str, Any]:
    """Return ``options`` with a value for the pattern's own ``option``, which is asked for unless it was given."""
    given = [text for text in options["options"] if text.partition("=")[0].replace("-", "_") == option.name]
    if given or (builtin and options[option.name]):
        return options
    question = f"{option.summary}, {' or '.join(option.values)} [{option.values[0]}]: "
    value, _ = _until(questioner, question, lambda answer: _one_of(answer, option), default=option.values[0])
    if builtin:
        return {**options, option.name: value}
    return {**options, "options": [*options["options"], f"{option.name}={value}"]}


def _one_of(answer: str, option: Option) -> str:
    if answer not in option.values:
        raise OpinionatedError(f"'{answer}' is not one of them.", nearest(answer, option.values))
    return answer


def _until(
    questioner: Questioner, question: str, check: Callable[[str], T], *, default: str = "", strip: str = ""
) -> tuple[str, T]:
    """Ask until ``check`` raises no OpinionatedError; return the answer and what ``check`` made of it."""
    while True:
        answer = questioner.ask(question).strip(strip) or default
        try:
            return answer, check(answer)
        except OpinionatedError as error:
            questioner.say(str(error))
