"""auditapps through both of its doors."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from django_opinionated_startapp.__main__ import main
from django_opinionated_startapp.management import audit as door
from django_opinionated_startapp.management.progress import Progress
from tests.audit.trees import write_tree

from .conftest import _environment

TREE = {
    "manage.py": """
        import os, sys
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        from django.core.management import execute_from_command_line
        execute_from_command_line(sys.argv)
        """,
    "config/__init__.py": "",
    "config/settings.py": """
        SECRET_KEY = "x"
        USE_TZ = True
        DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
        INSTALLED_APPS = ["django_opinionated_startapp", "orders"]
        """,
    "orders/__init__.py": "",
    "orders/apps.py": """
        from django.apps import AppConfig

        class OrdersConfig(AppConfig):
            name = "orders"

            def ready(self):
                import missing_receivers
        """,
}
WRONG_NAME = {"orders/apps.py": TREE["orders/apps.py"].replace('name = "orders"', 'name = "order"')}
FINE = {"orders/apps.py": TREE["orders/apps.py"].replace("import missing_receivers", "pass")}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a project that Django can't start, with one error in it."""
    root = write_tree(tmp_path.resolve(), {**TREE, **WRONG_NAME})
    monkeypatch.chdir(root)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return root


def audit(*arguments: str) -> int:
    return main(["auditapps", "--select", "AC002", *arguments])


def test_the_second_door_needs_no_django_that_starts(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "django_opinionated_startapp", "auditapps", "--select", "AC002"],
        cwd=project,
        env=_environment() | {"DJANGO_SETTINGS_MODULE": "no.such.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "orders/apps.py:4:5: error AC002 OrdersConfig.name is 'order', but the package is 'orders'." in done.stdout


def test_manage_py_takes_the_apps_from_the_registry(tmp_path: Path) -> None:
    tree = {
        **TREE,
        **FINE,
        "plugins/__init__.py": "",
        "plugins/apps.py": FINE["orders/apps.py"].replace("OrdersConfig", "C").replace('"orders"', '"plugins"'),
    }
    tree["config/settings.py"] += "INSTALLED_APPS += __import__('json').loads('[\"plugins\"]')\n"
    write_tree(tmp_path.resolve(), tree)

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "manage.py", "auditapps", "--select", "AC002", "--format", "json", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=_environment(), capture_output=True, text=True, check=False, timeout=300
        )

    booted, read = run(), run("--no-introspect")
    assert (booted.returncode, read.returncode) == (0, 0), booted.stderr + read.stderr
    assert json.loads(booted.stdout)["summary"]["apps"] == ["orders", "plugins"]
    assert json.loads(read.stdout)["summary"]["apps"] == ["orders"]
    assert "is decided at run time: apps that only that part names are not known here, but to manage" in read.stdout
    assert 'is decided at run time"' in booted.stdout
    wrong = run("--fromat", "x")
    assert wrong.returncode == 2


def test_the_command_ends_with_the_exit_code_of_the_audit(project: Path) -> None:
    out = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("auditapps", select=["AC002"], introspect=False, stdout=out)
    assert left.value.code == 1
    assert "AC002" in out.getvalue()
    call_command("auditapps", select=["MG002"], introspect=False, stdout=out)
    with pytest.raises(CommandError, match="no format 'texd'") as refused:
        call_command("auditapps", format="texd")
    assert refused.value.returncode == 2
    assert str(refused.value).endswith("Did you mean text?")
    assert project


