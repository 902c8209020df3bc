"""Answers which AppConfigs there are."""

from collections.abc import Iterator

from ..facts import Class
from ..project import Module, Project

APP_CONFIGS = frozenset({"django.apps.AppConfig", "django.apps.config.AppConfig"})


def configs_in(project: Project, module: Module) -> Iterator[Class]:
    """Yield the AppConfig classes that ``module`` defines."""
    for row in module.outline.classes:
        if not row.scope and APP_CONFIGS & project.ancestors(f"{module.name}.{row.name}"):
            yield row
