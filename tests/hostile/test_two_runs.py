"""Two runs in one project at once, as real commands."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError

from django_opinionated_startapp.__main__ import main
from django_opinionated_startapp.changes import lock
from django_opinionated_startapp.changes.lock import locked
from tests.changes.trees import files, plant
from tests.management.conftest import Project, _environment, pristine
from tests.squash.projects import contents, copied, squashall
from tests.squash.test_prune import opened

__all__ = ["pristine"]  # the fixture

pytest.importorskip("fcntl")


def test_two_apps_made_at_once_are_both_there_or_one_is_refused(pristine: Project, tmp_path: Path) -> None:
    project = pristine.copy(tmp_path / "project")
    before = project.tree()["config/settings.py"].decode()
    command = [
        sys.executable,
        "manage.py",
        "startpatternapp",
        "--only",
        "data",
        "--install",
        "--model",
        "Thing title:str",
    ]
    runs = {
        name: subprocess.Popen(
            [*command, name],
            cwd=project.root,
            env=_environment(),
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("orders", "bills")
    }
    for run in runs.values():
        _, said = run.communicate(timeout=300)
        assert run.returncode == 0 or "Nothing was changed." in said or "Another run is writing" in said, said
    done = {name for name, run in runs.items() if run.returncode == 0}
    assert done
    settings = project.tree()["config/settings.py"].decode()
    for name in runs:
        assert (project.root / name).exists() == (name in done)
        assert settings.count(f"'{name}'") + settings.count(f'"{name}"') == (name in done)
    assert settings.count("\n") >= before.count("\n") + len(done)
    assert project.python("manage.py", "check").returncode == 0


def test_the_other_commands_are_refused_while_one_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lock, "_PATIENCE", 0.03)
    root = tmp_path.resolve()
    before = contents(copied("one_app", root))
    with opened(root), locked(root), pytest.raises(CommandError, match="Another run is writing"):
        squashall("--no-verify", verbosity=0)
    assert contents(root) == before
    plant(root, {"shop/apps.py": b"from django.apps import AppConfig\n\n\nclass C(AppConfig):\n    name = 'other'\n"})
    everything = files(root)
    monkeypatch.chdir(root)
    with locked(root):
        assert main(["auditapps", "--no-cache", "--init"]) == 2
    assert "Another run is writing" in capsys.readouterr().err
    assert files(root) == everything
