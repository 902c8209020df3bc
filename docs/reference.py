"""The reference pages that are made of the code's own definitions; ``generate.py`` writes them."""

import ast
import inspect
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import Field, fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import jinja2
from jinja2 import meta, nodes

from django_opinionated_startapp.audit import reporters
from django_opinionated_startapp.audit.names import FORMATS, REPORTS
from django_opinionated_startapp.audit.registry import load_rules
from django_opinionated_startapp.conf import AuditConfig, Config
from django_opinionated_startapp.scaffold import render
from django_opinionated_startapp.scaffold.manifest import MANIFEST, Manifest, ManifestFile, WiringRecord
from django_opinionated_startapp.scaffold.manifest.kinds import FORMAT

TOML_TYPES: dict[object, str] = {
    str: "string",
    bool: "true or false",
    int: "whole number",
    float: "number",
    bool | str: "true, false or string",
    tuple[str, ...]: "list of strings",
    tuple[str, ...] | None: "list of strings",
    tuple[tuple[str, ...], ...]: "list of strings and lists",
    Mapping[str, str]: "table of strings",
    Mapping[str, tuple[str, ...]]: "table of lists of strings",
    Mapping[str, Mapping[str, float]]: "table of tables of numbers",
}


def table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    """Return a table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def code(text: str) -> str:
    """Return ``text`` as code, and nothing for nothing."""
    return f"`{text}`" if text else ""


def first_line(described: object) -> str:
    """Return the first line of a docstring."""
    return inspect.cleandoc(getattr(described, "__doc__", None) or "").partition("\n")[0].replace("``", "`")


def type_name(hint: object) -> str:
    """Return what an annotation is called, without the modules."""
    text = hint.__name__ if isinstance(hint, type) and not getattr(hint, "__args__", ()) else str(hint)
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", text).replace("'", "")  # Python 3.10 leaves quotes in tuples


def configuration() -> tuple[str, ...]:
    """Return the parts of the page of the configuration."""
    return (
        (
            "What a project has chosen stands in the table `[tool.opinionated_startapp]` of its "
            "`pyproject.toml`, or in the Django setting `OPINIONATED_STARTAPP`, a dictionary with the same "
            "keys. The setting goes before the table, key by key. An unknown key, and a value of another type, "
            "is an error that names the line. In TOML a key may have hyphens instead of underscores. The line "
            "length is that of black, else of ruff, unless it is chosen here."
        ),
        "## For all commands",
        _options(Config),
        _toml_block("tool.opinionated_startapp", Config),
        "The same as a setting:",
        "```python\nOPINIONATED_STARTAPP = " + _python(Config) + "\n```",
        "## For the audit",
        'The keys of `[tool.opinionated_startapp.audit]`, or of `OPINIONATED_STARTAPP["audit"]`.',
        (
            "A *selector* is the code, name or alias of a rule, a topic, a level (`error`, `warning`, `info`) "
            "or a profile. A *glob* has `*` for any text. How they are used: [auditapps.md](auditapps.md)."
        ),
        _options(AuditConfig),
        _toml_block("tool.opinionated_startapp.audit", AuditConfig),
        "## See also",
        (
            "[auditapps.md](auditapps.md) on profiles, rules and baselines, "
            "[templates-howto.md](templates-howto.md) on templates, [patterns.md](patterns.md) on components, "
            "[commands.md](commands.md) on options, which go before the configuration for one run."
        ),
    )


def _chosen(options: type[Any]) -> list[Field[Any]]:
    return [option for option in fields(options) if "help" in option.metadata]


def _options(options: type[Any]) -> str:
    hints, defaults = get_type_hints(options), options()
    return table(
        ("key", "type", "default", "meaning"),
        (
            (
                code(option.name),
                TOML_TYPES[hints[option.name]],
                code(_default(getattr(defaults, option.name))),
                option.metadata["help"],
            )
            for option in _chosen(options)
        ),
    )


def _default(value: object) -> str:
    return json.dumps(value) if value or isinstance(value, bool) else ""


def _toml_block(name: str, options: type[Any]) -> str:
    """Return every key with its example: plain keys first, since a table goes on to the next one."""
    examples = [(option.name, option.metadata["example"]) for option in _chosen(options)]
    plain = [f"{key} = {json.dumps(value)}" for key, value in examples if not isinstance(value, dict)]
    lines = [f"[{name}]", *plain]
    for key, value in examples:
        if isinstance(value, dict):
            lines += _toml_table(f"{name}.{key}", value)
    return "```toml\n" + "\n".join(lines) + "\n```"


def _toml_table(name: str, value: dict[str, object]) -> Iterator[str]:
    inner = {key: each for key, each in value.items() if isinstance(each, dict)}
    if len(inner) < len(value):
        yield f"\n[{name}]"
    for key, each in value.items():
        if key not in inner:
            yield f"{key if re.fullmatch('[A-Za-z0-9_-]+', key) else json.dumps(key)} = {json.dumps(each)}"
    for key, each in inner.items():
        yield from _toml_table(f"{name}.{key}", each)


def _python(options: type[Any]) -> str:
    examples = {option.name: option.metadata["example"] for option in _chosen(options)}
    lines = [f"    {json.dumps(key)}: {json.dumps(value)}," for key, value in examples.items()]
    return "{\n" + "\n".join(lines) + "\n}"


def formats() -> tuple[str, ...]:
    """Return the parts of the page of formats and exit codes."""
    return (
        "## Formats of auditapps",
        "`auditapps --format NAME`; `--output FILE` writes a file.",
        table(("format", "for"), ((code(name), _purpose(name)) for name in FORMATS)),
        "## Reports of auditapps",
        "`auditapps --report NAME`, each in these formats:",
        table(("report", "formats"), ((code(name), ", ".join(map(code, own))) for name, own in REPORTS.items())),
        "Their pictures and words: [audit-reports.md](audit-reports.md).",
        "## Output of the other commands",
        (
            "`startpatternapp` and `squashall` print text, a patch with `--diff`, and one JSON document with "
            "`--json`. What is meant for people goes to standard error when standard output holds a patch or "
            "JSON."
        ),
        "## Exit codes",
        EXIT_CODES,
        "## See also",
        "[audit-ci.md](audit-ci.md) on pipelines, [commands.md](commands.md) on all options.",
    )


def _purpose(name: str) -> str:
    """Return what the format is for: the docstring of its module, which is read and not run."""
    folder = Path(str(reporters.__file__)).parent
    path = folder / f"{name}.py" if (folder / f"{name}.py").is_file() else folder / name / "__init__.py"
    doc = inspect.cleandoc(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")
    text = doc.partition("\n")[0].replace("``", "`")
    return re.sub(r"^For ", "", text).rstrip(".")


EXIT_CODES = """| command | 0 | 1 | 2 |
|---|---|---|---|
| `startpatternapp` | done, or nothing to do | refused; conflicts of a merge to look at; behind, with `--check` | \
wrong usage |
| `auditapps` | nothing at or above the fail level | findings at or above it, or stale lines of a baseline | \
wrong usage, a broken configuration, or a rule that crashed |
| `squashall` | done, or nothing to do | refused, or the proof failed; more than N, with `--check N` | wrong usage |"""


MANIFEST_PAGE = f"""`startpatternapp` writes `{MANIFEST}` into each app that it makes: a JSON object
that says what was asked for and what was written. Commit it with the app; nothing imports it. [Undo](undo.md),
[upgrade](upgrading.md) and [growth](growing.md) read it. Nothing in it is trusted: paths that leave the app,
contents that are not what their digest says, and keys that a version doesn't know are refused.

