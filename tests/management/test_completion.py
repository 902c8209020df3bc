"""Completion: what a shell is told that asks what can stand next."""

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

import pytest
from django.apps import apps

from django_opinionated_startapp.management import completion
from django_opinionated_startapp.management.completion import complete, parser_of, values_for

from .conftest import Project, _environment


def offered(command: str, dest: str, prefix: str = "", **said: object) -> list[str]:
    parser = parser_of(command)
    action = next(each for each in parser._actions if each.dest == dest)
    return values_for(prefix, action, parser, Namespace(**{"pattern": None, **said}))


@pytest.mark.parametrize(
    ("command", "dest", "some"),
    [
        ("startpatternapp", "pattern", {"oep49", "services", "domain", "reusable"}),
        ("startpatternapp", "with", {"rest_api", "selectors", "mutations"}),
        ("startpatternapp", "options", {"api_style=operation"}),
        ("startpatternapp", "api_style", {"viewset", "operation"}),
        ("startpatternapp", "name", {"django.contrib.", "django.contrib.auth"}),
        ("startpatternapp", "from_models", {"auth", "auth.User"}),
        ("startpatternapp", "database", {"default"}),
        ("auditapps", "targets", {"auth"}),
        ("auditapps", "select", {"AC001", "app-cycle", "graph"}),
        ("auditapps", "format", {"json", "sarif"}),
        ("auditapps", "profile", {"strict", "oep49"}),
        ("auditapps", "fail_level", {"info"}),
        ("squashall", "words", {"contenttypes"}),
    ],
)
def test_values_are_offered(command: str, dest: str, some: set[str]) -> None:
    assert some <= set(offered(command, dest))


def test_only_what_fits_is_offered() -> None:
    assert offered("startpatternapp", "pattern", "se") == ["services"]
    assert "selectors" not in offered("startpatternapp", "with", pattern="oep49")
    assert offered("startpatternapp", "options", pattern="oep49") == []
    assert offered("startpatternapp", "models") == []
    assert offered("migrate", "app_label") == []


def test_every_name_is_one_of_an_option() -> None:
    for command, values in completion._VALUES.items():
        assert values.keys() <= {action.dest for action in parser_of(command)._actions}


def test_without_argcomplete_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "argcomplete", None)
    complete("manage.py auditapps ", 20)


@pytest.mark.parametrize(
    ("line", "some"),
    [
        ("manage.py startp", {"startpatternapp"}),
        ("python manage.py startpatternapp orders --pattern services --only sel", {"selectors"}),
        ("manage.py migrate --fak", {"--fake"}),
    ],
)
def test_a_shell_is_answered(project: Project, tmp_path: Path, line: str, some: set[str]) -> None:
    answer = tmp_path / "answer"
    start = 2 if line.startswith("python ") else 1
    asks = {"_ARGCOMPLETE": str(start), "_ARGCOMPLETE_STDOUT_FILENAME": str(answer), "_ARGCOMPLETE_IFS": "\n"}
    asks |= {"COMP_LINE": line, "COMP_POINT": str(len(line)), "COMP_TYPE": "9"}
    subprocess.run(
        [sys.executable, "manage.py"], cwd=project.root, env={**_environment(), **asks}, check=True, timeout=240
    )
    assert some <= {word.strip() for word in answer.read_text().split("\n")}


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_in_bash(project: Project) -> None:
    scripts = Path(sys.executable).parent
    (project.root / "manage.py").chmod(0o755)
    script = (project.root / "manage.py").read_text()
    (project.root / "manage.py").write_text(f"#!{sys.executable}\n" + script.partition("\n")[2])
    lines = """
        eval "$(register-python-argcomplete manage.py)"
        COMP_WORDS=(./manage.py startpatternapp --pattern dom) COMP_CWORD=3 COMP_LINE="${COMP_WORDS[*]}"
        COMP_POINT=${#COMP_LINE} COMP_TYPE=9
        _python_argcomplete ./manage.py dom --pattern
        echo "${COMPREPLY[@]}"
    """
    done = subprocess.run(
        [shutil.which("bash") or "", "--norc", "-c", lines],
        cwd=project.root,
        env={**_environment(), "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.stdout.split() == ["domain"], done.stderr


@pytest.mark.parametrize(
    ("line", "start", "prog"),
    [
        ("manage.py startpatternapp --pattern o", "1", "manage.py startpatternapp"),
        ("python manage.py auditapps ", "2", "manage.py auditapps"),
        ("manage.py star", "1", ""),
    ],
)
def test_the_parser_is_that_of_the_command(monkeypatch: pytest.MonkeyPatch, line: str, start: str, prog: str) -> None:
    asked: list[tuple[ArgumentParser, str]] = []
    monkeypatch.setattr(
        "argcomplete.autocomplete", lambda parser, **_: asked.append((parser, os.environ["_ARGCOMPLETE"]))
    )
    monkeypatch.setenv("_ARGCOMPLETE", start)
    monkeypatch.setenv("COMP_LINE", line)
    monkeypatch.setenv("COMP_POINT", str(len(line)))
    apps.get_app_config("django_opinionated_startapp").ready()
    ((parser, position),) = asked
    assert prog in parser.prog
    assert int(position) == int(start) + bool(prog)
    if not prog:
        (action,) = parser._actions
        assert {"startpatternapp", "migrate"} <= set(action.choices or ())
