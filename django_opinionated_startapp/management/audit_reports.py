"""``--report``: what there is to say about a project besides findings."""

from typing import Any

from ..audit.memory import Answer
from ..audit.names import REPORTS
from ..audit.report import Report
from ..audit.run import AuditRequest, audit, despite_cache, read_project
from ..conf import AuditConfig
from ..errors import OpinionatedError, nearest
from .audit import Call, deliver

_OF_FINDINGS = ("inventory",)  # these need an audit, the others only look at the project
_CHOOSING = ("select", "ignore", "severity", "profile")
_LEAVE_OUT = "Leave it out."
_NOTHING = Report((), 0, ())


def check_reports(options: dict[str, Any]) -> None:
    """Refuse a report that there is not, a format that it has not, and options that say nothing about it."""
    name, look = options["report"], options["format"]
    if not name:
        return
    if name not in REPORTS:
        raise OpinionatedError(f"There is no report '{name}'.", nearest(name, REPORTS))
    if look not in REPORTS[name]:
        raise OpinionatedError(f"--report {name} has no format '{look}'.", nearest(look, REPORTS[name]))
    chosen = [each for each in _CHOOSING if options[each] and name not in _OF_FINDINGS]
    others = [*chosen, *(each for each in ("changed", "fail_level", "dry_run") if options[each])]
    if others:
        option = others[0].replace("_", "-")
        message = f"--report {name} is not about findings, so --{option} can't go with it."
        raise OpinionatedError(message, _LEAVE_OUT)
    if look == "html" and options["targets"]:
        raise OpinionatedError("The page shows the whole graph, so no app can be named.", _LEAVE_OUT)


def show_report(call: Call, request: AuditRequest, config: AuditConfig) -> int:
    """Make the report that is asked for, and deliver it; a report finds no fault, so the exit code is 0."""
    text = despite_cache(request, lambda asked: _text(call.options, asked), lambda _text: False)
    return deliver(call, Answer(text, 0), config)


def _text(options: dict[str, Any], request: AuditRequest) -> str:
    from ..audit.reporters._reports import render_report  # noqa: PLC0415  (audits do without, and start sooner)
    from ..audit.reports import make_report  # noqa: PLC0415

    name, look = options["report"], options["format"]
    if look == "html":
        from ..audit.reporters.html import graph_page  # noqa: PLC0415  (with its templates it takes longer to import)

        return graph_page(read_project(request))
    if name in _OF_FINDINGS:
        done = audit(request)
        value = make_report(name, done.project, request.targets, done.report)
    else:
        value = make_report(name, read_project(request), request.targets, _NOTHING)
    return render_report(name, value, look)
