"""What the README says is so: its commands run in the order in which they stand there, and print what it shows."""

import os
import re
import runpy
import shlex
import subprocess
import sys
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import pytest

from django_opinionated_startapp.conf import parse_toml
from django_opinionated_startapp.pattern import PATTERNS
from django_opinionated_startapp.scaffold.request import choose_components

from .pages import ROOT, script

PLAY = script("play")
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS = [line for kind, text in BLOCKS if kind == "console" for line in text.splitlines()]


def run(line: str, folder: Path) -> str:
    """Run a command of a page in ``folder``, with this interpreter, and return what it prints."""
    words = shlex.split(line)
    replaced = {"./manage.py": ["manage.py"], "django-admin": ["-m", "django"], "python": []}
    command = [sys.executable, *replaced[words[0]], *words[1:]]
    ours = ("PYTHONWARNINGS", "PYTHONDEVMODE", "DJANGO_SETTINGS_MODULE")
    # Other tests measure what the commands do; to measure it here too takes half the time again.
    kept = (name for name in os.environ if name not in ours and not name.startswith("COVERAGE_"))
    environment = {name: os.environ[name] for name in kept}
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=600
    )
    output = result.stdout + result.stderr
    assert result.returncode == 0, f"{line}\n{output}"
    return output


def install(folder: Path) -> None:
    """Add the line of the README to INSTALLED_APPS, which the command ``startproject`` has made."""
    (line,) = (step.text for step in PLAY.steps(README) if step.path == "config/settings.py")
    settings = folder / "config" / "settings.py"
    text = settings.read_text(encoding="utf-8")
    assert text.count("INSTALLED_APPS = [\n") == 1
    settings.write_text(text.replace("INSTALLED_APPS = [\n", f"INSTALLED_APPS = [\n{line}"), encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="the README is written for a POSIX shell")
def test_the_commands_of_the_readme_print_what_it_shows(tmp_path: Path) -> None:
    root = tmp_path.resolve()
    outputs = {}
    for each in PLAY.play(README, root):
        assert PLAY.faults(each) == ""
        outputs[each.command] = each.output
    assert re.search(r"^Ran (?!0 )\d+ tests in \S+\n\nOK$", outputs["./manage.py test"], re.MULTILINE)
    assert 'db_table = "shop_refund"' in (root / "apps/refunds/models.py").read_text(encoding="utf-8")
    assert "Questions about apps.refunds go to" in (root / "apps/refunds/README.rst").read_text(encoding="utf-8")
    assert (root / "labels" / "models.py").is_file()


def test_the_readme_installs_this_distribution() -> None:
    installs = [line for line in COMMANDS if "pip" in line]
    assert installs == [f"python -m pip install {metadata('django-opinionated-startapp')['Name']}"]


def test_every_command_of_the_readme_is_run_or_is_known_not_to_be() -> None:
    assert [line for line in COMMANDS if line.startswith(PLAY.NOT_RUN)] == [
        "python -m pip install django-opinionated-startapp",
        "tox run-parallel",
    ]
    assert [step.path for step in PLAY.steps(README) if step.path] == [
        "config/settings.py",
        "apps/orders/receivers.py",
        "startapp_templates/oep49/README.rst.jinja",
        "startapp_templates/oep49/models.py.jinja",
    ]


def test_the_apps_that_it_configures_have_the_files_of_the_templates_that_it_shows() -> None:
    (table,) = (text for kind, text in BLOCKS if kind == "toml" and "components = " in text)
    config = parse_toml(table)["tool"]["opinionated_startapp"]
    pattern = PATTERNS[config.get("pattern", "oep49")]
    chosen = choose_components(pattern, default=config["components"]).components
    made = {f"startapp_templates/{pattern.name}/{file.template}" for file in pattern.files_for(chosen, {})}
    assert {step.path for step in PLAY.steps(README) if step.path.startswith("startapp_templates/")} <= made


def test_three_commands_and_120_keystrokes_lead_from_a_project_to_a_tested_app() -> None:
    lines = [line for line in COMMANDS if line.startswith("./manage.py ")][:3]
    assert [line.split()[1] for line in lines] == ["startpatternapp", "migrate", "test"]
    assert sum(len(f"{line}\n") for line in lines) <= 120


def test_the_first_result_of_each_command_is_within_two_screens() -> None:
    screens = "\n".join(README.splitlines()[: 2 * 50])
    results = [step.commands[-1] for step in PLAY.steps(screens) if step.shown is not None]
    assert {line.split()[1] for line in results} == {"startpatternapp", "test", "auditapps", "squashall"}


def test_no_link_of_the_readme_leads_nowhere_on_pypi(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the build makes of it: on GitHub links to the repository, elsewhere text."""
    pytest.importorskip("hatchling")
    hook = runpy.run_path(str(ROOT / "hatch_build.py"))["CustomMetadataHook"](str(ROOT), {})
    relative = re.compile(r"\]\((?!https?:)")
    assert relative.search(README)
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    here: dict[str, Any] = {}
    hook.update(here)
    assert not relative.search(here["readme"]["text"])
    assert here["urls"] == {}
    for name, value in (("SERVER_URL", "https://github.com"), ("REPOSITORY", "shop/startapp"), ("REF_NAME", "1.0")):
        monkeypatch.setenv(f"GITHUB_{name}", value)
    released: dict[str, Any] = {}
    hook.update(released)
    assert not relative.search(released["readme"]["text"])
    targets = re.findall(r"\]\(https://github.com/shop/startapp/blob/1.0/([\w./-]+)", released["readme"]["text"])
    assert [target for target in targets if not (ROOT / target).is_file()] == []
    assert len(targets) == len(re.findall(relative, README))
    assert released["urls"]["Source"] == "https://github.com/shop/startapp"


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "\n```console\ntox run-parallel\n```\n" in README
    assert "tox run-parallel" in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
