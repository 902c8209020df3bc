"""The checks of a run: which rule is called for what, module by module, so that each body is decoded once."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple, TypeAlias

from ..errors import told
from .finding import Finding, Place
from .project import App, Project
from .report import Failure
from .rule import Rule
from .scope import Scope
from .whole import check_finding

_MOST = 100_000  # findings of one call: a rule that never ends is not waited for
Runs: TypeAlias = Callable[[type[Rule], frozenset[str]], bool]


class Step(NamedTuple):
    """One call of one rule. ``path`` is what it looks at: a file, the folder of an app, "" for the whole project.

    A tuple, since there are tens of thousands of them, and they take a third of the time to make.
    """

    rule: Rule
    path: str
    check: Callable[[], Iterator[Finding]]


def by_profile(rule: type[Rule], profiles: frozenset[str]) -> bool:
    """Tell whether ``rule`` looks at what has these profiles, where nothing else was chosen."""
    return not profiles.isdisjoint(rule.profiles)


def steps(
    rules: Iterable[Rule], project: Project, runs: Runs = by_profile, scope: Scope | None = None
) -> Iterator[Step]:
    """Yield the calls to make; ``runs`` says which rule looks at which profiles, ``scope`` what was asked for.

    What only a whole project shows is always looked for in the whole.
    """
    chosen = tuple(rules)
    yield from _of_modules([rule for rule in chosen if _overrides(rule, "check_module")], project, runs, scope)
    for rule in chosen:
        if _overrides(rule, "check_app"):
            for app in project.apps.values():
                if runs(type(rule), app.profiles):
                    yield Step(rule, app.path, partial(rule.check_app, app, project))
        if _overrides(rule, "check_project"):
            yield Step(rule, "", partial(_of_project, rule, project, runs))


def _of_modules(rules: list[Rule], project: Project, runs: Runs, scope: Scope | None) -> Iterator[Step]:
    chosen: dict[frozenset[str], list[Rule]] = {}
    for module in project.modules.values():
        profiles = _profiles(project.apps.get(module.app), project)
        if profiles not in chosen:
            chosen[profiles] = [rule for rule in rules if runs(type(rule), profiles)]
        if scope is None or scope.includes(module.app, module.path):
            for rule in chosen[profiles]:
                if module.kind in rule.kinds:
                    yield Step(rule, module.path, partial(rule.check_module, module, project))


def _profiles(app: App | None, project: Project) -> frozenset[str]:
    return app.profiles if app else project.profiles


def _overrides(rule: Rule, method: str) -> bool:
    return getattr(type(rule), method) is not getattr(Rule, method)


def _of_project(rule: Rule, project: Project, runs: Runs) -> Iterator[Finding]:
    for finding in rule.check_project(project):
        if runs(type(rule), _profiles(project.apps.get(finding.app), project)):
            yield finding


def carry_out(step: Step) -> tuple[list[Finding], Failure | None]:
    """Return what the step finds, and how it failed if it did: a mistake in a rule stops nothing else."""
    found: list[Finding] = []
    try:
        found.extend(_checked(step))
    except (Exception, SystemExit) as error:  # noqa: BLE001  (whatever a rule can raise; it is reported as its failure)
        return found, Failure(Place(step.path or "."), step.rule.code, step.rule.name, told(error))
    return found, None


def _checked(step: Step) -> Iterator[Finding]:
    for number, finding in enumerate(step.check()):
        check_finding(finding, step.rule)
        if number >= _MOST:
            raise ValueError(f"it has more than {_MOST} findings")
        yield finding


def findings_of(rule: Rule, project: Project) -> tuple[Finding, ...]:
    """Return what one rule finds, sorted; here a mistake in the rule is raised."""
    found = {finding for step in steps((rule,), project) for finding in step.check()}
    return tuple(sorted(found, key=lambda each: (each.place, each.code, each.anchor, each.message)))
