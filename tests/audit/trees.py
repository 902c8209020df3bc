"""Small projects as ``{path: source}``, and what a rule says about them."""

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from django_opinionated_startapp.audit.cache import FactStore
from django_opinionated_startapp.audit.discover import discover
from django_opinionated_startapp.audit.facts import Body, Outline
from django_opinionated_startapp.audit.facts.extract import extract
from django_opinionated_startapp.audit.finding import Finding
from django_opinionated_startapp.audit.project import Project
from django_opinionated_startapp.audit.rule import Rule
from django_opinionated_startapp.audit.run import AuditRequest, audit
from django_opinionated_startapp.audit.steps import findings_of
from django_opinionated_startapp.conf import load_config


def write_tree(root: Path, tree: Mapping[str, str | bytes]) -> Path:
    """Write the files of ``tree`` below ``root``, sources dedented."""
    for path, source in tree.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(source, bytes):
            file.write_bytes(source)
        else:
            file.write_text(dedent(source).lstrip("\n"), encoding="utf-8")
    return root


def read_project(root: Path, profiles: tuple[str, ...] = (), settings: tuple[str, ...] = ()) -> Project:
    """Return the project below ``root``; all code in it has ``profiles`` besides ``default``."""
    config = load_config(root, None).audit
    chosen = frozenset({"default", *profiles})
    return discover(root, config, FactStore(root), lambda _label, _name: chosen, settings=settings)


def run_rule(
    rule: type[Rule],
    tree: Mapping[str, str | bytes],
    *,
    thresholds: Mapping[str, float] | None = None,
    profiles: tuple[str, ...] = (),
) -> tuple[Finding, ...]:
    """Return what ``rule`` finds in ``tree``, where all code has the rule's first profile and ``profiles``."""
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of the sources that are parsed
        root = write_tree(Path(folder).resolve(), tree)
        if rule.topic == "suppressions":  # what is wrong with comments shows only once all rules have run
            report = audit(AuditRequest(root, load_config(root, None).audit, cache=False)).report
            return tuple(each for each in report.findings if each.rule == rule.name)
        return findings_of(rule(thresholds), read_project(root, (*rule.profiles[:1], *profiles)))


def facts_of(source: str | bytes, name: str = "shop.orders.api", *, is_package: bool = False) -> tuple[Outline, Body]:
    """Return what is known about a module with this source, dedented if it is text."""
    data = source if isinstance(source, bytes) else dedent(source).encode()
    outline, body = extract(data, name, is_package=is_package)
    return Outline(json.loads(json.dumps(outline))), Body(body.encode())
