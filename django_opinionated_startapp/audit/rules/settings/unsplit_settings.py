"""The rule ``unsplit-settings``."""

import re
from collections.abc import Iterator

from ....wording import counted
from ...facts import Condition
from ...finding import Finding, Severity
from ...project import Project
from ...rule import Rule

_SWITCH = re.compile(r"(.*\.)?(DEBUG|TESTING|ENVIRONMENT|ENV|PRODUCTION|IS_\w+)|os\.(environ|getenv)\b.*|sys\.argv")


class UnsplitSettings(Rule):
    """All settings stand in one module, which asks in which environment it runs.

    **Why.** What holds in production can only be read by evaluating conditions in one's head, and a branch that is
    wrong there is never run anywhere else. One wrong environment variable turns production into a developer's
    machine.

    **Instead.** A package with a module for each environment that imports from a common one: `settings/base.py`,
    `local.py`, `production.py`, `test.py`. `DJANGO_SETTINGS_MODULE` chooses.
    """

    code = "ST003"
    name = "unsplit-settings"
    severity = Severity.INFO
    profiles = ("strict",)
    bad = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
        "config/__init__.py": "",
        "config/settings.py": """
            import os

            INSTALLED_APPS = []
            DEBUG = os.environ.get("DEBUG") == "1"
            if DEBUG:
                INSTALLED_APPS += ["debug_toolbar"]
            """,
    }
    good = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")',
        "config/__init__.py": "",
        "config/settings/__init__.py": "",
        "config/settings/base.py": "INSTALLED_APPS = []\n",
        "config/settings/local.py": """
            from .base import *

            INSTALLED_APPS += ["debug_toolbar"]
            """,
    }

    def check_project(self, project: Project) -> Iterator[Finding]:
        """Look at the conditions in the only settings module."""
        module = project.modules.get(project.settings.modules[0]) if len(project.settings.modules) == 1 else None
        switches = [each for each in module.body.conditions if _is_switch(each)] if module else []
        if module and switches:
            places = counted(len(switches), "place")
            yield self.finding(
                module.at(switches[0]),
                f"{module.name} is the only settings module, and asks in {places} where it runs.",
                "Split it: a module for each environment, which imports from a common one.",
                anchor=module.name,
                app=project.apps.get(module.app, module.app),
            )


def _is_switch(condition: Condition) -> bool:
    return any(_SWITCH.fullmatch(path) for path in condition.paths)
