"""Answers what runs in the ``ready`` methods of AppConfigs."""

from collections.abc import Iterator

from ..project import Module, Project
from .configs import configs_in
from .running import Running, running


def runs_in_ready(project: Project, module: Module) -> Iterator[Running]:
    """Yield each ``ready`` of an AppConfig that ``module`` defines, and each function of the project that it runs."""
    configs = {row.name for row in configs_in(project, module)}
    for function in module.body.functions if configs else ():
        if function.owner in configs and function.simple_name == "ready":
            yield from running(project, module, function.name)
