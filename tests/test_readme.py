"""What the README says is so: its commands run in the order in which they stand there, and do what it shows."""

import os
import re
import shlex
import subprocess
import sys
from importlib.metadata import metadata
from importlib.util import find_spec
from pathlib import Path

import django
import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS = [line for kind, text in BLOCKS if kind == "console" for line in text.splitlines()]
TEMPLATES = re.findall(r"`(startapp_templates/\S+)`:\n\n```jinja\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
NOT_RUN = ("python -m pip install ", "tox ")
OPTIONAL = ("rest_framework", "django_filters", "celery", "factory")


def run(line: str, folder: Path) -> str:
    """Run a command of the README in ``folder``, with this interpreter, and return what it prints."""
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
    (line,) = (text for kind, text in BLOCKS if kind == "python")
    settings = folder / "config" / "settings.py"
    text = settings.read_text(encoding="utf-8")
    assert text.count("INSTALLED_APPS = [\n") == 1
    settings.write_text(text.replace("INSTALLED_APPS = [\n", f"INSTALLED_APPS = [\n{line}"), encoding="utf-8")


def tree(folder: Path, indent: str = "") -> list[str]:
    """Return the lines that show what is in ``folder``."""
    children = sorted(
        (child for child in folder.iterdir() if child.name != "__pycache__"), key=lambda child: child.name
    )
    lines = []
    for child in children:
        branch, below = ("└── ", "    ") if child == children[-1] else ("├── ", "│   ")
        lines.append(f"{indent}{branch}{child.name}")
        if child.is_dir():
            lines += tree(child, indent + below)
    return lines


def count(output: str) -> int:
    """Return how many tests ran, all of them well."""
    found = re.search(r"^Ran ([0-9]+) tests in \S+\n\nOK$", output, re.MULTILINE)
    assert found, output
    return int(found[1])


@pytest.mark.skipif(sys.platform == "win32", reason="the README is written for a POSIX shell")
def test_the_commands_of_the_readme_do_what_it_shows(tmp_path: Path) -> None:
    project, empty = tmp_path / "project", tmp_path / "empty"
    project.mkdir()
    empty.mkdir()
    outputs = {}
    for line in COMMANDS:
        if line.startswith(NOT_RUN):
            continue
        if line.endswith("apps.refunds"):
            for path, text in TEMPLATES:
                (project / path).parent.mkdir(parents=True, exist_ok=True)
                (project / path).write_text(text, encoding="utf-8")
        outputs[line] = run(line, empty if line.startswith("python ") else project)
        if line.startswith("django-admin "):
            install(project)
        if "apps.orders --model" in line:
            (shown,) = (text for kind, text in BLOCKS if kind == "text" and text.startswith("apps\n"))
            assert ["apps", *tree(project / "apps")] == shown.splitlines()
    tests = count(outputs["./manage.py test"])
    assert tests >= 19
    if django.VERSION >= (6, 0) and not any(map(find_spec, OPTIONAL)):
        assert f"Ran {tests} tests" in README
    assert 'db_table = "shop_refund"' in (project / "apps/refunds/models.py").read_text(encoding="utf-8")
    assert "Questions about apps.refunds go to" in (project / "apps/refunds/README.rst").read_text(encoding="utf-8")
    assert (empty / "orders" / "models.py").is_file()


def test_the_readme_installs_this_distribution() -> None:
    installs = [line for line in COMMANDS if "pip" in line]
    assert installs == [f"python -m pip install {metadata('django-opinionated-startapp')['Name']}"]


def test_every_command_of_the_readme_is_run_or_is_known_not_to_be() -> None:
    assert [line for line in COMMANDS if line.startswith(NOT_RUN)] == [
        "python -m pip install django-opinionated-startapp",
        "tox run-parallel",
    ]
    assert len(TEMPLATES) == 2


def test_three_commands_and_120_keystrokes_lead_from_a_project_to_a_tested_app() -> None:
    lines = [line for line in COMMANDS if line.startswith("./manage.py ")][:3]
    assert [line.split()[1] for line in lines] == ["startpatternapp", "migrate", "test"]
    assert sum(len(f"{line}\n") for line in lines) <= 120


def test_the_first_result_takes_less_than_two_screens() -> None:
    start = README.index("## The first app")
    assert len(README[start : README.index("## Models")].splitlines()) <= 2 * 50


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "\n```console\ntox run-parallel\n```\n" in README
    assert "tox run-parallel" in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
