"""Write the pages that say what the code says: ``python docs/generate.py``, and ``--check`` in the tests."""

import argparse
import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from itertools import groupby
from pathlib import Path
from typing import get_type_hints

import reference
from django.core.management.base import BaseCommand
from meanings import MEANINGS
from reference import code, first_line, table, type_name

from django_opinionated_startapp.audit.registry import load_rules
from django_opinionated_startapp.audit.reporters import documentation, facts, shown_files, title
from django_opinionated_startapp.audit.rule import Rule, Tree
from django_opinionated_startapp.management.commands import auditapps, squashall, startpatternapp
from django_opinionated_startapp.pattern import PATTERNS
from django_opinionated_startapp.scaffold import environment, kinds, model, render, request

DOCS = Path(__file__).parent
COMMANDS: dict[str, type[BaseCommand]] = {
    "startpatternapp": startpatternapp.Command,
    "auditapps": auditapps.Command,
    "squashall": squashall.Command,
}
CLASSES = (
    request.AppRequest,
    request.Place,
    model.ModelSpec,
    model.Existing,
    model.FieldSpec,
    kinds.FieldKind,
    model.Target,
    environment.Environment,
)
VARIABLES = (
    ("app", "AppRequest", "the app"),
    ("models", "tuple[ModelSpec, ...]", "its models: `app.models`; `model` in a file that each has"),
    ("version", "str", "the version of the REST API that the file belongs to, one of `app.api_versions`"),
    ("has", "dict[str, bool]", "for each component of the pattern, whether the app has it: `has.api`"),
    ("options", "dict[str, str]", "for each option of the pattern, its value"),
    ("env", "Environment", "what the code can count on"),
    ("targets", "tuple[Target, ...]", "models of other apps that the tests must make, each after those it needs"),
    ("common", "dict[str, str]", "for each shared class, the module that it is imported from; empty for none"),
)
NOTICE = "<!-- Written by docs/generate.py. -->"


def page(title: str, *parts: str) -> str:
    """Return a page of Markdown."""
    return "\n\n".join((f"# {title}", NOTICE, *filter(None, parts))) + "\n"


def commands() -> str:
    """Return the page of the commands, from the parsers; argparse itself writes help differently on each Python."""
    parts = []
    for name, command in COMMANDS.items():
        parser = argparse.ArgumentParser(add_help=False)
        command().add_arguments(parser)
        places, _usual, *groups = parser._action_groups  # noqa: SLF001  (argparse has no other way)
        usage = " ".join(f"[{action.dest}]" for action in places._group_actions)  # noqa: SLF001  (the same)
        parts += [
            f"## {name}",
            command.help,
            f"```text\n./manage.py {name} {usage} [options]\n```",
            _meanings("argument", places, lambda action: code(action.dest)),
        ]
        for group in groups:
            title = str(group.title)
            parts += [f"### {title[:1].upper()}{title[1:]}", _meanings("option", group, _option)]
        parts.append("The options of every Django command, such as `--settings` and `--verbosity`, go with it too.")
    return page("Commands", *parts)


def _meanings(kind: str, group: argparse._ArgumentGroup, spelled: Callable[[argparse.Action], str]) -> str:
    actions = group._group_actions  # noqa: SLF001  (argparse has no other way)
    return table((kind, "meaning"), ((spelled(action), action.help or "") for action in actions))


def _option(action: argparse.Action) -> str:
    value = ""
    if action.nargs != 0:
        value = " " + str(action.metavar or (" or ".join(action.choices) if action.choices else action.dest.upper()))
        value += " …" if action.nargs == "+" else ""
    return ", ".join(code(option + value) for option in action.option_strings)


