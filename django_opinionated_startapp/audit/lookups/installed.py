"""Answers what is known about INSTALLED_APPS."""

from ..facts import Import
from ..project import Project


def installed_apps_known(project: Project) -> bool:
    """Tell whether there is an INSTALLED_APPS, and every entry of each could be read."""
    settings = project.settings.get("INSTALLED_APPS")
    return bool(settings) and all(
        isinstance(setting.value, list) and all(isinstance(each, str) for each in setting.value)
        for setting in settings
    )


def entries(project: Project) -> frozenset[str]:
    """Return all entries of INSTALLED_APPS that could be read, in all settings."""
    values = (setting.value for setting in project.settings.get("INSTALLED_APPS"))
    return frozenset(each for value in values if isinstance(value, list) for each in value if isinstance(each, str))


def settings_in_sight(project: Project) -> bool:
    """Tell whether the settings are made of modules of the project alone, so that what they don't set is not set."""
    rows = (row for name in project.settings.modules for row in _imports(project, name))
    return all(row.name != "*" or row.module in project.modules for row in rows)


def _imports(project: Project, name: str) -> tuple[Import, ...]:
    module = project.modules.get(name)
    return module.outline.imports if module else ()
