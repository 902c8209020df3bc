"""The questions that a person is asked who names no app."""

import shlex
from pathlib import Path
from typing import Any

import pytest

from django_opinionated_startapp.changes import ChangeSet, Create, Replace
from django_opinionated_startapp.conf import Config
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.management.commands.startpatternapp import Command
from django_opinionated_startapp.management.wizard import ask, command_line, show_plan, tree
from django_opinionated_startapp.scaffold.environment import inspect_environment

from .test_packs import pack
from .test_questions import Answer, answer, questioner

__all__ = ["answer", "pack"]  # fixtures


def options(*words: str) -> dict[str, Any]:
    """Return the options of the command as ``words`` set them."""
    return vars(Command().create_parser("manage.py", "startpatternapp").parse_args(list(words)))


def asked_for(asked: Any, given: dict[str, Any], root: Path) -> dict[str, Any]:  # noqa: ANN401
    return ask(questioner(asked), given, Config(), inspect_environment(booted=False), root)


def test_a_person_is_asked_for_what_matters(answer: Answer, tmp_path: Path) -> None:
    asked = answer("services", "apps.orders ", '"Order title:str"', "Size name:str", "", "operation", "YES")
    completed = asked_for(asked, options(), tmp_path)
    assert {name: value for name, value in completed.items() if value != options()[name]} == {
        "name": "apps.orders",
        "pattern": "services",
        "models": ["Order title:str", "Size name:str"],
        "api_style": "operation",
        "install": True,
    }
    said = asked.getvalue()
    assert "  services: " in said
    assert said.index("Pattern [oep49]: ") < said.index("Name of the app, such as apps.orders: ")
    assert said.endswith("Add it to INSTALLED_APPS and the URLconf? [y/N] ")


def test_empty_answers_are_the_usual_ones(answer: Answer, tmp_path: Path) -> None:
    completed = asked_for(answer("", "orders", "", ""), options(), tmp_path)
    assert completed == {**options(), "name": "orders", "pattern": "oep49", "models": [], "install": False}


def test_what_was_given_is_not_asked_for(answer: Answer, tmp_path: Path) -> None:
    given = options("--pattern", "services", "-m", "Order title:str", "--install", "--api-style", "viewset")
    asked = answer("orders")
    assert asked_for(asked, given, tmp_path) == {**given, "name": "orders"}
    assert asked.getvalue() == "Name of the app, such as apps.orders: "


def test_a_reusable_app_is_not_wired(answer: Answer, tmp_path: Path) -> None:
    asked = answer("reusable", "django-shop", "")
    assert asked_for(asked, options(), tmp_path)["install"] is False
    assert "such as django-orders: " in asked.getvalue()


def test_an_answer_that_cannot_be_is_asked_for_again(answer: Answer, tmp_path: Path) -> None:
    asked = answer("oep48", "services", "class", "orders", "Order id:str", "", "operatio", "operation", "")
    completed = asked_for(asked, options(), tmp_path)
    assert (completed["pattern"], completed["name"], completed["api_style"]) == ("services", "orders", "operation")
    said = asked.getvalue()
    assert "There is no pattern 'oep48'.\nDid you mean oep49?\n" in said
    assert "'operatio' is not one of them.\nDid you mean operation?\n" in said
    assert said.count("Name of the app") == said.count("Model and fields") == 2


@pytest.mark.usefixtures("pack")
def test_options_of_packs_are_asked_for(answer: Answer, tmp_path: Path) -> None:
    completed = asked_for(answer("acme", "orders", "", "environment", "n"), options(), tmp_path)
    assert completed["options"] == ["flag_style=environment"]
    given = options("--option", "flag-style=settings")
    assert asked_for(answer("acme", "orders", "", "n"), given, tmp_path)["options"] == ["flag-style=settings"]


def test_nobody_is_asked_who_is_not_there(answer: Answer, tmp_path: Path) -> None:
    with pytest.raises(OpinionatedError, match=r"The name of the app is missing\.\nWrite: manage\.py "):
        ask(questioner(answer(), interactive=False), options(), Config(), inspect_environment(booted=False), tmp_path)


def test_the_plan_is_shown_and_confirmed(answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["./manage.py", "startpatternapp"])
    (tmp_path / "settings.py").write_bytes(b"old")
    changes = ChangeSet(
        tmp_path,
        (
            Replace(tmp_path / "settings.py", b"old", b"new"),
            Create(tmp_path / "apps/orders/tests/test_api.py", b""),
            Create(tmp_path / "apps/orders/models.py", b""),
        ),
    )
    chosen = {**options("orders", "-m", "Order title:str", "--install"), "pattern": "oep49"}
    asked = answer("y", "n")
    show_plan(questioner(asked), chosen, changes)
    assert asked.getvalue() == (
        "~ settings.py\n"
        "  apps/\n"
        "    orders/\n"
        "+     models.py\n"
        "      tests/\n"
        "+       test_api.py\n"
        "Without questions: python manage.py startpatternapp orders --pattern oep49"
        " --model 'Order title:str' --install\n"
        "Write this? [y/N] "
    )
    with pytest.raises(OpinionatedError, match="Nothing was changed"):
        show_plan(questioner(asked), chosen, changes)
    asked.truncate(0)
    show_plan(questioner(asked), {**chosen, "dry_run": True}, changes)
    assert "Write this?" not in asked.getvalue()


@pytest.mark.parametrize(
    "line",
    [
        "apps.orders --pattern services --model 'Order title:str' --model Size --with admin --only data models",
        "orders src/orders --pattern services --without admin --label shop --api-version v2 --api-style operation",
        "orders --pattern domain --option style=plain --common --install --force",
    ],
)
def test_the_command_line_says_what_the_answers_said(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", [r"C:\site\manage.py"])
    chosen = options(*shlex.split(line))
    program, script, command, *words = shlex.split(command_line(chosen))
    assert (program, script, command) == ("python", "manage.py", "startpatternapp")
    assert options(*words) == chosen


def test_the_tree_names_each_folder_once() -> None:
    lines = list(tree([("b/c/x.py", "+"), ("b/a.py", "+"), ("a/x.py", "="), ("b/c/y.py", "+"), ("z.py", "~")]))
    assert lines == ["~ z.py", "  a/", "=   x.py", "  b/", "+   a.py", "    c/", "+     x.py", "+     y.py"]
