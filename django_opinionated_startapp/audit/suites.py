"""The audit inside a test suite, with any runner: what it finds as a value, and own rules held to their word."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from ..changes import ChangeSet, Create
from ..conf import AuditConfig, load_config
from .cache import FactStore
from .discover import discover
from .finding import Finding
from .registry import load_rules
from .report import Report
from .reporters import Look, render
from .rule import Rule, Tree
from .run import AuditRequest, audit
from .select import Request
from .steps import findings_of


def audit_project(  # noqa: PLR0913  (each is an option of the command, and has to be named)
    root: str | Path,
    *,
    apps: Iterable[str] = (),
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    profiles: Iterable[str] = (),
    settings: Iterable[str] = (),
    level: str = "",
) -> Report:
    """Return the report about the project in the folder ``root``; its configuration, comments and baselines count.

    ``apps`` are labels, dotted names or paths, ``select``, ``ignore`` and ``profiles`` are what the options of
    ``auditapps`` take, ``settings`` are the only settings modules to look at. ``findings`` of the report are those of
    ``level`` (``info``, ``warning``, ``error``) or a higher one; without it, those that make the command fail. Nothing
    is imported, and nothing is written, not even the cache. Raises ``OpinionatedError`` for what there is not.
    """
    folder = Path(root).resolve()
    request = AuditRequest(
        folder,
        load_config(folder, None).audit,
        tuple(apps),
        settings=tuple(settings),
        profiles=tuple(profiles),
        selection=Request(tuple(select), tuple(ignore), level),
        cache=False,
        configure=lambda found: load_config(folder, found).audit,
    )
    done = audit(request)
    least = done.selection.fail_level.rank
    return replace(done.report, findings=tuple(f for f in done.report.findings if f.severity.rank >= least))


def describe(report: Report) -> str:
    """Return what the report has found as text, for the message of an assertion."""
    return render("text", report, Look())


def check_rules(*modules: str) -> tuple[str, ...]:
    """Return what is wrong with the rules in ``modules`` (dotted, packages are walked), a sentence each; none if fine.

    Each rule has to find something in its bad example and nothing in its good one, to say why and what to do instead,
    to give findings that say a sentence and point into the example, and anchors that stay when lines move. Raises
    ``OpinionatedError`` for a module that can't be loaded and a rule that lacks a part.
    """
    builtin = load_rules()
    own = [rule for rule in load_rules(modules) if rule not in builtin]
    return tuple(f"{rule.name}: {flaw}" for rule in own for flaw in _flaws(rule))


def _flaws(rule: type[Rule]) -> Iterator[str]:
    for word in ("**Why.**", "**Instead.**"):
        if word not in (rule.__doc__ or ""):
            yield f"its docstring has no {word}"
    bad, good = (tuple(_found(rule, tree)) for tree in (rule.bad, rule.good))
    if not bad:
        yield "it finds nothing in its bad example."
    for finding in good:
        yield f"it finds something in its good example, at {finding.place}: {finding.message}"
    for finding in bad:
        yield from _flaws_of(finding, rule.bad)


def _flaws_of(finding: Finding, tree: Tree) -> Iterator[str]:
    if not any(path == finding.place.path or path.startswith(f"{finding.place.path}/") for path in tree):
        yield f"it points to {finding.place.path}, which is not in the example."
    if not finding.message.endswith("."):
        yield f"what it says is no sentence: {finding.message}"
    if not finding.anchor or re.search(r"\bline \d|:\d", finding.anchor):
        yield f"the anchor '{finding.anchor}' is empty or has a number of a line, so a baseline would not keep it."


def _found(rule: type[Rule], tree: Tree) -> Iterator[Finding]:
    """Yield what the rule finds in a project of these files, all of which have its first profile."""
    profiles = frozenset({"default", *rule.profiles[:1]})
    with TemporaryDirectory() as name:
        root = Path(name).resolve()
        files = (Create(root / path, dedent(source).lstrip("\n").encode()) for path, source in tree.items())
        ChangeSet(root, tuple(files)).apply()
        config: AuditConfig = load_config(root, None).audit
        project = discover(root, config, FactStore(root), lambda _label, _name: profiles)
        yield from findings_of(rule(), project)
