"""A new app beside apps whose models have changed since their last migration: it stands on what migrations make."""

from .conftest import Project

MODELS = "from django.db import models\n\n\nclass Person(models.Model):\n    name = models.CharField(max_length=9)\n"


def with_people(project: Project) -> Project:
    project.write({"people/__init__.py": "", "people/models.py": MODELS})
    project.edit("config/settings.py", "INSTALLED_APPS = [", "INSTALLED_APPS = [\n    'people',")
    assert project.python("manage.py", "makemigrations", "people").returncode == 0
    return project


def test_a_change_that_waits_for_makemigrations_is_no_dependency(project: Project) -> None:
    with_people(project)
    project.edit("people/models.py", "max_length=9)", "max_length=10)\n    age = models.IntegerField(default=0)")
    project.run("shop", "--model", "Order who:fk:people.Person", "--install")
    assert '("people", "0001_initial")' in (project.root / "shop/migrations/0001_initial.py").read_text()
    done = project.python("manage.py", "migrate", "-v0")
    assert done.returncode == 0, done.stderr


def test_a_model_that_no_migration_makes_can_t_be_referred_to(project: Project) -> None:
    with_people(project)
    project.edit("people/models.py", "max_length=9)", "max_length=9)\n\n\nclass Club(models.Model):\n    pass")
    said = project.refused("shop", "--model", "Order club:fk:people.Club", "--install")
    assert said == (
        "CommandError: people.Club is in no migration yet, and shop refers to it.\n"
        "Write its migration first: ./manage.py makemigrations people\n"
    )
    project.run("shop", "--model", "Order who:fk:people.Person", "--install")
    assert project.python("manage.py", "migrate", "-v0").returncode == 0


def test_nor_can_it_be_the_base_of_one(project: Project) -> None:
    with_people(project)
    project.edit("people/models.py", "max_length=9)", "max_length=9)\n\n\nclass Club(models.Model):\n    pass")
    proxy = "class OldClub(Club):\n    class Meta:\n        proxy = True\n"
    proxy = f"from people.models import Club\n{MODELS.replace('Person', 'Item')}\n\n{proxy}"
    project.write({"shop/__init__.py": "", "shop/models.py": proxy, "shop/migrations/__init__.py": ""})
    project.edit("config/settings.py", "INSTALLED_APPS = [", "INSTALLED_APPS = [\n    'shop',")
    said = project.refused("shop", "--add-model", "Order title")
    assert said.startswith("CommandError: people.Club is in no migration yet, and shop refers to it.\n")
