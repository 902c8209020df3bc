"""--report through both doors: what goes together, and where it goes."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from django_opinionated_startapp.__main__ import main
from tests.audit.reports.conftest import SHOP
from tests.audit.trees import write_tree


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = write_tree(tmp_path.resolve(), SHOP)
    monkeypatch.chdir(root)
    return root


def report(*arguments: str) -> int:
    return main(["auditapps", "--no-cache", "--report", *arguments])


@pytest.mark.parametrize(
    ("arguments", "starts"),
    [
        (("graph",), "Which app needs which\n"),
        (("cuts", "orders"), "What to cut\n"),
        (("split", "orders"), "How orders (orders) could be split\n"),
        (("removable", "orders"), "Can orders (orders) be removed?\n"),
        (("inventory",), "The apps\n"),
        (("inventory", "billing", "--select", "AC002"), "The apps\n"),
        (("graph", "--format", "mermaid"), "flowchart TD\n"),
        (("graph", "--format", "html"), "<!DOCTYPE html>\n"),
    ],
)
def test_each_report_is_printed_and_finds_no_fault(
    arguments: tuple[str, ...], starts: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(*arguments) == 0
    printed = capsys.readouterr().out
    assert printed.lower().startswith(starts.lower())


def test_manage_py_has_the_reports_too(project: Path) -> None:
    out = io.StringIO()
    call_command("auditapps", report="cuts", introspect=False, format="json", no_cache=True, stdout=out)
    assert json.loads(out.getvalue())["report"] == "cuts"
    assert project


def test_a_report_goes_into_a_file(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report("cuts", "--format", "markdown", "--output", "cuts.md") == 0
    assert (project / "cuts.md").read_text(encoding="utf-8").startswith("# What to cut\n")
    assert capsys.readouterr().out == ""


def test_the_settings_may_declare_applets(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (project / "config" / "settings.py").open("a", encoding="utf-8") as settings:
        settings.write('\nOPINIONATED_STARTAPP = {"audit": {"applets": ["billing.templatetags"]}}\n')
    assert report("graph", "billing.templatetags", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["nodes"][0]["label"] == "billing.templatetags"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("grahp",), "There is no report 'grahp'.\nDid you mean graph?\n"),
        (("cuts", "--format", "dott"), "--report cuts has no format 'dott'.\nChoose from json, markdown, text.\n"),
        (
            ("graph", "--select", "AC002"),
            "--report graph is not about findings, so --select can't go with it.\nLeave it out.\n",
        ),
        (
            ("inventory", "--changed", "HEAD"),
            "--report inventory is not about findings, so --changed can't go with it.\nLeave it out.\n",
        ),
        (
            ("graph", "--format", "html", "orders"),
            "The page shows the whole graph, so no app can be named.\nLeave it out.\n",
        ),
        (("graph", "--statistics"), "--statistics and --report can't go together.\nLeave one of them out.\n"),
        (("graph", "--watch"), "--watch and --report can't go together.\nLeave one of them out.\n"),
        (("removable", "ordres"), "There is no app 'ordres'.\nDid you mean orders?\n"),
        (("graph", "ordres"), "'ordres' is neither an app nor a path below "),
    ],
)
def test_what_does_not_go_together_is_refused(
    arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(*arguments) == 2
    caught = capsys.readouterr()
    assert caught.err.startswith(says)
    assert caught.out == ""