def test_the_registry_of_a_started_django_is_the_default(project: Path) -> None:
    out = io.StringIO()
    call_command("auditapps", select=["MG002"], format="json", stdout=out)
    assert json.loads(out.getvalue())["summary"]["apps"] == ["orders"]
    assert project


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "jason"], "There is no format 'jason'.\nDid you mean json?"),
        (["--profile", "oep94"], "There is no profile 'oep94'.\nDid you mean oep49?"),
        (["--select", "AC0002"], "--select: there is no rule, topic, profile or level 'AC0002'.\nDid you mean AC002?"),
        (["--fail-level", "eror"], "--fail-level: there is no level 'eror'.\nDid you mean error?"),
        (["--explain", "squash-du"], "There is no rule 'squash-du'.\nDid you mean squash-due?"),
        (["--explain", "default"], "There is no rule 'default'.\nThe option --list-rules lists them."),
        (["order"], "Did you mean orders?"),
        (["--statistics", "--init"], "--init and --statistics can't go together.\nLeave one of them out."),
        (["--changed", "main", "--write-baseline"], "A baseline is about everything, so --changed can't go with it."),
        (
            ["--init", "--select", "AC002"],
            "--init is about the whole project and not about findings, so --select can't go with it.",
        ),
        (["--list-rules", "--select", "signals"], "--list-rules lists all rules, so --select can't go with it."),
        (["--explain", "AC002", "orders"], "--explain is about one rule and no findings, so an app or path can't go"),
        (["--init", "orders"], "so an app or path can't go with it.\nLeave one of them out."),
        (
            ["--write-baseline", "--fail-level", "info"],
            "--write-baseline fails for no finding, so --fail-level can't go with it.",
        ),
        (["--dry-run"], "--dry-run goes with --fix, --init, --write-baseline or --prune-baseline."),
        (["--statistics", "--allow-dirty"], "--allow-dirty goes with --fix, --init, --write-baseline or"),
        (
            ["--introspect", "--settings", "a", "--settings", "b"],
            "--introspect sets Django up once, so only one --settings can go with it.\nLeave the others out.",
        ),
        (["--settings", "config.seting"], "There is no settings module 'config.seting' below the root."),
        (["--changed", "nowhere"], "git can't tell what has changed since 'nowhere'"),
    ],
)
def test_what_the_user_can_mend_is_said_with_the_nearest_name(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["auditapps", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert project


def test_a_broken_configuration_names_its_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(project, {"pyproject.toml": "[tool.opinionated_startapp.audit]\nprofils = {}\n"})
    assert audit() == 2
    assert "pyproject.toml, line 2" in capsys.readouterr().err


def test_the_exit_code_follows_the_fail_level(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit() == 1
    assert audit("--no-cache", "--profile", "strict", "orders") == 1
    assert main(["auditapps", "--select", "MG002"]) == 0
    assert capsys.readouterr().err == ""
    assert project


def test_settings_in_the_source_choose_too(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = TREE["config/settings.py"] + "OPINIONATED_STARTAPP = {'audit': {'ignore': ['AC002']}}\n"
    write_tree(project, {"config/settings.py": settings})
    assert main(["auditapps", "--settings", "config.settings"]) in {0, 1}
    assert "AC002" not in capsys.readouterr().out


def test_rules_are_listed_and_explained_without_a_look_at_the_project(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(project, {"config/settings.py": "def broken(:\n"})
    assert main(["auditapps", "--list-rules"]) == 0
    assert "squash-due" in capsys.readouterr().out
    assert main(["auditapps", "--explain", "MG002"]) == 0
    assert "squashall" in capsys.readouterr().out
    assert not (project / ".audit-cache").exists()


def test_statistics_count(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit("--statistics") == 1
    assert "AC002 app-config-name-mismatch" in capsys.readouterr().out
    assert project


def test_a_baseline_is_written_held_and_pruned(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = project / ".audit-baseline/orders.txt"
    assert audit("--write-baseline", "--dry-run") == 0
    assert "+app-config-name-mismatch orders/apps.py" in capsys.readouterr().out
    assert not file.exists()
    assert audit("--write-baseline") == 0
    assert ".audit-baseline/orders.txt" in capsys.readouterr().err
    assert audit() == 0
    assert audit("--write-baseline") == 0
    assert capsys.readouterr().err == "Nothing to write: it is as it should be.\n"
    write_tree(project, FINE)
    assert audit() == 1
    assert audit("--prune-baseline") == 0
    assert not file.exists()
    assert audit() == 0


def test_a_first_configuration_is_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["auditapps", "--init"]) == 0
    assert "Written: pyproject.toml." in capsys.readouterr().err
    assert "[tool.opinionated_startapp.audit]" in (project / "pyproject.toml").read_text()
    assert audit() == 1


def test_a_rule_that_crashes_is_told_when_something_is_written(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tree(
        project,
        {
            "house_rules/__init__.py": "",
            "house_rules/crash.py": '''
                from django_opinionated_startapp.audit.finding import Severity
                from django_opinionated_startapp.audit.rule import Rule

                class Crash(Rule):
                    """It makes a mistake on purpose, so that one can see what becomes of it: a failure of the rule."""

                    code, name, severity, bad, good = "HSE001", "crash", Severity.ERROR, {"a": ""}, {"a": ""}

                    def check_project(self, project):
                        raise LookupError("oh")
                ''',
            "pyproject.toml": '[tool.opinionated_startapp.audit]\nrules = ["house_rules"]\n',
        },
    )
    monkeypatch.syspath_prepend(str(project))
    assert main(["auditapps", "--select", "crash", "--write-baseline"]) == 2
    assert ".: the rule crash failed: LookupError: oh" in capsys.readouterr().err
    assert main(["auditapps", "--select", "crash"]) == 2


def test_how_much_is_parsed_is_told_on_request(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audit("-v", "2")
    assert ", 0 of them parsed." not in capsys.readouterr().err
    audit("-v", "2")
    assert ", 0 of them parsed." in capsys.readouterr().err
    assert project


def test_the_registry_can_be_asked_for(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings")
    assert audit("--introspect", "--settings", "tests.settings") == 1
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "tests.settings"
    assert audit("--introspect") == 1
    assert "AC002" in capsys.readouterr().out
    assert project


def test_a_django_that_cannot_be_set_up_is_said(tmp_path: Path) -> None:
    write_tree(tmp_path, TREE | WRONG_NAME)
    done = subprocess.run(
        [sys.executable, "-m", "django_opinionated_startapp", "auditapps", "--introspect"],
        cwd=tmp_path,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Django can't be set up: config.settings can't be loaded" in done.stderr
    assert "Without --introspect the audit does without it." in done.stderr


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("options", "no_color", "terminal", "colour"),
    [
        ({}, "", True, True),
        ({}, "", False, False),
        ({}, "1", True, False),
        ({"no_color": True}, "", True, False),
        ({"force_color": True}, "1", False, True),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, bool], no_color: str, terminal: bool, colour: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    given = {"no_color": False, "force_color": False, **options}
    stream = Terminal() if terminal else io.StringIO()
    assert door.Streams.of(given, stream, stream).colour is colour


def test_what_the_encoding_has_no_characters_for_is_escaped() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", write_through=True)
    door.Streams(stream, stream).show("é\n")
    assert raw.getvalue() == b"\\xe9\n"


def test_a_bar_is_shown_to_people_who_have_waited_and_wiped_away() -> None:
    stream, now = Terminal(), [0.0]
    bar = Progress(stream, "files", lambda: now[0])
    bar(1, 4)
    assert stream.getvalue() == ""
    for now[0], done in ((2.5, 2), (2.55, 3), (3.0, 4)):
        bar(done, 4)
    assert stream.getvalue() == (f"\r[{'#' * 15}{'.' * 15}] 2/4 files\r[{'#' * 30}] 4/4 files")
    bar.end()
    assert stream.getvalue().endswith("\r")


def test_no_bar_where_nobody_looks() -> None:
    stream, now = io.StringIO(), [0.0]
    bar = Progress(stream, "files", lambda: now[0])
    now[0] = 100.0
    bar(0, 0)
    bar.end()
    assert stream.getvalue() == ""
