"""An audit from the command line that is really made: options → request → audit → answer, or files to be written."""

from dataclasses import replace
from typing import Any

from ..audit.baseline import prune, record
from ..audit.changed import changed_files
from ..audit.init import first_configuration
from ..audit.memory import Answer, Memory, can_be_remembered
from ..audit.names import FORMATS, PROFILES, is_profile
from ..audit.registry import find_rule, load_rules
from ..audit.reporters import Look, explain, list_rules, render, statistics
from ..audit.run import Audit, AuditRequest, audit, despite_cache
from ..audit.select import Request
from ..changes import ChangeSet
from ..conf import AuditConfig, load_config
from ..errors import OpinionatedError, nearest
from ..wording import counted
from .audit import Call, deliver
from .audit_fix import check_fixing, mend_project
from .audit_reports import check_reports, show_report
from .audit_watch import watch
from .progress import Progress
from .uncommitted import check_uncommitted

_MODES = (
    "list_rules",
    "explain",
    "init",
    "write_baseline",
    "prune_baseline",
    "statistics",
    "watch",
    "fix",
    "diff",
    "report",
)
_LEAVE_OUT = "Leave one of them out."
_WRITING = ("init", "write_baseline", "prune_baseline", "fix", "diff")
# What would have no effect on a mode, and why.
_CHOICE = ("targets", "select", "ignore", "severity", "fail_level", "changed", "profile")
_WITHOUT_EFFECT: dict[str, tuple[str, tuple[str, ...]]] = {
    "list_rules": ("lists all rules", _CHOICE),
    "explain": ("is about one rule and no findings", _CHOICE),
    "init": (
        "is about the whole project and not about findings",
        tuple(each for each in _CHOICE if each != "profile"),
    ),
    "write_baseline": ("fails for no finding", ("fail_level",)),
    "prune_baseline": ("fails for no finding", ("fail_level",)),
}


def perform(call: Call, config: AuditConfig, memory: Memory | None = None) -> int:
    """Do what the options ask for, and return the exit code; an answer is kept in ``memory`` if there is one."""
    options = call.options
    check(options)
    if options["list_rules"] or options["explain"]:
        call.streams.show(_about_rules(options, config))
        return 0
    if options["watch"]:
        return watch(call, lambda: audit(_request(call, call.configuration())))
    if options["fix"] or options["diff"] or options["report"]:
        act = show_report if options["report"] else mend_project
        return act(call, _request(call, config), config)
    done, answer = despite_cache(_request(call, config), lambda asked: _outcome(call, asked), lambda _outcome: False)
    if isinstance(answer, ChangeSet):
        return _write(call, done, answer)
    if memory and can_be_remembered(done.config) and not done.report.failures:
        memory.keep(answer, done.inputs)
    return deliver(call, answer, config)


def _outcome(call: Call, request: AuditRequest) -> tuple[Audit, ChangeSet | Answer]:
    done = _audited(call, request)
    changes = _changes(call.options, done)
    return done, _answer(call, done) if changes is None else changes


def _changes(options: dict[str, Any], done: Audit) -> ChangeSet | None:
    """Return what is to be written instead of a report, None if nothing is."""
    if options["init"]:
        return first_configuration(done.project)
    if options["write_baseline"]:
        names = {app.label: app.name for app in done.project.apps.values()}
        return record(done.recordable, done.baseline, done.scope, done.config, names)
    return prune(done.baseline, done.report.stale) if options["prune_baseline"] else None


def check(options: dict[str, Any]) -> None:
    """Refuse names that there are not, and options that don't go together."""
    check_reports(options)
    if not options["report"] and options["format"] not in FORMATS:
        raise OpinionatedError(f"There is no format '{options['format']}'.", nearest(options["format"], FORMATS))
    for name in options["profile"]:
        if not is_profile(name):
            raise OpinionatedError(f"There is no profile '{name}'.", nearest(name, PROFILES))
    modes = [name for name in _MODES if options[name] and not (name == "diff" and options["fix"])]
    check_fixing(options)
    if len(modes) > 1:
        first, second = (f"--{name.replace('_', '-')}" for name in modes[:2])
        raise OpinionatedError(f"{first} and {second} can't go together.", _LEAVE_OUT)
    if options["changed"] and (options["write_baseline"] or options["prune_baseline"]):
        raise OpinionatedError("A baseline is about everything, so --changed can't go with it.", "Leave it out.")
    if options["watch"] and (options["format"] != "text" or options["output"] or options["introspect"]):
        other = "--introspect" if options["introspect"] else "--output" if options["output"] else "--format"
        raise OpinionatedError(f"--watch talks to a person about the source, so {other} can't go with it.", _LEAVE_OUT)
    _check_reporting(modes[0] if modes else "", options)
    _check_writing(modes[0] if modes else "", options)


