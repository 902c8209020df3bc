"""The formats with marks of their own: XML, workflow commands, Markdown."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from django_opinionated_startapp.audit.report import Report
from django_opinionated_startapp.audit.reporters import Look, render

from ..samples import CLEAN, REPORT, found
from .test_all import reports

STALE = "This line of the baseline matches no finding any more; --prune-baseline takes it out."
SUMMARY = (
    "1 error, 2 warnings, 1 info in 3 apps, 12 files; 1 ignored by comments; 1 in the baseline; "
    "1 line of the baseline stale; 1 place not looked at; 1 failure of rules."
)
QUERY_TEXT = "checkout() queries Invoice of the app billing. Ask billing.api."


def lines(name: str, report: Report) -> list[str]:
    return render(name, report, Look()).splitlines()


def tree(name: str, report: Report) -> ET.Element:
    return ET.fromstring(render(name, report, Look()))  # noqa: S314  (it is our own)


# JUnit


def test_junit_has_a_suite_for_each_app() -> None:
    suites = {suite.get("name"): suite for suite in tree("junit", REPORT)}
    counts = {
        name: tuple(int(suite.get(key, "")) for key in ("tests", "failures", "errors", "skipped"))
        for name, suite in suites.items()
    }
    assert counts == {"billing": (1, 1, 0, 0), "orders": (3, 3, 0, 0), "people": (2, 0, 0, 2), "rules": (1, 0, 1, 0)}
    case = suites["orders"][0]
    assert case.attrib == {"classname": "orders", "name": "foreign-model-query at orders/views.py:3:5"}
    failure = case[0]
    assert (failure.tag, failure.get("type"), failure.get("message"), failure.text) == (
        "failure",
        "BD001",
        "checkout() queries Invoice of the app billing.",
        "Ask billing.api.",
    )
    assert [case[0].get("message") for case in suites["people"]] == ["comment: history until 2027-01-31", "baseline"]
    assert suites["rules"][0][0].get("message") == "KeyError: 'x'"


def test_in_junit_a_clean_app_is_a_test_that_passes() -> None:
    (suite,) = tree("junit", CLEAN)
    assert [(case.get("name"), len(case)) for case in suite] == [("no findings", 0)]


def test_in_junit_findings_of_no_app_have_a_suite_too() -> None:
    (suite, _) = tree("junit", replace(CLEAN, findings=(found(app="", hint=""),)))
    assert suite.get("name") == "(no app)"
    assert suite[0][0].text == "checkout() queries Invoice of the app billing."


# Checkstyle


def test_checkstyle_has_errors_by_file() -> None:
    files = {file.get("name"): [error.attrib for error in file] for file in tree("checkstyle", REPORT)}
    assert list(files) == ["billing", "orders/models.py", "orders/odd.py", "orders/views.py"]
    assert files["orders/views.py"][0] == {
        "line": "3",
        "column": "5",
        "severity": "warning",
        "message": QUERY_TEXT,
        "source": "auditapps.foreign-model-query",
    }
    assert "line" not in files["billing"][0]
    assert files["orders/odd.py"][0]["message"] == "The rule failed here: KeyError: 'x'"


@pytest.mark.parametrize("name", ["junit", "checkstyle"])
def test_xml_is_read_as_it_was_meant(name: str) -> None:
    (finding,) = replace(CLEAN, findings=(found(message="<a href='x'>&\"]]>\x00\x1b\ud800"),)).findings
    text = render(name, replace(CLEAN, findings=(finding,)), Look())
    message = next(
        each.get("message", "")
        for each in ET.fromstring(text).iter()  # noqa: S314  (it is our own)
        if each.get("message")
    )
    assert message.startswith("<a href='x'>&\"]]>\\x00\\x1b\\ud800")


@given(reports)
def test_whatever_was_found_xml_is_well_formed(report: Report) -> None:
    assert sum(1 for _ in tree("checkstyle", report).iter("error")) == len(report.findings) + len(report.failures)
    assert sum(1 for _ in tree("junit", report).iter("failure")) == len(report.findings)


# GitHub


def test_github_has_a_command_for_everything() -> None:
    assert lines("github", REPORT) == [
        "::error file=billing,title=AC004 duplicate-label::Two apps have the label billing.",
        f"::warning file=orders/views.py,title=BD001 foreign-model-query,line=3,col=5::{QUERY_TEXT}",
        f"::warning file=orders/views.py,title=BD001 foreign-model-query,line=9,col=5::{QUERY_TEXT}",
        "::notice file=orders/models.py,title=MO001 too-many-models,line=1,col=5::23 models. Split the app.",
        f"::error file=.audit-baseline/orders.txt,title=stale baseline::too-many-models orders/old.py models: {STALE}",
        "::warning file=orders/broken.py,title=not looked at,line=2,col=1::syntax error: invalid syntax",
        "::error file=orders/odd.py,title=BD001 foreign-model-query::The rule failed here: KeyError: 'x'",
        f"::notice title=audit::{SUMMARY}",
    ]


def test_workflow_commands_are_escaped() -> None:
    hostile = found(path="a,b:c%\n.py", message="100 %\r\n::error::x, y: z", hint="")
    assert lines("github", replace(CLEAN, findings=(hostile,)))[0] == (
        "::warning file=a%2Cb%3Ac%25%0A.py,title=BD001 foreign-model-query,line=3,col=5::100 %25%0D%0A::error::x, y: z"
    )


@given(reports)
def test_whatever_was_found_there_is_one_workflow_command_for_it(report: Report) -> None:
    text = render("github", report, Look())
    parts = (report.findings, report.stale, report.unseen, report.failures)
    commands = re.findall(r"^::(?:error|warning|notice) (?:file=[^:,\n]*,)?title=[^:\n]*::.*$", text, re.MULTILINE)
    assert len(commands) == text.count("\n") == sum(map(len, parts)) + 1


# Markdown


def test_markdown_has_a_table_for_each_app_with_findings() -> None:
    assert render("markdown", REPORT, Look()) == (
        "## Audit of the apps\n\n"
        f"{SUMMARY}\n\n"
        "### billing\n\n"
        "| level | place | rule | what to do |\n"
        "|---|---|---|---|\n"
        "| error | billing | AC004 duplicate-label | Two apps have the label billing. |\n\n"
        "### orders\n\n"
        "| level | place | rule | what to do |\n"
        "|---|---|---|---|\n"
        f"| warning | orders/views.py:3:5 | BD001 foreign-model-query | {QUERY_TEXT} |\n"
        f"| warning | orders/views.py:9:5 | BD001 foreign-model-query | {QUERY_TEXT} |\n"
        "| info | orders/models.py:1:5 | MO001 too-many-models | 23 models. Split the app. |\n\n"
        "### Stale lines of baselines\n\n"
        "- .audit-baseline/orders.txt: too-many-models orders/old.py models\n\n"
        "### Not looked at\n\n"
        "- orders/broken.py:2:1: syntax error: invalid syntax\n\n"
        "### Rules that failed\n\n"
        "- orders/odd.py: foreign-model-query: KeyError: 'x'\n"
    )


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b", r"a\|b"),
        ("__init__ <b> `x` [y](z)", r"\_\_init\_\_ \<b\> \`x\` \[y\](z)"),
        ("\\|", r"\\\|"),
        ("- a\n- b", "\\- a\\\\n- b"),
        ("1. a", r"1\. a"),
        ("ask @receiver", "ask @<!-- -->receiver"),
        ("plain (text), e.g. a-b + c: 1.5 % of 'x'", "plain (text), e.g. a-b + c: 1.5 % of 'x'"),
    ],
)
def test_markdown_is_read_as_it_was_meant(text: str, escaped: str) -> None:
    (row,) = (
        each for each in lines("markdown", replace(CLEAN, findings=(found(message=text, hint=""),))) if "BD001" in each
    )
    assert row.endswith(f"| {escaped} |")


@given(reports)
def test_whatever_was_found_a_row_has_four_cells(report: Report) -> None:
    rows = [line for line in lines("markdown", report) if line.startswith("| ")]
    assert all(re.sub(r"\\.", "", row).count("|") == 5 for row in rows)
    heads = sum(row.startswith("| level |") for row in rows)
    assert len(rows) == len(report.findings) + heads
