"""The audit: request → project, and all rules → findings → report."""

import gc
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TypeAlias, TypeVar

from ..conf import SETTING, AuditConfig
from ..errors import OpinionatedError, told
from .baseline import Baseline, read_baseline
from .cache import FactStore
from .discover import discover
from .discover.registry import Registered
from .draft import DraftInputs
from .finding import Finding, Place
from .inputs import Inputs
from .judge import Verdict, judge
from .lookups.requirements import note_requirements
from .names import with_bases
from .project import Kind, Project
from .registry import load_rules
from .report import Failure, Report, Unseen
from .rule import Rule
from .scope import Scope
from .select import NOTHING_ASKED, Request, Selection, check_apps, make_selection
from .steps import Step, carry_out, steps
from .suppress import Commented
from .targets import scope_of, touches

T = TypeVar("T")
Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """What is to be audited, and how.

    ``targets`` are labels of apps, dotted names or paths; everything if there are none. ``settings`` are the only
    settings modules to look at. ``profiles`` hold for all code besides those that are configured. ``registered`` are
    the apps of a booted Django, None to read INSTALLED_APPS instead. ``changed`` are the files that a branch has
    changed: findings that have nothing to do with them are left out. ``configure`` makes a configuration of the
    OPINIONATED_STARTAPP that the source of the settings has; without it ``config`` is final. ``today`` decides about
    comments that expire. ``draft`` are files that are to be taken for different from what is on the disk, by path:
    what they hold, None for those that are not there.
    """

    root: Path
    config: AuditConfig = field(default_factory=AuditConfig)
    targets: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    selection: Request = NOTHING_ASKED
    registered: tuple[Registered, ...] | None = None
    changed: frozenset[str] | None = None
    cache: bool = True
    configure: Callable[[object], AuditConfig] | None = None
    today: date = field(default_factory=date.today)
    draft: Mapping[str, bytes | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Audit:
    """A finished audit: the report, and what else one may want to do with what was found."""

    report: Report
    project: Project
    selection: Selection
    baseline: Baseline
    scope: Scope
    rules: tuple[type[Rule], ...]
    config: AuditConfig
    recordable: tuple[Finding, ...]
    parsed: int
    inputs: Inputs

    @property
    def exit_code(self) -> int:
        """0, 1 or 2, as ``Report.exit_code`` for the level that was asked for or configured."""
        return self.report.exit_code(self.selection.fail_level)


def _silent(_done: int, _whole: int) -> None:
    """Show no progress."""


def audit(request: AuditRequest, progress: Progress = _silent) -> Audit:
    """Return the audit of a project; nothing of it is imported or changed.

    ``progress`` is called with the number of modules that are done and that of all. Raises ``OpinionatedError`` for a
    request or configuration that names what there is not.
    """

    def audited(asked: AuditRequest) -> Audit:
        first = _Run(asked)
        again = first.configured()
        return (first if again is None else _Run(again)).result(progress)

    with _undisturbed():
        return despite_cache(request, audited, lambda done: bool(done.report.failures))


def despite_cache(request: AuditRequest, work: Callable[[AuditRequest], T], failed: Callable[[T], bool]) -> T:
    """Return what ``work`` makes of ``request``; where that fails it is made once more, without the cache.

    Facts that were kept, but not by us, may be of any shape and lead to any error: the sources are right.
    """
    if request.cache:
        try:
            done = work(request)
            if not failed(done):
                return done
        except OpinionatedError:
            raise
        except Exception:  # noqa: BLE001, S110  (raised again if it is not the cache's)
            pass
    return work(replace(request, cache=False))


def read_project(request: AuditRequest) -> Project:
    """Return the project that an audit would look at, without looking at it."""
    with _undisturbed():
        run = _Run(request)
        again = run.configured()
        run = run if again is None else _Run(again)
        check_apps(run.config, run.names)
        return run.project


class _Run:
    """One run from the request to the result."""

    def __init__(self, request: AuditRequest) -> None:
        """Read the project."""
        self.request, self.config = request, request.config
        self.rules = load_rules(self.config.rules)
        self.selection = make_selection(self.rules, self.config, request.selection)
        self.inputs = DraftInputs(request.draft) if request.draft else Inputs()
        self.store = FactStore(request.root, request.root / self.config.cache if request.cache else None, self.inputs)
        self.project = discover(
            request.root,
            self.config,
            self.store,
            lambda label, name: with_bases(self.selection.profiles(label, name).union(request.profiles)),
            settings=request.settings,
            registered=request.registered,
            inputs=self.inputs,
        )
        self.names = {app.label: app.name for app in self.project.apps.values()}

    def configured(self) -> AuditRequest | None:
        """Return the request with what the settings choose, None if they choose nothing."""
        chosen = self.project.settings.get(SETTING)
        if self.request.configure is None or not chosen:
            return None
        return replace(self.request, config=self.request.configure(chosen[-1].value), configure=None)

    def _alive(self, ran: Iterable[Rule]) -> frozenset[str]:
        """Return the rules that may find something in other runs; what this one was asked is no choice for good."""
        asked = self.request.selection.select or self.request.selection.ignore or self.request.profiles
        return frozenset(rule.name for rule in (self.rules if asked else ran))

    def result(self, progress: Progress) -> Audit:
        """Run the rules, and judge what they find."""
        request, project = self.request, self.project
        check_apps(self.config, self.names)
        note_requirements(request.root, self.inputs)
        baseline = read_baseline(request.root, self.config, self.names, self.inputs)
        ran = _chosen(self.rules, self.selection, project)
        scope = replace(
            scope_of(request.targets, project, frozenset(rule.name for rule in ran)), alive=self._alive(ran)
        )
        found, failures = _run(steps(ran, project, self.selection.runs, scope), project, progress)
        commented = tuple(_commented(project, found))
        if not request.draft:  # of what is not there, nothing is to be remembered
            self.store.save(module.path for module in project.modules.values())
        scope = replace(
            scope,
            failed=frozenset((each.rule, each.place.path.removeprefix(".")) for each in failures),
            unread=frozenset(module.path for module in project.modules.values() if module.outline.error),
        )
        verdict = judge(
            found,
            selection=self.selection,
            commented=commented,
            baseline=baseline,
            scope=scope,
            today=request.today,
        )
        report = _report(project, verdict, failures, scope, request.changed)
        return Audit(
            report,
            project,
            self.selection,
            baseline,
            scope,
            tuple(type(rule) for rule in ran),
            self.config,
            verdict.recordable,
            self.store.parsed,
            self.inputs,
        )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep the garbage collector from looking at trees that are freed anyway, and sources from warning."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        if enabled:
            gc.enable()


def _chosen(rules: Iterable[type[Rule]], selection: Selection, project: Project) -> list[Rule]:
    """Return the rules that look at anything in the project, with the thresholds that it has chosen."""
    every = {project.profiles, *(app.profiles for app in project.apps.values())}
    return [_made(rule, selection) for rule in rules if any(selection.runs(rule, profiles) for profiles in every)]


def _made(rule: type[Rule], selection: Selection) -> Rule:
    try:
        return rule(selection.thresholds.get(rule.name))
    except (Exception, SystemExit) as error:
        raise OpinionatedError(
            f"The rule {rule.__qualname__} in {rule.__module__} can't be made ({told(error)}).",
            "It takes its thresholds, as audit.rule.Rule does.",
        ) from error


def _run(todo: Iterable[Step], project: Project, progress: Progress) -> tuple[set[Finding], list[Failure]]:
    found: set[Finding] = set()
    failures: list[Failure] = []
    done: set[str] = set()
    for step in todo:
        if step.path not in done:
            done.add(step.path)
            progress(min(len(done), len(project.modules)), len(project.modules))
        findings, failure = carry_out(step)
        found.update(findings)
        failures += [failure] if failure else []
    return found, failures


def _commented(project: Project, found: Iterable[Finding]) -> Iterator[Commented]:
    """Yield the comments for the audit. Tests are only looked at where something was found in them."""
    places = {finding.place.path for finding in found}
    for module in project.modules.values():
        if (module.kind is not Kind.TEST or module.path in places) and module.outline.comments:
            yield Commented(module.path, module.app, module.outline.comments)


def _report(
    project: Project, verdict: Verdict, failures: list[Failure], scope: Scope, changed: frozenset[str] | None
) -> Report:
    def shown(finding: Finding) -> bool:
        return changed is None or touches(finding, changed)

    none = () if project.apps else (_no_apps(project),)
    unread = (Unseen(module.at(), module.outline.error) for module in project.modules.values() if module.outline.error)
    looked_at = [module for module in project.modules.values() if scope.includes(module.app, module.path)]
    return Report(
        apps=tuple(sorted({module.app for module in looked_at if module.app})),
        files=len(looked_at),
        findings=tuple(filter(shown, verdict.findings)),
        suppressed=tuple(each for each in verdict.suppressed if shown(each.finding)),
        stale=verdict.stale if changed is None else (),
        unseen=tuple(sorted({*project.unseen, *none, *unread}, key=lambda each: (each.place, each.reason))),
        failures=tuple(sorted(failures, key=lambda each: (each.place, each.code))),
    )


def _no_apps(project: Project) -> Unseen:
    """Return what is said of a project without apps, most of whose rules have nothing to look at."""
    if project.booted or project.settings.get("INSTALLED_APPS"):
        reason = "INSTALLED_APPS names no app of the project, and nothing looks like one: startpatternapp makes one"
    else:
        reason = "there are no apps and no INSTALLED_APPS here: run it in the folder of manage.py"
    return Unseen(Place("."), reason)
