import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from django_opinionated_startapp.__main__ import main

from .management.conftest import _environment


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "django_opinionated_startapp", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize("statement", ["raise KeyError('NOPE')", "raise SystemExit(1)", "import no_such_module"])
def test_a_project_whose_settings_raise(tmp_path: Path, statement: str) -> None:
    (tmp_path / "settings.py").write_text(statement)
    (tmp_path / "manage.py").write_text("import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')\n")
    done = run(tmp_path, "startpatternapp", "orders", "--only", "data", "--install")
    assert done.returncode == 0, done.stderr
    assert "Not wired and not checked against the project: settings can't be loaded (" in done.stderr
    assert 'Add to INSTALLED_APPS: "orders"' in done.stderr
    assert "--install adds" not in done.stderr
    assert (tmp_path / "orders" / "migrations" / "0001_initial.py").is_file()
    shutil.rmtree(tmp_path / "orders")


def test_no_project_at_all(tmp_path: Path) -> None:
    done = run(tmp_path, "startpatternapp", "orders", "--only", "data")
    assert done.returncode == 0, done.stderr
    assert "there is no manage.py here and DJANGO_SETTINGS_MODULE is not set." in done.stderr
    done = run(tmp_path, "startpatternapp", "class")
    assert (done.returncode, done.stdout) == (1, "")
    done = run(tmp_path, "startpatternapp")
    assert done.returncode == 1
    assert "The name of the app is missing." in done.stderr


@pytest.mark.parametrize("arguments", [[], ["startapp"], ["--help"]])
def test_other_names_are_none(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == "Usage: python -m django_opinionated_startapp {auditapps,startpatternapp} …\n"


def test_squashall_is_for_manage_py(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["squashall", "--dry-run"]) == 2
    said = "squashall runs the project's migrations, so Django has to start.\nRun: manage.py squashall\n"
    assert capsys.readouterr() == ("", said)


def test_a_command_is_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["startpatternapp", "--list", "--no-color"]) == 0
    assert capsys.readouterr().out.startswith("oep49: ")