Each file has a line of its own, so that version control merges it by file. `format` is the version of this format,
{FORMAT}. A newer version of the package reads what an older one wrote."""


def manifest() -> tuple[str, ...]:
    """Return the parts of the page of the manifest."""
    return (
        MANIFEST_PAGE,
        *(part for each in (Manifest, ManifestFile, WiringRecord) for part in _record(each)),
        "In the file, the content (`base`) of a file is packed by zlib and written in base 85, its SHA-256 beside it.",
    )


def _record(described: type) -> tuple[str, str, str]:
    assert is_dataclass(described)  # noqa: S101  (tells mypy)
    hints = get_type_hints(described)
    doc = inspect.cleandoc(described.__doc__ or "").replace("``", "`")
    rows = ((code(each.name), code(type_name(hints[each.name]))) for each in fields(described))
    return f"## {described.__name__}", doc, table(("key", "type"), rows)


def template_files(names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each built-in template with those of the variables ``names`` that it uses, and its blocks."""
    jinja = jinja2.Environment(autoescape=False)  # noqa: S701  (nothing is rendered)
    jinja.filters.update(render.FILTERS)
    for path in sorted(render.BUILTIN.rglob(f"*{render.SUFFIX}")):
        tree = jinja.parse(path.read_text(encoding="utf-8"))
        blocks = (f"{code(each.name)}{' scoped' if each.scoped else ''}" for each in tree.find_all(nodes.Block))
        used = meta.find_undeclared_variables(tree).intersection(names)
        variables = (code(name) for name in sorted(used))
        yield code(path.relative_to(render.BUILTIN).as_posix()), ", ".join(variables), ", ".join(blocks)


def profile_rules(pattern: str) -> str:
    """Return the rules that an app of ``pattern`` is held to besides those for every app."""
    own = sorted((rule for rule in load_rules() if pattern in rule.profiles), key=lambda rule: rule.code)
    return ", ".join(f"[{rule.name}](rules.md#{rule.name})" for rule in own if "default" not in rule.profiles)
