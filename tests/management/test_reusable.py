"""``--pattern reusable`` in a project: the distribution lies in it and is no part of it."""

import subprocess
import sys

from .conftest import Project

MODEL = ("--model", "Order title:str owner:user")


def test_a_distribution_is_made_and_nothing_else(project: Project) -> None:
    before = project.tree()
    done = project.run("packages/shop", "--pattern", "reusable", *MODEL)
    new = project.tree().keys() - before.keys()
    assert {name.partition("/")[0] for name in new} == {"packages"}
    assert "packages/django-shop/django_shop/migrations/0001_initial.py" in new
    assert "Install it for development: python -m pip install -e packages/django-shop" in done.stderr
    assert "Not wired" not in done.stderr
    again = project.run("packages/shop", "--pattern", "reusable", *MODEL)
    assert "Nothing to do: everything is there already." in again.stderr
    command = [sys.executable, "-m", "django", "test", "django_shop", "--settings=tests.settings"]
    folder = project.root / "packages" / "django-shop"
    tested = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "Ran 0 tests" not in tested.stderr


def test_it_is_not_wired(project: Project) -> None:
    assert project.refused("shop", "--pattern", "reusable", "--install") == (
        "CommandError: --install is for apps of this project, and a reusable app is installed with pip.\n"
        "Leave it out.\n"
    )
