"""The rule ``view-without-permissions``."""

from collections.abc import Iterator

from ...facts import Function
from ...finding import Finding, Place, Severity
from ...lookups.classes import attribute, lineage
from ...lookups.drf import rest_classes, rest_functions
from ...lookups.neighbours import owner
from ...project import Module, Project
from ...rule import Rule

_DECORATOR = "rest_framework.decorators.permission_classes"
_ALLOW_ANY = "rest_framework.permissions.AllowAny"


class ViewWithoutPermissions(Rule):
    """A REST view doesn't say who may use it.

    It says so by `permission_classes` or `get_permissions()`, its own or those of a base class in the project. Where
    the settings give views other permissions than `AllowAny` by default, nothing is found.

    **Why.** Without any word, Django REST framework lets everybody in. A view that means to do so and one that
    forgot look alike.

    **Instead.** State `permission_classes`, also where it is `[AllowAny]`.
    """

    code = "RA004"
    name = "view-without-permissions"
    severity = Severity.INFO
    profiles = ("strict",)
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/views.py": """
            from rest_framework.views import APIView

            class OrderView(APIView):
                def get(self, request): ...
            """,
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/views.py": """
            from rest_framework.permissions import IsAuthenticated
            from rest_framework.views import APIView

            class OrderView(APIView):
                permission_classes = [IsAuthenticated]

                def get(self, request): ...
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the views of the module."""
        if _safe_by_default(project):
            return
        for kind, row in rest_classes(project, module):
            if kind == "view" and not _says(project, f"{module.name}.{row.name}"):
                yield self._found(module.at(row), row.name, module, project)
        for function in rest_functions(module):
            if not any(each.path == _DECORATOR for each in function.decorators):
                yield self._found(module.at(function), function.name, module, project)

    def _found(self, place: Place, name: str, module: Module, project: Project) -> Finding:
        return self.finding(
            place,
            f"The view {name} doesn't say who may use it.",
            "State permission_classes, also where it is [AllowAny].",
            anchor=name,
            app=owner(project, module),
        )


def _safe_by_default(project: Project) -> bool:
    """Tell whether the settings close views that say nothing; a setting that can't be read may well do so."""
    given = [each.value for each in project.settings.get("REST_FRAMEWORK")]
    tables = [each for each in given if isinstance(each, dict)]
    if len(tables) < len(given):
        return True
    return bool(tables) and all(_closes(each.get("DEFAULT_PERMISSION_CLASSES")) for each in tables)


def _closes(classes: object) -> bool:
    if isinstance(classes, list):
        return bool(classes) and _ALLOW_ANY not in classes
    return classes is not None


def _says(project: Project, dotted: str) -> bool:
    if attribute(project, dotted, "permission_classes"):
        return True
    for each in lineage(project, dotted):
        if known := project.classes.get(each):
            module, row = known
            if any(_answers(function, row.name) for function in module.body.functions):
                return True
    return False


def _answers(function: Function, owner_name: str) -> bool:
    return function.owner == owner_name and function.simple_name in ("get_permissions", "check_permissions")
