"""The how-to of the audit: its commands run in the order in which they stand there, its examples are accepted."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from django_opinionated_startapp.audit.comments import read_comments
from django_opinionated_startapp.audit.registry import find_rule, load_rules
from django_opinionated_startapp.audit.reporters import formats
from django_opinionated_startapp.audit.select import PROFILES, make_selection
from django_opinionated_startapp.conf import load_config

from .audit.test_baseline import git
from .audit.trees import write_tree
from .test_readme import install

PAGE = (Path(__file__).parent.parent / "docs" / "auditapps.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = [line for kind, text in BLOCKS if kind == "console" for line in text.splitlines()]
OWN_RULES = next(text for kind, text in BLOCKS if kind == "toml" and "rules = [" in text)
# The exit code of a run that finds what is wrong with the project below, and of one that has a baseline for it.
FINDS, CLEAN = 1, 0
DESCRIBE = ("--init", "--list-rules", "--explain", "--write-baseline")  # these succeed whatever there is to find
SHOP = {
    "billing/__init__.py": "",
    "billing/apps.py": """
        from django.apps import AppConfig


        class BillingConfig(AppConfig):
            name = "billing"
    """,
    "billing/models.py": """
        from django.db import models


        class Invoice(models.Model):
            paid = models.BooleanField(default=False)
    """,
    "billing/migrations/__init__.py": "",
    "orders/__init__.py": "",
    "orders/apps.py": """
        from django.apps import AppConfig


        class OrdersConfig(AppConfig):
            name = "orders"
    """,
    "orders/views.py": """
        from billing.models import Invoice


        def settle(request):
            Invoice.objects.update(paid=True)
    """,
}


# Runs commands of the page one after the other in one process, as each would run in a process of its own.
PLAYER = """
import contextlib, io, json, os, pathlib, runpy, shlex, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
sys.path.insert(0, os.getcwd())
from django.core.management import execute_from_command_line
results = []
for line, files in json.load(sys.stdin):
    for path, text in files.items():
        pathlib.Path(path).write_text(text, encoding="utf-8")
    sys.argv = shlex.split(line)
    out, code = io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            if sys.argv[:2] == ["python", "-m"]:
                del sys.argv[:2]
                runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
            else:
                execute_from_command_line(sys.argv)
        except SystemExit as end:
            code = end.code or 0
    results.append([line, code, out.getvalue()])
print(json.dumps(results))
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Make a project in which one app queries the models of another."""
    subprocess.run([sys.executable, "-m", "django", "startproject", "config", "."], cwd=tmp_path, check=True)
    install(tmp_path)
    settings = tmp_path / "config" / "settings.py"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("INSTALLED_APPS = [", "INSTALLED_APPS = ['orders', 'billing',"), encoding="utf-8")
    own = re.search(r"`(audit_rules/\S+)`:\n\n```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert own
    write_tree(tmp_path, {**SHOP, "audit_rules/__init__.py": "", own[1]: own[2]})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "start")
    return tmp_path


def played(folder: Path, steps: list[tuple[str, dict[str, str]]]) -> Iterator[tuple[str, int, str]]:
    """Yield command, exit code and output of each step: write these files, then run this command."""
    ours = ("PYTHONWARNINGS", "DJANGO_SETTINGS_MODULE", "NO_COLOR", "FORCE_COLOR")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    result = subprocess.run(
        [sys.executable, "-c", PLAYER],
        cwd=folder,
        env=environment,
        input=json.dumps(steps),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=180,
    )
    assert result.returncode == 0, result.stderr
    yield from json.loads(result.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="the page is written for a POSIX shell")
def test_the_commands_of_the_page_do_what_it_says(shop: Path) -> None:
    before: dict[str, dict[str, str]] = {
        "./manage.py auditapps --prune-baseline": {"orders/views.py": "def settle(request): ...\n"},
        "./manage.py auditapps --diff": {"billing/__init__.py": "default_app_config = 'billing.apps.BillingConfig'\n"},
        "./manage.py auditapps --select no-helpers": {"orders/helpers.py": "", "pyproject.toml": OWN_RULES},
    }
    steps = [(line, before.get(line, {})) for line in COMMANDS]
    outputs = {}
    for line, code, output in played(shop, steps):
        outputs[line] = output
        recorded = "./manage.py auditapps --write-baseline" in outputs
        expected = CLEAN if recorded or any(option in line for option in DESCRIBE) else FINDS
        assert code == expected, f"{line}\n{output}"
    assert "+fail_level = " in outputs["./manage.py auditapps --init --dry-run"]
    assert "**Instead.**" in outputs["./manage.py auditapps --explain foreign-model-query"]
    assert "+foreign-model-query orders/views.py " in outputs["./manage.py auditapps --write-baseline --dry-run"]
    assert "orders.txt" in outputs["./manage.py auditapps --prune-baseline"]
    assert "-default_app_config = " in outputs["./manage.py auditapps --diff"]
    assert "Fixed 1 finding in 1 file: billing/__init__.py." in outputs["./manage.py auditapps --fix"]
    assert "orders/helpers.py: info OWN001 " in outputs["./manage.py auditapps --select no-helpers"]


@pytest.mark.skipif(sys.platform == "win32", reason="the page is written for a POSIX shell")
def test_a_stale_line_is_named_and_fails_until_it_is_pruned(shop: Path) -> None:
    mended = {"orders/views.py": "def settle(request): ...\n"}
    _, stale, _, clean = played(
        shop,
        [
            ("./manage.py auditapps --write-baseline", {}),
            ("./manage.py auditapps", mended),
            ("./manage.py auditapps --prune-baseline", {}),
            ("./manage.py auditapps", {}),
        ],
    )
    assert stale[1] == FINDS
    assert ".audit-baseline/orders.txt: foreign-model-query orders/views.py " in stale[2]
    assert clean[1] == CLEAN


@pytest.mark.parametrize("toml", [text for kind, text in BLOCKS if kind == "toml"])
def test_the_configurations_of_the_page_are_accepted(tmp_path: Path, toml: str) -> None:
    (tmp_path / "pyproject.toml").write_text(toml, encoding="utf-8")
    make_selection(load_rules(), load_config(tmp_path, None).audit)


def test_the_comments_of_the_page_are_read_as_it_says() -> None:
    source = next(text for kind, text in BLOCKS if kind == "python")
    after, above = read_comments(source)
    rules = load_rules()
    assert not after.flaw
    assert not above.flaw
    assert [find_rule(name, rules).name for name in (*after.rules, *above.rules)]
    assert after.reason == "moves to billing.api, #412"
    assert above.last - above.first == 1


def test_the_page_names_every_format_and_every_profile() -> None:
    cells = {name for row in re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert cells >= {*formats()}
    assert cells >= {*PROFILES} - {"default"}
