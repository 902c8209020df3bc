"""The rule ``project-import``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.neighbours import anchored, owner
from ...project import Module, Project
from ...rule import Rule


class ProjectImport(Rule):
    """A reusable app imports the package that configures the project: its settings, its URLs, its helpers.

    Apps that merely lie inside that package are apps, not configuration.

    **Why.** An app that knows the project it happens to be installed in can't be installed in another.

    **Instead.** Read settings through `django.conf.settings`, with names of the app's own and defaults; take helpers
    along into the app, or into a package of their own.
    """

    code = "BD005"
    name = "project-import"
    severity = Severity.ERROR
    profiles = ("reusable",)
    bad = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n',
        "config/__init__.py": "",
        "config/settings.py": 'INSTALLED_APPS = ["orders"]\n',
        "config/helpers.py": "def helper(): ...",
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/views.py": "from config.helpers import helper",
    }
    good = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n',
        "config/__init__.py": "",
        "config/settings.py": 'INSTALLED_APPS = ["orders"]\n',
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/views.py": "from django.conf import settings",
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at what the module imports from the packages of the settings."""
        if not module.app:
            return
        packages = {_package(name) for name in project.settings.roots}
        for row in module.outline.imports:
            inside = any(f"{row.target}.".startswith(f"{each}.") for each in packages)
            if inside and not row.typing_only and self._is_no_app(row.target, module, project):
                yield self.finding(
                    module.at(row),
                    f"{module.name} imports {row.target}, which belongs to the project and not to the app.",
                    "Read settings through django.conf.settings; keep helpers in the app.",
                    anchor=anchored(row.scope, row.target),
                    app=owner(project, module),
                )

    def _is_no_app(self, target: str, module: Module, project: Project) -> bool:
        source = project.module_of(target)
        if source is not None and source.name in project.settings.modules:
            return True
        return project.app_of(target) is None and not project.apps[module.app].contains(target)


def _package(settings: str) -> str:
    """Return the package that configures the project: ``config`` for ``config.settings.base``."""
    before, found, _after = f".{settings}.".rpartition(".settings.")
    return before.strip(".") or settings if found else settings.rpartition(".")[0] or settings
