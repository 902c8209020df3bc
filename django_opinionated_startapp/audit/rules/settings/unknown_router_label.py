"""The rule ``unknown-router-label``."""

import re
from collections.abc import Iterator

from ....errors import nearest
from ...facts import Assign, Seq
from ...finding import Finding, Severity
from ...lookups.installed import entries, installed_apps_known
from ...project import Located, Module, Project
from ...rule import Rule

_OF_DATABASES = re.compile(r"(db|database|replica)s?_")  # db_label: the name of a database
_SHORTEST = 4  # of a part of an entry that may be a part of a label


class UnknownRouterLabel(Rule):
    """A database router names the label of an app that is not installed.

    **Why.** A router compares labels and is silent about those that it doesn't know. After an app was renamed, its
    models go to the default database, and `migrate` makes its tables there.

    **Instead.** Write the label as the AppConfig has it: without the dotted path of the package.
    """

    code = "ST004"
    name = "unknown-router-label"
    severity = Severity.WARNING
    bad = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
        "config/__init__.py": "",
        "config/settings.py": """
            INSTALLED_APPS = ["orders"]
            DATABASE_ROUTERS = ["config.routers.OrdersRouter"]
            """,
        "config/routers.py": """
            class OrdersRouter:
                def db_for_read(self, model, **hints):
                    return "orders" if model._meta.app_label == "order" else None
            """,
        "orders/__init__.py": "",
    }
    good = {
        **bad,
        "config/routers.py": """
            class OrdersRouter:
                def db_for_read(self, model, **hints):
                    return "orders" if model._meta.app_label == "orders" else None
            """,
    }

    def check_project(self, project: Project) -> Iterator[Finding]:
        """Look at the routers that the settings name."""
        if not installed_apps_known(project):
            return
        labels = {app.declared_label for app in project.apps.values()}
        foreign = entries(project) - {entry for app in project.apps.values() for entry, _ in app.entries}
        for name in sorted(_routers(project)):
            module, row = project.classes[name]
            for label, place in _labels(module, row.name):
                if label not in labels and not any(_may_have(entry, label) for entry in foreign):
                    yield self.finding(
                        module.at(place),
                        f"{row.name} names the app '{label}', but no installed app has this label.",
                        nearest(label, labels),
                        anchor=f"{row.name} -> {label}",
                        app=project.apps.get(module.app, module.app),
                    )


def _routers(project: Project) -> set[str]:
    values = (setting.value for setting in project.settings.get("DATABASE_ROUTERS"))
    names = (
        project.resolve(each) for value in values if isinstance(value, list) for each in value if isinstance(each, str)
    )
    return {each for each in names if each in project.classes}


def _labels(module: Module, router: str) -> Iterator[tuple[str, Located]]:
    """Yield what is compared with an ``app_label`` in the class, and what its attributes list as labels."""
    for each in module.outline.mentions:
        if each.kind == "label" and each.scope.startswith(f"{router}."):
            yield each.text, each
    for name, row in module.attributes(router).items():
        if ("label" in name or "apps" in name) and not _OF_DATABASES.match(name):
            yield from ((text, row) for text in _texts(row))


def _texts(row: Assign) -> Iterator[str]:
    value = row.value
    for each in value.items if isinstance(value, Seq) else (value,):
        if isinstance(each, str):
            yield each


def _may_have(entry: str, label: str) -> bool:
    """Tell whether the app of an entry may have the label; one from elsewhere is known by its name alone."""
    plain = label.replace("_", "")
    parts = entry.lower().replace("_", "").split(".")
    return plain in "".join(parts) or any(len(part) >= _SHORTEST and part in plain for part in parts)
