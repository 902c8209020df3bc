"""Answers which modules hold the public data structures of an app, and which of their classes are such."""

from ..facts import Class
from ..project import App, Module, Project

_DECORATORS = ("dataclass", "define", "frozen", "mutable", "attrs", "s", "attributes")
_BASES = ("NamedTuple", "TypedDict", "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "BaseModel", "Struct")


def is_data_module(project: Project, app: App, module: Module) -> bool:
    """Tell whether ``module`` is one that the pattern keeps free of imports, and is used as such.

    That is: it holds data classes, and the public module that returns them stands beside it.
    """
    if app.pattern is None:
        return False
    pure = {(each.name,) for each in app.pattern.components if each.stdlib_only}
    files = {each.target for each in app.pattern.files if each.components in pure}
    others = {f"{app.path}/{each}" for each in app.pattern.interface if each not in files}
    beside = any(each.path in others for each in project.modules_of(app))
    return app.inner(module) in files and beside and any(map(is_data_class, module.outline.classes))


def is_data_class(row: Class) -> bool:
    """Tell whether a class only holds data: a dataclass, an attrs or pydantic class, a named tuple, an enumeration."""
    decorated = any(each.name in _DECORATORS for each in row.decorators)
    return decorated or any(base.rpartition(".")[2] in _BASES for base in row.bases)
