"""Projects in other languages and places."""

import pytest

from django_opinionated_startapp.pattern import BUILTIN

from .conftest import Project

# Django has translations of all these words.
WORDS = "name:str password:str date:date user:bool status:choice:active,no,yes"


@pytest.fixture
def german(project: Project) -> Project:
    settings = "\nLANGUAGE_CODE = 'de'\nTIME_ZONE = 'Pacific/Auckland'\n"
    project.edit("config/settings.py", "USE_TZ = True", f"USE_TZ = True{settings}")
    return project


def test_apps_of_a_project_in_another_language(german: Project) -> None:
    """Migrations are in the language of the source, and the apps work."""
    patterns = [pattern.name for pattern in BUILTIN.values() if not pattern.standalone]
    for pattern in patterns:
        german.run(f"apps.{pattern}_app", "--pattern", pattern, "--install", "--model", f"Person {WORDS}")
    german.run(f"apps.{patterns[0]}_app", "--add-model", f"Group {WORDS}")
    made = {name: text.decode() for name, text in german.tree().items() if "/migrations/0" in name}
    assert len(made) == len(patterns) + 1
    for source in made.values():
        assert 'verbose_name="password"' in source
        assert '("active", "active")' in source
    for command in (["makemigrations", "--check", "--dry-run"], ["migrate", "-v0"], ["test", "-v0"]):
        done = german.python("manage.py", *command)
        assert done.returncode == 0, done.stdout + done.stderr
