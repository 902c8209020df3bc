"""Whether rules, findings and fixes are what they say. Those of a project's own rules may be anything at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeAlias

from .finding import Finding, Place, Severity
from .fixes.kinds import Edit, Fix, Move, NewFile, Safety, Wanted
from .project import App, Kind
from .rule import Rule

Test: TypeAlias = Callable[[Any], bool]
_LAST = 2**31 - 1  # lines and columns beyond are none


def is_text(value: object) -> bool:
    """Tell whether it is a string."""
    return isinstance(value, str)


def is_number(value: object) -> bool:
    """Tell whether it is a number that a line or a column can have."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LAST


def _each(test: Test) -> Test:
    return lambda value: isinstance(value, Sequence) and not isinstance(value, str) and all(map(test, value))


def _table(test: Test) -> Test:
    return lambda value: isinstance(value, Mapping) and all(map(is_text, value)) and all(map(test, value.values()))


def _one(*kinds: type) -> Test:
    return lambda value: isinstance(value, kinds)


def _is_place(value: object) -> bool:
    return isinstance(value, Place) and is_text(value.path) and is_number(value.line) and is_number(value.column)


def _is_evidence(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and _is_place(value[0]) and is_text(value[1])  # noqa: PLR2004


def _is_inside(value: object) -> bool:
    """Tell whether it is the path of something below the project's root."""
    if not isinstance(value, str) or "\0" in value:
        return False
    path = Path(value)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


_RULE: Mapping[str, tuple[Test, str]] = {
    "code": (is_text, "a string"),
    "name": (is_text, "a string"),
    "severity": (_one(Severity), "a Severity"),
    "bad": (_table(is_text), "a dictionary of sources by path"),
    "good": (_table(is_text), "a dictionary of sources by path"),
    "aliases": (_each(is_text), "a tuple of strings"),
    "profiles": (_each(is_text), "a tuple of strings"),
    "severities": (_table(_one(Severity)), "a dictionary of Severity by profile"),
    "thresholds": (_table(_one(int, float)), "a dictionary of numbers by name"),
    "kinds": (_each(_one(Kind)), "a tuple of Kind"),
    "safety": (_one(Safety, type(None)), "a Safety or None"),
}
_FINDING: Mapping[str, Test] = {
    **dict.fromkeys(("code", "rule", "app", "anchor", "message", "hint"), is_text),
    "place": _is_place,
    "severity": _one(Severity),
    "related": lambda value: isinstance(value, tuple) and all(map(_is_evidence, value)),
}
_PART: Mapping[type, Mapping[str, Test]] = {
    Edit: {"path": _is_inside, "start": is_number, "end": is_number, "text": is_text},
    NewFile: {"path": _is_inside, "text": is_text},
    Move: {"path": _is_inside, "to": _is_inside},
    Wanted: {"piece": is_text, "app": _one(App)},
}


def flaw_of_rule(rule: type[Rule]) -> tuple[str, str]:
    """Return the first part of a rule that is of the wrong kind, and the right kind; "" for both if all is well."""
    wrong = ((part, kind) for part, (test, kind) in _RULE.items() if not test(getattr(rule, part)))
    return next(wrong, ("", ""))


def check_finding(value: object, rule: Rule) -> None:
    """Raise ``TypeError`` or ``ValueError`` if ``value`` is no finding of ``rule`` that can be shown."""
    if not isinstance(value, Finding):
        raise TypeError(f"it gave {_kind(value)} for a finding")
    for part, test in _FINDING.items():
        if not test(getattr(value, part)):
            raise TypeError(f"its finding has {_kind(getattr(value, part))} for {part}")
    if (value.code, value.rule) != (rule.code, rule.name):
        raise ValueError(f"its finding is of the rule {value.code} {value.rule}")


def check_fix(value: object) -> None:
    """Raise ``TypeError`` if ``value`` is neither a fix nor None."""
    if value is None:
        return
    if not (isinstance(value, Fix) and isinstance(value.parts, tuple)) or not _RULE["safety"][0](value.safety):
        raise TypeError(f"it gave {_kind(value)} for a fix")
    for part in value.parts:
        tests = _PART.get(type(part), {})
        if not tests or not all(tests[each.name](getattr(part, each.name)) for each in fields(part)):
            raise TypeError(f"its fix has {_kind(part)} for a part")


def _kind(value: object) -> str:
    """Return the name of its class; what a value says of itself is made by code of its own."""
    return type(value).__name__
