"""Models with names that are their own plural, acronyms, or mean something elsewhere in Django."""

import pytest

from django_opinionated_startapp.pattern import BUILTIN

from .conftest import Project

NAMES = ("News", "API", "Item3D", "Transaction", "Value", "Client", "Range", "Reverse")
OWNED = ("Species", "Key", "Serializer", "Payload", "Staff")


@pytest.mark.parametrize("pattern", [pattern.name for pattern in BUILTIN.values() if not pattern.standalone])
def test_an_app_of_models_with_odd_names(project: Project, pattern: str) -> None:
    """It works, passes its tests, and is in order."""
    # What a form leaves out has its default, though the file makes it a form of several parts.
    models = [
        "Scan title:str:default=new file:file",
        *(f"{name} title:str" for name in NAMES),
        *(f"{name} title:str owner:user" for name in OWNED),
    ]
    options = [part for model in models for part in ("--model", model)]
    # Without signals it is the functions themselves that wait for a commit.
    project.run("apps.odd", "--pattern", pattern, "--install", *options, "--without", "signals")
    is_in_order(project, pattern)


@pytest.mark.parametrize("pattern", [pattern.name for pattern in BUILTIN.values() if not pattern.standalone])
def test_models_called_like_what_plain_views_handle(project: Project, pattern: str) -> None:
    hidden = "DEBUG = True\nimport sys\nsys.modules['rest_framework'] = None"
    project.edit("config/settings.py", "DEBUG = True", hidden)
    models = [f"{name} title size:int" for name in ("Request", "Body", "Values")]
    options = [part for model in models for part in ("--model", model)]
    project.run("apps.odd", "--pattern", pattern, "--install", *options)
    is_in_order(project, pattern)


def is_in_order(project: Project, pattern: str) -> None:
    commands = (
        ["check", "--fail-level", "WARNING"],
        ["makemigrations", "--check", "--dry-run"],
        ["test", "-v0"],
        ["auditapps", "--profile", pattern, "--no-cache"],
    )
    for command in commands:
        done = project.python("manage.py", *command)
        assert done.returncode == 0, done.stdout + done.stderr
