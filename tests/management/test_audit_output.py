"""``--output`` and ``--severity``, and that an answer is remembered."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from django_opinionated_startapp.__main__ import main
from django_opinionated_startapp.audit.run import audit as really_audit
from django_opinionated_startapp.management import audit_run
from django_opinionated_startapp.pattern import PATTERNS
from tests.audit.trees import write_tree
from tests.packs import install

from .test_auditapps import FINE, TREE, WRONG_NAME


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a project with one error in it."""
    root = write_tree(tmp_path.resolve(), {**TREE, **WRONG_NAME})
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def audits(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Note every audit that is really made."""
    made: list[object] = []
    monkeypatch.setattr(audit_run, "audit", lambda *given: (made.append(given), really_audit(*given))[1])
    return made


@pytest.fixture
def _pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install the pack ``acme`` outside of the project."""
    site = tmp_path.with_name(f"{tmp_path.name}-site")
    site.mkdir()
    install(site)
    monkeypatch.syspath_prepend(site)
    PATTERNS.forget()
    yield
    PATTERNS.forget()


def audit(*arguments: str) -> int:
    return main(["auditapps", "--select", "AC002", *arguments])


def test_a_report_goes_into_a_file_and_the_talk_to_the_terminal(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit("--format", "json") == 1
    shown = capsys.readouterr().out
    for _ in range(2):
        assert audit("--format", "json", "--output", "report.json") == 1
        assert capsys.readouterr() == ("", "Written: report.json.\n")
        assert (project / "report.json").read_text() == shown
    write_tree(project, FINE)
    assert audit("--format", "json", "--output", "report.json") == 0
    assert '"findings": 0' in (project / "report.json").read_text()
    assert audit("--statistics", "--output", str(project.parent / f"{project.name}-counts.txt")) == 0
    (project.parent / f"{project.name}-counts.txt").unlink()


def test_a_file_of_somebody_else_is_not_overwritten(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = project / "orders/apps.py"
    before = file.read_bytes()
    assert audit("--output", "orders/apps.py") == 2
    assert file.read_bytes() == before
    said = f"{file} exists, and --output has not written it as it is now.\nDelete it, or name another file.\n"
    assert capsys.readouterr().err == said
    assert audit("--output", "report.txt") == 1
    with (project / "report.txt").open("a") as report:
        report.write("my notes\n")
    assert audit("--output", "report.txt") == 2
    assert (project / "report.txt").read_text().endswith("my notes\n")
    assert audit("--output", "orders") == 2


def test_a_report_is_written_where_no_note_can_be_kept(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / ".audit-cache").write_text("a file")
    assert audit("--output", "report.txt") == 1
    assert "AC002" in (project / "report.txt").read_text()
    assert audit("--output", "report.txt") == 1  # the same text again is no change
    capsys.readouterr()


def test_what_makes_no_report_has_no_output(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit("--init", "--output", "x") == 2
    assert capsys.readouterr().err == (
        "--init makes no report, so --output can't go with it.\nLeave one of them out.\n"
    )
    assert project


@pytest.mark.parametrize("mode", ["--statistics", "--list-rules", "--init", "--write-baseline"])
def test_what_is_always_text_has_no_format(project: Path, capsys: pytest.CaptureFixture[str], mode: str) -> None:
    assert audit(mode, "--format", "json") == 2
    assert capsys.readouterr().err == (
        f"{mode} prints text only, so --format can't go with it.\nLeave one of them out.\n"
    )
    assert project


def test_a_patch_of_nothing_is_nothing(project: Path) -> None:
    out, err = io.StringIO(), io.StringIO()
    for options in ({"diff": True, "select": ["MG002"]}, {"prune_baseline": True, "dry_run": True}):
        call_command("auditapps", **options, stdout=out, stderr=err)
    assert (out.getvalue(), err.getvalue()) == ("", "Nothing to fix.\nNothing to write: it is as it should be.\n")
    assert project


def test_a_level_can_be_chosen_for_a_run(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configured = '[tool.opinionated_startapp.audit.severity]\napp-config-name-mismatch = "warning"\n'
    write_tree(project, {"pyproject.toml": configured})
    assert audit() == 1
    assert "warning AC002" in capsys.readouterr().out
    assert audit("--severity", "ac002=info") == 0
    assert "info AC002" in capsys.readouterr().out
    assert audit("--severity", "AC002 = info, app-config-name-mismatch=error") == 1
    assert "error AC002" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("AC002", "--severity: 'AC002' is no rule with a level.\nWrite --severity squash-due=warning."),
        ("AC002=eror", "--severity: there is no level 'eror'.\nDid you mean error?"),
        ("AC0002=info", "--severity: there is no rule 'AC0002'.\nDid you mean AC002?"),
    ],
)
def test_a_wrong_level_is_refused(project: Path, capsys: pytest.CaptureFixture[str], given: str, message: str) -> None:
    assert audit("--severity", given) == 2
    assert capsys.readouterr() == ("", f"{message}\n")
    assert project


def test_what_has_been_answered_is_not_audited_again(
    project: Path, capsys: pytest.CaptureFixture[str], audits: list[object]
) -> None:
    assert audit() == audit() == 1
    first, second = capsys.readouterr().out.split("shows how.\n", 1)
    assert (f"{first}shows how.\n", len(audits)) == (second, 1)
    for given in (["--format", "json"], ["--severity", "AC002=info"], ["--profile", "strict"], ["--statistics"]):
        for _ in range(2):
            audit(*given)
    assert len(audits) == 5
    write_tree(project, FINE)
    assert audit() == 0
    assert len(audits) == 6


@pytest.mark.parametrize("given", [["--no-cache"], ["-v", "2"], ["orders"]])
def test_what_asks_for_more_than_an_answer_is_audited_anew(
    project: Path, capsys: pytest.CaptureFixture[str], audits: list[object], given: list[str]
) -> None:
    audit(*given)
    audit(*given)
    assert len(audits) == 2
    assert "AC002" in capsys.readouterr().out
    assert project


def test_rules_of_ones_own_may_look_at_anything_so_nothing_is_remembered(
    project: Path, capsys: pytest.CaptureFixture[str], audits: list[object]
) -> None:
    write_tree(project, {"pyproject.toml": '[tool.opinionated_startapp.audit]\nrules = ["tests.audit.samples"]\n'})
    for _ in range(2):
        audit()
    settings = TREE["config/settings.py"] + "OPINIONATED_STARTAPP = {'audit': {'rules': ['tests.audit.samples']}}\n"
    write_tree(project, {"pyproject.toml": "", "config/settings.py": settings})
    for _ in range(2):
        audit()
    assert len(audits) == 4
    capsys.readouterr()


@pytest.mark.usefixtures("_pack")
def test_packs_may_change_unseen_so_nothing_that_follows_one_is_remembered(
    project: Path, capsys: pytest.CaptureFixture[str], audits: list[object]
) -> None:
    for _ in range(2):
        assert audit("--profile", "acme") == 1
    assert len(audits) == 2
    write_tree(project, {"pyproject.toml": '[tool.opinionated_startapp.audit]\nprofiles.orders = ["acme"]\n'})
    for _ in range(2):
        assert audit() == 1
    assert len(audits) == 4
    settings = TREE["config/settings.py"] + "OPINIONATED_STARTAPP = {'audit': {'profiles': {'orders': ['acme']}}}\n"
    write_tree(project, {"pyproject.toml": "", "config/settings.py": settings})
    for _ in range(2):
        assert audit() == 1
    assert len(audits) == 6
    assert capsys.readouterr().err == ""


def test_the_other_door_remembers_too(project: Path, audits: list[object]) -> None:
    texts = []
    for _ in range(2):
        out = io.StringIO()
        call_command("auditapps", select=["MG002"], format="json", stdout=out)
        texts.append(out.getvalue())
    assert (texts[0] == texts[1], len(audits)) == (True, 1)
    assert project
