"""For code scanning: SARIF 2.1.0, with fingerprints, help for each rule, and what is suppressed."""

import json
from typing import Any
from urllib.parse import quote

from ... import __version__
from ..finding import Finding, Place, Severity
from ..fingerprint import fingerprints
from ..report import Report
from ..rule import Rule
from ._look import Look
from ._rules import documentation, facts, title
from ._words import STALE

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_KINDS = {"comment": "inSource", "baseline": "external"}


def render(report: Report, look: Look) -> str:
    """Return the log of one run."""
    run = {
        "tool": {"driver": _driver(look.rules)},
        "columnKind": "unicodeCodePoints",
        "results": _results(report, {rule.code: index for index, rule in enumerate(look.rules)}),
        "invocations": [_invocation(report)],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _driver(rules: tuple[type[Rule], ...]) -> dict[str, Any]:
    return {"name": "auditapps", "version": __version__, "rules": [_rule(rule) for rule in rules]}


def _rule(rule: type[Rule]) -> dict[str, Any]:
    page = documentation(rule)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": title(rule)},
        "fullDescription": {"text": page},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [*dict.fromkeys((rule.topic, *rule.profiles))], **dict(facts(rule))},
    }


def _results(report: Report, indexes: dict[str, int]) -> list[dict[str, Any]]:
    everything = (*report.findings, *(each.finding for each in report.suppressed))
    results = [
        _result(finding, fingerprint, indexes)
        for finding, fingerprint in zip(everything, fingerprints(everything), strict=True)
    ]
    for result, each in zip(results[len(report.findings) :], report.suppressed, strict=True):
        reason = {"justification": each.reason} if each.reason else {}
        result["suppressions"] = [{"kind": _KINDS[each.by], **reason}]
    return results


def _result(finding: Finding, fingerprint: str, indexes: dict[str, int]) -> dict[str, Any]:
    index = {"ruleIndex": indexes[finding.code]} if finding.code in indexes else {}
    related = [
        {"id": number, **_location(place), "message": {"text": caption}}
        for number, (place, caption) in enumerate(finding.related)
    ]
    return {
        "ruleId": finding.code,
        **index,
        "level": _LEVELS[finding.severity],
        "message": {"text": " ".join(filter(None, (finding.message, finding.hint)))},
        "locations": [_location(finding.place)],
        **({"relatedLocations": related} if related else {}),
        "partialFingerprints": {"auditapps/v1": fingerprint},
        "properties": {"app": finding.app, "anchor": finding.anchor},
    }


def _location(place: Place) -> dict[str, Any]:
    address = quote(place.path or ".", errors="surrogatepass")
    # A first segment with a colon would be read as the scheme of an absolute address; quote() escapes colons.
    column = {"startColumn": place.column} if place.column else {}  # a rule of a project's own may know the line alone
    region = {"region": {"startLine": place.line, **column}} if place.line else {}
    return {"physicalLocation": {"artifactLocation": {"uri": address}, **region}}


def _invocation(report: Report) -> dict[str, Any]:
    notes = [_note("warning", each.place, f"Not looked at: {each.reason}") for each in report.unseen]
    notes += [_note("warning", Place(path), f"{line}: {STALE}") for path, line in report.stale]
    notes += [
        _note("error", each.place, f"The rule {each.rule} failed here: {each.error}") for each in report.failures
    ]
    return {"executionSuccessful": not report.failures, "toolExecutionNotifications": notes}


def _note(level: str, place: Place, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": text}, "locations": [_location(place)]}
