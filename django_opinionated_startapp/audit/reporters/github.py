"""For GitHub Actions: workflow commands, which become annotations of the changed files."""

from ...wording import printable
from ..finding import Place, Severity
from ..report import Report
from ._look import Look
from ._words import STALE, summary

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, _look: Look) -> str:
    """Return a command for each finding, stale line, unseen place and failure, and the summary."""
    lines = [
        _command(_COMMANDS[each.severity], each.place, f"{each.code} {each.rule}", f"{each.message} {each.hint}")
        for each in report.findings
    ]
    lines += [_command("error", Place(path), "stale baseline", f"{line}: {STALE}") for path, line in report.stale]
    lines += [_command("warning", each.place, "not looked at", each.reason) for each in report.unseen]
    lines += [
        _command("error", each.place, f"{each.code} {each.rule}", f"The rule failed here: {each.error}")
        for each in report.failures
    ]
    return "".join(f"{line}\n" for line in (*lines, f"::notice title=audit::{_data(summary(report))}"))


def _command(name: str, place: Place, title: str, text: str) -> str:
    properties = {"file": place.path, "title": title}
    if place.line:
        properties |= {"line": str(place.line), "col": str(place.column)}
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(text.strip())}"


def _data(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))  # the runner undoes the three


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
