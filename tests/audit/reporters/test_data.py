"""The formats that programs read, read again: JSON, JSON lines, SARIF, GitLab, CSV."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft4Validator

from django_opinionated_startapp import __version__
from django_opinionated_startapp.audit.finding import Place
from django_opinionated_startapp.audit.fingerprint import fingerprints
from django_opinionated_startapp.audit.registry import load_rules
from django_opinionated_startapp.audit.report import Report
from django_opinionated_startapp.audit.reporters import Look, render
from django_opinionated_startapp.audit.rule import Rule

from ..samples import CLEAN, QUERY, REPORT, RULES, SIZE, found
from .test_all import reports
from .test_marked_up import STALE

SCHEMA = Draft4Validator(json.loads(Path(__file__).with_name("sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")))


def loaded(name: str, report: Report, *rules: type[Rule]) -> Any:  # noqa: ANN401  (whatever JSON holds)
    return json.loads(render(name, report, Look(rules)))


# JSON


def test_json_holds_everything() -> None:
    document = loaded("json", REPORT)
    assert document["format"] == 1
    assert document["version"] == __version__
    assert document["summary"] == {
        "apps": ["billing", "orders", "people"],
        "files": 12,
        "levels": {"error": 1, "warning": 2, "info": 1},
        "findings": 4,
        "suppressed": 2,
        "stale": 1,
        "unseen": 1,
        "failures": 1,
    }
    assert document["findings"][1] == {
        "path": "orders/views.py",
        "line": 3,
        "column": 5,
        "app": "orders",
        "level": "warning",
        "code": "BD001",
        "rule": "foreign-model-query",
        "message": "checkout() queries Invoice of the app billing.",
        "hint": "Ask billing.api.",
        "anchor": "checkout -> billing.models.Invoice",
        "fingerprint": fingerprints([found()])[0],
        "fix": None,
        "related": [{"path": "billing/models.py", "line": 1, "column": 1, "caption": "Invoice is defined here"}],
    }
    assert "line" not in document["findings"][0]
    assert [(row["by"], row["reason"]) for row in document["suppressed"]] == [
        ("comment", "history until 2027-01-31"),
        ("baseline", ""),
    ]
    assert document["stale"] == [
        {"path": ".audit-baseline/orders.txt", "text": "too-many-models orders/old.py models"}
    ]
    assert document["unseen"] == [
        {"path": "orders/broken.py", "line": 2, "column": 1, "reason": "syntax error: invalid syntax"}
    ]
    assert document["failures"] == [
        {"path": "orders/odd.py", "code": "BD001", "rule": "foreign-model-query", "error": "KeyError: 'x'"}
    ]


def test_json_lines_hold_the_same() -> None:
    document = loaded("json", REPORT)
    lines = [json.loads(line) for line in render("jsonl", REPORT, Look()).splitlines()]
    assert [line.pop("kind") for line in lines] == [
        *["finding"] * 4,
        *["suppressed"] * 2,
        "stale",
        "unseen",
        "failure",
        "summary",
    ]
    rows = [row for kind in ("findings", "suppressed", "stale", "unseen", "failures") for row in document[kind]]
    assert lines == [*rows, document["summary"]]


# SARIF


@pytest.mark.parametrize("report", [REPORT, CLEAN], ids=["findings", "clean"])
def test_sarif_is_valid(report: Report) -> None:
    SCHEMA.validate(loaded("sarif", report, *RULES))


def test_sarif_holds_rules_with_help_and_results_that_refer_to_them() -> None:
    (run,) = loaded("sarif", REPORT, *RULES)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in RULES]
    query = rules[RULES.index(QUERY)]
    assert query["help"]["markdown"].startswith("The first sentence of foreign-model-query.\n\n**Why.** Because.")
    assert query["shortDescription"] == {"text": "The first sentence of foreign-model-query."}
    assert query["defaultConfiguration"] == {"level": "warning"}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert [result["level"] for result in run["results"][:4]] == ["error", "warning", "warning", "note"]
    assert run["results"][1]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "orders/views.py"},
                "region": {"startLine": 3, "startColumn": 5},
            }
        }
    ]
    assert run["results"][0]["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "billing"}}}]
    prints = [result["partialFingerprints"]["auditapps/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints) == 6


def test_sarif_is_valid_with_the_rules_there_are() -> None:
    log = loaded("sarif", REPORT, *load_rules())
    SCHEMA.validate(log)
    rules = {rule["name"]: rule for rule in log["runs"][0]["tool"]["driver"]["rules"]}
    assert rules["keyword-only"]["properties"]["tags"] == ["services", "domain"]  # the topic is also a profile


def test_a_line_without_a_column_has_none_in_sarif() -> None:
    report = replace(CLEAN, findings=(replace(found(), place=Place("orders/views.py", 3)),))
    log = loaded("sarif", report)
    SCHEMA.validate(log)
    (place,) = log["runs"][0]["results"][0]["locations"]
    assert place["physicalLocation"]["region"] == {"startLine": 3}


def test_sarif_says_what_is_suppressed_and_why() -> None:
    (run,) = loaded("sarif", REPORT)["runs"]
    assert [result.get("suppressions") for result in run["results"]] == [
        *[None] * 4,
        [{"kind": "inSource", "justification": "history until 2027-01-31"}],
        [{"kind": "external"}],
    ]


def test_sarif_says_what_was_not_seen_and_what_failed() -> None:
    (invocation,) = loaded("sarif", REPORT)["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [(note["level"], note["message"]["text"]) for note in invocation["toolExecutionNotifications"]] == [
        ("warning", "Not looked at: syntax error: invalid syntax"),
        (
            "warning",
            f"too-many-models orders/old.py models: {STALE}",
        ),
        ("error", "The rule foreign-model-query failed here: KeyError: 'x'"),
    ]
    assert loaded("sarif", CLEAN)["runs"][0]["invocations"][0]["executionSuccessful"] is True


def test_paths_become_addresses() -> None:
    report = replace(CLEAN, findings=(found(path="a b/ü:%#.py"), found(path="")))
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in loaded("sarif", report)["runs"][0]["results"]
    ]
    assert uris == ["a%20b/%C3%BC%3A%25%23.py", "."]


@given(reports)
def test_whatever_was_found_sarif_is_valid(report: Report) -> None:
    SCHEMA.validate(loaded("sarif", report, QUERY))


# GitLab


def test_gitlab_has_what_its_reports_need() -> None:
    issues = loaded("gitlab", REPORT)
    assert issues[1] == {
        "description": "checkout() queries Invoice of the app billing. Ask billing.api.",
        "check_name": "foreign-model-query",
        "fingerprint": fingerprints([found()])[0],
        "severity": "major",
        "location": {"path": "orders/views.py", "lines": {"begin": 3}},
    }
    assert [issue["severity"] for issue in issues] == ["critical", "major", "major", "minor"]
    assert issues[0]["location"]["lines"] == {"begin": 1}
    assert len({issue["fingerprint"] for issue in issues}) == 4


# CSV


def test_csv_has_a_line_for_each_finding() -> None:
    rows = list(csv.DictReader(io.StringIO(render("csv", REPORT, Look()))))
    assert len(rows) == 4
    assert rows[1] == {
        "path": "orders/views.py",
        "line": "3",
        "column": "5",
        "app": "orders",
        "level": "warning",
        "code": "BD001",
        "rule": "foreign-model-query",
        "message": "checkout() queries Invoice of the app billing.",
        "hint": "Ask billing.api.",
    }
    assert (rows[0]["line"], rows[0]["column"]) == ("", "")


@pytest.mark.parametrize("message", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_csv_holds_no_formula(message: str) -> None:
    report = replace(CLEAN, findings=(found(SIZE, message=message),))
    (row,) = csv.DictReader(io.StringIO(render("csv", report, Look())))
    assert row["message"] == f"'{message}"


@given(reports)
def test_csv_has_as_many_lines_as_findings_whatever_they_say(report: Report) -> None:
    text = render("csv", report, Look())
    assert len(text.splitlines()) == len(list(csv.reader(io.StringIO(text)))) == len(report.findings) + 1