def _check_reporting(mode: str, options: dict[str, Any]) -> None:
    """Refuse what says how a report is written beside a ``mode`` that writes none, or always the same."""
    spelling = f"--{mode.replace('_', '-')}"
    if options["output"] and mode not in ("", "statistics", "fix", "report"):
        raise OpinionatedError(f"{spelling} makes no report, so --output can't go with it.", _LEAVE_OUT)
    if options["format"] != "text" and mode not in ("", "fix", "report"):
        raise OpinionatedError(f"{spelling} prints text only, so --format can't go with it.", _LEAVE_OUT)


def _check_writing(mode: str, options: dict[str, Any]) -> None:
    """Refuse what has no effect on a ``mode`` that writes, and what is about writing beside one that does not."""
    why, without_effect = _WITHOUT_EFFECT.get(mode, ("", ()))
    for name in without_effect:
        if options[name]:
            other = "an app or path" if name == "targets" else f"--{name.replace('_', '-')}"
            raise OpinionatedError(f"--{mode.replace('_', '-')} {why}, so {other} can't go with it.", _LEAVE_OUT)
    for name in ("dry_run", "allow_dirty"):
        if options[name] and mode not in _WRITING:
            raise OpinionatedError(
                f"--{name.replace('_', '-')} goes with --fix, --init, --write-baseline or --prune-baseline.",
                "Add one of them, or leave it out.",
            )


def _about_rules(options: dict[str, Any], config: AuditConfig) -> str:
    rules = load_rules(config.rules)
    return explain(find_rule(options["explain"], rules)) if options["explain"] else list_rules(rules)


def _request(call: Call, config: AuditConfig) -> AuditRequest:
    options = call.options
    settings = options.get("settings") or ()
    request = AuditRequest(
        call.root,
        config,
        tuple(options["targets"]),
        settings=tuple([settings] if isinstance(settings, str) else settings) if call.registered is None else (),
        profiles=tuple(options["profile"]),
        selection=Request(
            tuple(options["select"]), tuple(options["ignore"]), options["fail_level"], tuple(options["severity"])
        ),
        registered=call.registered,
        changed=changed_files(call.root, options["changed"]) if options["changed"] else None,
        cache=not options["no_cache"],
    )
    if call.boot:
        return request
    return replace(request, configure=lambda found: load_config(call.root, found).audit)


def _audited(call: Call, request: AuditRequest) -> Audit:
    progress = Progress(call.streams.err, "files")
    try:
        done = audit(request, progress)
    finally:
        progress.end()
    if call.options["verbosity"] > 1:
        call.streams.talk(f"{counted(len(done.project.modules), 'file')}, {done.parsed} of them parsed.")
    return done


def _answer(call: Call, done: Audit) -> Answer:
    if call.options["statistics"]:
        return Answer(statistics(done.report), done.exit_code)
    look = Look(done.rules, colour=call.streams.colour, project=done.project)
    return Answer(render(call.options["format"], done.report, look), done.exit_code)


def _write(call: Call, done: Audit, changes: ChangeSet) -> int:
    """Carry the changes out, or print them; say so if a rule has crashed, since it may have missed something."""
    pending = changes.pending()
    # Of a baseline that nothing is left in, nothing is lost: it can be written anew.
    check_uncommitted(pending, call.options, call.streams.talk, lost=())
    if not pending.changes:
        call.streams.talk("Nothing to write: it is as it should be.")
    elif call.options["dry_run"]:
        call.streams.patch(pending.diff())
    else:
        pending.apply()
        call.streams.talk(f"Written: {', '.join(each['path'] for each in pending.as_dicts())}.")
    for failure in done.report.failures:
        call.streams.talk(f"{failure.place}: the rule {failure.rule} failed: {failure.error}")
    return 2 if done.report.failures else 0