def patterns() -> str:
    """Return the page of the patterns."""
    parts = []
    for pattern in PATTERNS.values():
        parts += [
            f"## {pattern.name}",
            f"{pattern.summary[:1].upper()}{pattern.summary[1:]}. After {pattern.source}.",
            f"When to choose it, and how it grows: [pattern-{pattern.name}.md](pattern-{pattern.name}.md).",
            *(
                f"`--{option.name.replace('_', '-')}`, {' or '.join(map(code, option.values))}: {option.summary}."
                for option in pattern.options
            ),
            table(
                ("component", "what it is", "demands"),
                ((code(each.name), each.summary, _demands(each)) for each in pattern.components),
            ),
            _held_to(pattern.name),
            table(
                ("file", "belongs to apps with"),
                ((code(each.target), ", ".join(map(code, each.components)) or "anything") for each in pattern.files),
            ),
        ]
    return page("Patterns", *parts)


def _held_to(pattern: str) -> str:
    own = reference.profile_rules(pattern)
    return f"Besides the rules for every app, the profile `{pattern}` holds an app to {own}." if own else ""


def _demands(component: object) -> str:
    found = [
        text
        for name, text in (
            ("public", "other apps may import it"),
            ("stdlib_only", "imports the standard library only"),
            ("versioned", "one folder for each version"),
        )
        if getattr(component, name)
    ]
    homes: dict[str, list[str]] = {}
    for construct, glob in getattr(component, "homes", ()):
        homes.setdefault(construct.value, []).append(code(glob))
    found += [f"every {what} is in {' or '.join(globs)}" for what, globs in homes.items()]
    needs = getattr(component, "needs_app", "")
    if wanted := [*getattr(component, "needs", ()), *([needs] if needs else [])]:
        found.append(f"needs {' and '.join(map(code, wanted))}")
    return "; ".join(found)


def templates() -> str:
    """Return the page of variables, filters and blocks."""
    return page(
        "Templates",
        "How to use them: [templates-howto.md](templates-howto.md).",
        "## Variables",
        table(("variable", "type", "meaning"), ((code(name), code(kind), text) for name, kind, text in VARIABLES)),
        *(part for each in CLASSES for part in _class(each)),
        "## Filters",
        "`value|filter(arguments)`, besides those of Jinja.",
        table(
            ("filter", "arguments", "result"),
            ((code(name), _arguments(each), first_line(each)) for name, each in sorted(render.FILTERS.items())),
        ),
        "## Files",
        "The variables that each built-in template uses, and its blocks, which an override may change one "
        "by one. Where it says *scoped*, the block stands in a loop and sees its variables, as an override "
        "does.",
        table(
            ("template", "variables", "blocks"),
            reference.template_files((*(name for name, _, _ in VARIABLES), "model")),
        ),
    )


def _class(described: type) -> tuple[str, ...]:
    assert is_dataclass(described)  # noqa: S101  (tells mypy)
    hints = get_type_hints(described)
    meanings = MEANINGS[described.__name__]
    rows = [(code(each.name), code(type_name(hints[each.name])), meanings[each.name]) for each in fields(described)]
    for name, member in vars(described).items():
        if isinstance(member, property) and member.fget and not name.startswith("_"):
            rows.append((code(name), code(type_name(get_type_hints(member.fget)["return"])), first_line(member.fget)))
    doc = inspect.cleandoc(described.__doc__ or "").replace("``", "`")
    return (f"### {described.__name__}", doc, table(("attribute", "type", "meaning"), iter(rows)))


def _arguments(described: Callable[..., object]) -> str:
    return ", ".join(map(code, list(inspect.signature(described).parameters)[1:]))


def field_specs() -> str:
    """Return the page of the field specs."""
    return page(
        "Field specs",
        "`name[:kind[:argument…][:modifier…]]`. Without a kind a field is a `str`. In a shell only the "
        "spaces between the fields of a model need quotes, nothing within a field.",
        "## Kinds",
        "The class is a spelling too: `posint`, `positiveinteger` and `PositiveIntegerField` are the same.",
        table(("kind", "field", "arguments", "values"), map(_kind, kinds.KINDS)),
        "## Modifiers",
        MODIFIERS,
    )


