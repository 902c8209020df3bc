"""Answers which classes and functions are made with Django REST framework."""

from collections.abc import Iterator

from ..facts import Class, Function
from ..finding import Place
from ..project import Module, Project
from .classes import lineage

_FRAMEWORK = "rest_framework."
_VIEWS = ("rest_framework.views", "rest_framework.viewsets", "rest_framework.generics")
_KINDS = {
    "view": (*_VIEWS, "rest_framework.mixins"),
    "serializer": ("rest_framework.serializers",),
    "permission": ("rest_framework.permissions",),
}
_NO_CLASSES = ("Field", "Validator", "Error", "Dict")  # parts of serializers, not serializers
_FUNCTION_VIEW = "rest_framework.decorators.api_view"


def rest_classes(project: Project, module: Module) -> Iterator[tuple[str, Class]]:
    """Yield the REST views, serializers and permissions among the classes of ``module``, each with its kind."""
    for row in module.outline.classes:
        if not row.scope and (kind := _kind(project, f"{module.name}.{row.name}")):
            yield kind, row


def rest_functions(module: Module) -> Iterator[Function]:
    """Yield the function views of ``module``."""
    if any(each.target.startswith(_FRAMEWORK) for each in module.outline.imports):
        for function in module.body.functions:
            if any(each.path == _FUNCTION_VIEW for each in function.decorators):
                yield function


def rest_parts(project: Project, module: Module) -> Iterator[tuple[Place, str, str]]:
    """Yield the place, kind and name of each REST view, serializer and permission of ``module``, functions too."""
    for kind, row in rest_classes(project, module):
        yield module.at(row), kind, row.name
    for function in rest_functions(module):
        yield module.at(function), "view", function.name


def used_by_views(project: Project) -> frozenset[str]:
    """Return what modules with REST views import, by dotted name: only there a serializer is part of a REST API."""
    holders = (each for each in project.production() if _has_views(project, each))
    return frozenset(row.target for module in holders for row in module.outline.imports)


def _has_views(project: Project, module: Module) -> bool:
    return any(kind == "view" for _place, kind, _name in rest_parts(project, module))


def _kind(project: Project, dotted: str) -> str:
    """Return what a class is by the framework's classes above it, "" if it is nothing of the kind."""
    for each in lineage(project, dotted)[1:]:
        module, _, name = each.rpartition(".")
        if each.startswith(_FRAMEWORK) and not name.endswith(_NO_CLASSES):
            for kind, modules in _KINDS.items():
                if module in modules:
                    return kind
    return ""
