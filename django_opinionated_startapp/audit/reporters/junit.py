"""For tools that read test results as JUnit writes them: a suite for each app, a test for each finding."""

from collections import defaultdict
from xml.etree.ElementTree import Element

from ..finding import Finding
from ..report import Report
from ._look import Look
from ._xml import document, element


def render(report: Report, _look: Look) -> str:
    """Return the suites; an app without findings has one test that passes, an excused finding is a skipped one."""
    root = element(None, "testsuites", {"name": "auditapps"})
    failed: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        failed[finding.app].append(finding)
    for app in sorted({*report.apps, *failed, *(each.finding.app for each in report.suppressed)}):
        _suite(root, app, failed[app], report)
    if report.failures:
        suite = element(root, "testsuite", _counts("rules", len(report.failures), errors=len(report.failures)))
        for each in report.failures:
            case = element(suite, "testcase", {"classname": each.rule, "name": f"{each.rule} at {each.place}"})
            element(case, "error", {"type": each.code, "message": each.error})
    return document(root)


def _suite(root: Element, app: str, findings: list[Finding], report: Report) -> None:
    name = app or "(no app)"
    skipped = [each for each in report.suppressed if each.finding.app == app]
    tests = len(findings) + len(skipped) or 1
    suite = element(root, "testsuite", _counts(name, tests, failures=len(findings), skipped=len(skipped)))
    for finding in findings:
        failure = {"type": finding.code, "message": finding.message}
        element(_case(suite, name, finding), "failure", failure, finding.hint or finding.message)
    for each in skipped:
        element(_case(suite, name, each.finding), "skipped", {"message": f"{each.by}: {each.reason}".rstrip(": ")})
    if not findings and not skipped:
        element(suite, "testcase", {"classname": name, "name": "no findings"})


def _case(suite: Element, app: str, finding: Finding) -> Element:
    return element(suite, "testcase", {"classname": app, "name": f"{finding.rule} at {finding.place}"})


def _counts(name: str, tests: int, *, failures: int = 0, errors: int = 0, skipped: int = 0) -> dict[str, object]:
    return {"name": name, "tests": tests, "failures": failures, "errors": errors, "skipped": skipped}