def _kind(kind: kinds.FieldKind) -> tuple[str, str, str, str]:
    own = kind.arguments if kind.spelling != "user" else ()
    arguments = ", ".join(f"{code(name)}{f' (default {value})' if value else ''}" for name, value in own)
    values = "" if kind.relation else code(kind.python)
    needs = f" (needs {code(kind.needs)})" if kind.needs else ""
    return code(kind.spelling), code(kind.field) + needs, arguments, values


MODIFIERS = """| modifier | meaning |
|---|---|
| `null`, `blank`, `unique`, `index`, `pk` | as in Django: `null=True`, `db_index=True`, `primary_key=True` |
| `default=…` | the default |
| `min=…`, `max=…` | for numbers: a validator and a constraint of the database |
| `auto_now`, `auto_now_add` | for dates and times |
| `cascade`, `protect`, `restrict`, `set_null`, `do_nothing` | `on_delete` of relations; `set_null` brings `null` |"""


def rules() -> str:
    """Return the page of the audit's rules, a section for each topic; a rule's heading is its name."""
    found = sorted(load_rules(), key=lambda rule: (rule.topic, rule.code))
    head = ("code", "rule", "level", "says")
    parts = [
        "What `auditapps` looks for. A rule looks at apps that have one of its profiles; `default` all have.",
        "How to choose rules, ignore findings and start with a baseline: [auditapps.md](auditapps.md).",
    ]
    for topic, group in groupby(found, key=lambda rule: rule.topic):
        own = list(group)
        lines = ((rule.code, f"[{rule.name}](#{rule.name})", rule.severity.value, title(rule)) for rule in own)
        parts += [f"## {topic}", table(head, lines)]
        parts += [part for rule in own for part in _rule(rule)]
    return page("Rules of the audit", *parts)


def _rule(rule: type[Rule]) -> tuple[str, ...]:
    properties = "; ".join(f"{name}: {value}" for name, value in facts(rule) if name != "topic")
    return (
        f"### {rule.name}",
        f"`{rule.code}`; {properties}.",
        documentation(rule),
        "Found:",
        _example(rule.bad),
        "Not found:",
        _example(rule.good),
    )


def _example(tree: Tree) -> str:
    files = (f"# {path}\n{source}".rstrip() for path, source in shown_files(tree))
    return "```python\n" + "\n\n".join(files) + "\n```"


def configuration() -> str:
    """Return the page of the configuration."""
    return page("Configuration", *reference.configuration())


def formats() -> str:
    """Return the page of formats and exit codes."""
    return page("Formats and exit codes", *reference.formats())


def manifest() -> str:
    """Return the page of the manifest."""
    return page("The manifest of an app", *reference.manifest())


PAGES = {
    "commands.md": commands,
    "configuration.md": configuration,
    "formats.md": formats,
    "manifest.md": manifest,
    "patterns.md": patterns,
    "rules.md": rules,
    "templates.md": templates,
    "field-specs.md": field_specs,
}


def stale(folder: Path) -> list[str]:
    """Return the names of the pages in ``folder`` that are missing or say something else than the code."""
    return [
        name
        for name, write in PAGES.items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != write()
    ]


def main(arguments: Sequence[str], folder: Path = DOCS) -> int:
    """Write the pages, or with ``--check`` say which are out of date."""
    parser = argparse.ArgumentParser(description="Write the generated pages of the documentation.")
    parser.add_argument("--check", action="store_true", help="Only tell which are out of date.")
    check = parser.parse_args(arguments).check
    old = stale(folder)
    for name in old:
        if check:
            sys.stderr.write(f"{name} is out of date: run python docs/generate.py\n")
        else:
            (folder / name).write_text(PAGES[name](), encoding="utf-8", newline="\n")
    return int(check and bool(old))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
