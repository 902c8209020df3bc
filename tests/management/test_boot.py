import os
import sys
from pathlib import Path

import pytest
from django.apps import apps

from django_opinionated_startapp.management.boot import VARIABLE, Boot, boot

MANAGE = "import os\nprint('hello', 1)\nos.environ.setdefault(NAME, 'other')\nos.environ.setdefault('{}', '{}')\n"


@pytest.fixture
def unready(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let Django seem not to be set up, in a folder that Python imports from."""
    monkeypatch.setattr(apps, "ready", False)
    monkeypatch.setenv(VARIABLE, "")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_what_is_set_up_is_taken_as_it_is(tmp_path: Path) -> None:
    assert boot(tmp_path) == Boot("tests.settings")
    assert boot(tmp_path).booted


@pytest.mark.parametrize(
    "manage",
    [None, "", "import os\n", "def (", "x = '\0'", MANAGE.format("OTHER", "config"), f"f('{VARIABLE}', 1)", "f(x, y)"],
)
def test_no_settings_are_named(unready: Path, manage: str | None) -> None:
    if manage is not None:
        (unready / "manage.py").write_text(manage)
    state = boot(unready)
    assert not state.booted
    assert state == Boot(trouble="there is no manage.py here and DJANGO_SETTINGS_MODULE is not set")


def test_manage_py_names_the_settings(unready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr("django.setup", lambda: seen.append(os.environ[VARIABLE]))
    (unready / "manage.py").write_text(MANAGE.format(VARIABLE, "config.settings"))
    assert boot(unready) == Boot("config.settings")
    assert seen == ["config.settings"]


@pytest.mark.parametrize("error", [KeyError("NOPE"), SystemExit(3)])
def test_settings_raise_what_they_like(unready: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr("django.setup", fail)
    monkeypatch.setenv(VARIABLE, "config.settings")
    state = boot(unready)
    assert state.settings == "config.settings"
    assert state.trouble == f"config.settings can't be loaded ({type(error).__name__}: {error})"
    assert VARIABLE not in os.environ  # else Django would raise the same when the command ends
    assert "config.settings" not in sys.modules
