"""Finds the rules: those in ``rules/``, and those of the modules that a project names. Refuses what is not whole."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

from ..errors import OpinionatedError, told
from . import rules
from .rule import Rule
from .whole import flaw_of_rule

_CODE = re.compile(r"[A-Z]{2,4}[0-9]{3}")
_LISTED = "It is one of the modules that the configuration lists as rules."
_SEE = "See the docstring of audit.rule.Rule."
_MIN_DOCUMENTATION = 80  # a page says what, why and what instead; a line does not


def load_rules(modules: Iterable[str] = ()) -> tuple[type[Rule], ...]:
    """Return all rules, sorted by code: the built-in ones and those in ``modules`` (dotted, packages are walked).

    Raises ``OpinionatedError`` for a module that can't be imported, a rule that lacks a part, or a code or name that
    two rules have.
    """
    found = {rule for module in _walk(rules) for rule in _rules_in(module)}
    found = found.union(*map(_own, modules))
    ordered = tuple(sorted(found, key=lambda rule: (rule.code, rule.__module__)))
    _refuse_duplicates(ordered)
    return ordered


def find_rule(wanted: str, rules: Iterable[type[Rule]]) -> type[Rule]:
    """Return the rule with the code, name or alias ``wanted``; raise ``OpinionatedError`` with the nearest if none."""
    names = {name: rule for rule in rules for name in (rule.code, rule.name, *rule.aliases)}
    for name, rule in names.items():
        if name.lower() == wanted.lower():
            return rule
    raise OpinionatedError(f"There is no rule '{wanted}'.", nearest_rule(wanted, names))


def nearest_rule(word: str, known: Iterable[str]) -> str:
    """Return a hint: the nearest of ``known`` without regard to case; all of them would be a page."""
    spelled = {name.lower(): name for name in known}
    match = get_close_matches(word.lower(), spelled, n=1)
    return f"Did you mean {spelled[match[0]]}?" if match else "The option --list-rules lists them."


def _walk(package: ModuleType) -> Iterator[ModuleType]:
    for info in walk_packages(package.__path__, f"{package.__name__}."):
        yield import_module(info.name)


def _own(name: str) -> set[type[Rule]]:
    """Return the rules in a module of the project; importing it and looking into it may do anything."""
    try:
        module = import_module(name)
        modules = [module, *(_walk(module) if hasattr(module, "__path__") else ())]
        found = {rule for each in modules for rule in _rules_in(each)}
    except OpinionatedError:
        raise
    except (Exception, SystemExit) as error:
        raise OpinionatedError(f"The rules in '{name}' can't be loaded ({told(error)}).", _LISTED) from error
    if not found:
        raise OpinionatedError(f"There is no rule in '{name}'.", f"{_LISTED} A rule is a class that extends Rule.")
    return found


def _rules_in(module: ModuleType) -> Iterator[type[Rule]]:
    for value in tuple(vars(module).values()):
        # Not isinstance: it asks the value for its class, and there are values that fail then.
        if issubclass(type(value), type) and issubclass(value, Rule) and value.__module__ == module.__name__:
            _refuse_incomplete(value)
            yield value


def _refuse_incomplete(rule: type[Rule]) -> None:
    where = f"The rule {rule.__qualname__} in {rule.__module__}"
    for part in ("code", "name", "severity", "bad", "good"):
        if not getattr(rule, part, None):
            raise OpinionatedError(f"{where} has no {part}.", _SEE)
    part, kind = flaw_of_rule(rule)
    if part:
        raise OpinionatedError(f"{where} has a wrong {part}: it has to be {kind}.", _SEE)
    if not _CODE.fullmatch(rule.code):
        raise OpinionatedError(
            f"{where} has the code '{rule.code}'.", "A code is two to four capitals and three digits."
        )
    file = rule.__module__.rpartition(".")[2].replace("_", "-")
    if rule.name != file:
        raise OpinionatedError(f"{where} is called '{rule.name}'.", f"Its file says {file}; the two must agree.")
    if len((rule.__doc__ or "").strip()) < _MIN_DOCUMENTATION:
        raise OpinionatedError(
            f"{where} is not documented.", "Say what it finds, why that is bad, what to do instead."
        )


def _refuse_duplicates(rules: tuple[type[Rule], ...]) -> None:
    taken: dict[str, type[Rule]] = {}
    for rule in rules:
        for name in (rule.code, rule.name, *rule.aliases):
            other = taken.setdefault(name.lower(), rule)
            if other is not rule:
                raise OpinionatedError(
                    f"Two rules are called '{name}': {other.__module__} and {rule.__module__}.",
                    "Codes, names and aliases must be unique.",
                )
