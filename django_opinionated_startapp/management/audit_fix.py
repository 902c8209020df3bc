"""``--fix`` and ``--diff``: what can be mended is mended, or shown; then what remains is reported."""

from typing import Any

from ..audit.fix import Mended, mend
from ..audit.memory import Answer
from ..audit.reporters import Look, render
from ..audit.run import AuditRequest
from ..conf import AuditConfig
from ..errors import OpinionatedError
from ..wording import counted, few
from .audit import Call, deliver
from .audit_pieces import Pieces
from .uncommitted import check_uncommitted

_LEAVE_OUT = "Leave one of them out."
_NAMED = 10


def check_fixing(options: dict[str, Any]) -> None:
    """Refuse options that don't go with those that fix."""
    mode = "--fix" if options["fix"] else "--diff" if options["diff"] else ""
    shows = "--diff" if options["diff"] else "--dry-run" if options["dry_run"] and mode else ""
    if options["unsafe"] and not mode:
        raise OpinionatedError("--unsafe goes with --fix or --diff.", "Add one of them, or leave it out.")
    if mode and options["introspect"]:
        raise OpinionatedError(f"{mode} goes by the source, so --introspect can't go with it.", _LEAVE_OUT)
    if shows and (options["output"] or options["format"] != "text"):
        other = "--output" if options["output"] else "--format"
        raise OpinionatedError(f"{shows} prints a patch and no report, so {other} can't go with it.", _LEAVE_OUT)


def mend_project(call: Call, request: AuditRequest, config: AuditConfig) -> int:
    """Mend, or show how; return the exit code for what remains then, 2 if a rule crashed."""
    options = call.options
    mended = mend(request, unsafe=options["unsafe"], fulfil=Pieces(call).files)
    check_uncommitted(mended.changes.pending(), options, call.streams.talk)
    if options["diff"] or options["dry_run"]:
        call.streams.patch(mended.changes.diff())
        _tell(call, mended, "Would fix")
        return _code(mended)
    mended.changes.apply()
    _tell(call, mended, "Fixed")
    look = Look(mended.audit.rules, colour=call.streams.colour, project=mended.audit.project)
    return deliver(call, Answer(render(options["format"], mended.audit.report, look), _code(mended)), config)


def _code(mended: Mended) -> int:
    return 2 if mended.failures else mended.audit.exit_code


def _tell(call: Call, mended: Mended, done: str) -> None:
    """Say how many findings were fixed in which files, and what was not."""
    files = [each["path"] for each in mended.changes.as_dicts()]
    what = f"{counted(len(mended.fixed), 'finding')} in {counted(len(files), 'file')}: {few(files, _NAMED)}."
    call.streams.talk(f"{done} {what}" if files else "Nothing to fix.")
    for finding, path in mended.broken:
        call.streams.talk(f"{finding.place}: not fixed, since Python could not read {path} then ({finding.rule}).")
    for failure in mended.failures:
        call.streams.talk(f"{failure.place}: the fix of {failure.rule} failed: {failure.error}")
    if remaining := len(mended.audit.report.findings):
        verb = "remains" if remaining == 1 else "remain"
        unsafe = f", {mended.unsafe} of which --unsafe would fix" if mended.unsafe else ""
        call.streams.talk(f"{counted(remaining, 'finding')} {verb}{unsafe}.")
