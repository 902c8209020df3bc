"""The rule ``default-user-model``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.installed import entries, settings_in_sight
from ...project import Kind, Project
from ...rule import Rule

_AUTH = "django.contrib.auth"


class DefaultUserModel(Rule):
    """The project keeps Django's own user model.

    **Why.** The first field that is missing in it can't be added. To change `AUTH_USER_MODEL` once there are tables
    means moving the users and every foreign key to them by hand.

    **Instead.** Begin a project with a model of its own, be it an empty subclass of `AbstractUser`. In an old
    project this is good to know, and no reason to act.
    """

    code = "MO003"
    name = "default-user-model"
    severity = Severity.INFO
    bad = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
        "config/__init__.py": "",
        "config/settings.py": 'INSTALLED_APPS = ["django.contrib.auth", "orders"]',
        "orders/__init__.py": "",
    }
    good = {
        **bad,
        "config/settings.py": """
            INSTALLED_APPS = ["django.contrib.auth", "accounts"]
            AUTH_USER_MODEL = "accounts.User"
            """,
        "accounts/__init__.py": "",
    }

    def check_project(self, project: Project) -> Iterator[Finding]:
        """Look at the settings, if all of them can be seen."""
        chosen = project.settings.get("AUTH_USER_MODEL")
        roots = [project.modules[name] for name in project.settings.roots if name in project.modules]
        first = next((root for root in roots if root.kind is Kind.PRODUCTION and "test" not in root.name), None)
        installed = any(f"{entry}.".startswith(f"{_AUTH}.") for entry in entries(project))
        if first and installed and settings_in_sight(project) and all(each.value == "auth.User" for each in chosen):
            yield self.finding(
                chosen[0].place if chosen else first.at(),
                "The project keeps Django's own user model.",
                "Set AUTH_USER_MODEL to a model of the project before there are tables.",
                anchor="AUTH_USER_MODEL",
                app=project.apps.get(first.app, first.app),
            )
