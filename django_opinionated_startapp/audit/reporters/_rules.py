"""Rules described for a terminal: one in full, or all in a table."""

import inspect
from collections.abc import Iterable
from textwrap import dedent, indent

from ..fixes.kinds import Safety
from ..rule import Rule, Tree
from ._statistics import columns

_FIXES = {None: "", Safety.SAFE: "safe, made by --fix", Safety.UNSAFE: "unsafe, made by --fix --unsafe"}


def title(rule: type[Rule]) -> str:
    """Return the first sentence of the documentation, on one line."""
    return " ".join(documentation(rule).partition("\n\n")[0].split())


def documentation(rule: type[Rule]) -> str:
    """Return the documentation, which is Markdown."""
    return inspect.cleandoc(rule.__doc__ or "")


def facts(rule: type[Rule]) -> list[tuple[str, str]]:
    """Return what holds for the rule besides its documentation: names of properties and their values."""
    levels = [rule.severity.value, *(f"{level.value} in {profile}" for profile, level in rule.severities.items())]
    found = [
        ("topic", rule.topic),
        ("level", ", ".join(levels)),
        ("profiles", ", ".join(rule.profiles)),
        ("fix", _FIXES[rule.safety]),
        ("also called", ", ".join(rule.aliases)),
        ("thresholds", ", ".join(f"{name} = {value}" for name, value in rule.thresholds.items())),
    ]
    return [(name, value) for name, value in found if value]


def explain(rule: type[Rule]) -> str:
    """Return all that there is to say about a rule: documentation, levels, profiles, thresholds, examples."""
    parts = [
        f"{rule.code} {rule.name}\n",
        f"{documentation(rule)}\n",
        "".join(f"{name}: {value}\n" for name, value in facts(rule)),
        f"Found:\n\n{_tree(rule.bad)}",
        f"Not found:\n\n{_tree(rule.good)}",
        f"To ignore one finding: # audit: ignore[{rule.name}] reason\n",
    ]
    return "\n".join(parts)


def list_rules(rules: Iterable[type[Rule]]) -> str:
    """Return a table of the rules."""
    rows = [
        (
            rule.code,
            rule.name,
            rule.severity.value,
            rule.safety.value if rule.safety else "",
            ", ".join(rule.profiles),
            title(rule),
        )
        for rule in rules
    ]
    return columns([("code", "name", "level", "fix", "profiles", "says"), *rows])


def shown_files(tree: Tree) -> list[tuple[str, str]]:
    """Return the files of an example that say something, dedented; more than a few are cut short."""
    files = [(path, dedent(source).strip("\n")) for path, source in tree.items()]
    telling = [(path, source) for path, source in files if source.strip()]
    return telling or [(path, "") for path, _ in files[-_FEW:]]


_FEW = 3


def _tree(tree: Tree) -> str:
    blocks = (f"    {path}\n{indent(source, ' ' * 8)}\n" for path, source in shown_files(tree))
    return "\n".join(block.rstrip("\n") + "\n" for block in blocks)
