"""Answers which module is the Python API of an app, and which of its functions others may call."""

from collections.abc import Iterator

from ..facts import Function
from ..project import Module, Project
from .facades import is_python


def is_python_api(project: Project, module: Module) -> bool:
    """Tell whether ``module`` is the module ``api`` of an app, and has functions: most of that name are REST APIs."""
    app = project.apps.get(module.app)
    return app is not None and module.name == f"{app.name}.api" and is_python(project, module)


def public_functions(module: Module) -> Iterator[Function]:
    """Yield the functions that others may call: those in ``__all__``, else those without an underscore."""
    exported = module.outline.exports
    for function in module.body.functions:
        if function.public and (exported is None or function.name in exported):
            yield function
