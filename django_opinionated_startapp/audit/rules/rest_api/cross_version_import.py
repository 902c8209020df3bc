"""The rule ``cross-version-import``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.drf import rest_classes
from ...lookups.neighbours import anchored
from ...lookups.versions import version_of
from ...project import App, Module, Project
from ...rule import Rule

_KEPT_APART = ("serializer", "permission")


class CrossVersionImport(Rule):
    """A version of the REST API imports serializers or permissions of another version.

    **Why.** The old version exists so that it stays as it is. What the new one borrows from it can be changed for
    neither: a field added for one appears in both.

    **Instead.** Copy the class. Two versions that look alike today are meant to differ tomorrow.
    """

    code = "RA003"
    name = "cross-version-import"
    severity = Severity.WARNING
    profiles = ("oep49",)
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/rest_api/__init__.py": "",
        "orders/rest_api/v1/__init__.py": "",
        "orders/rest_api/v1/serializers.py": """
            from rest_framework import serializers

            class OrderSerializer(serializers.Serializer): ...
            """,
        "orders/rest_api/v2/__init__.py": "",
        "orders/rest_api/v2/views.py": "from ..v1.serializers import OrderSerializer",
    }
    good = {
        **bad,
        "orders/rest_api/v1/views.py": "from .serializers import OrderSerializer",
        "orders/rest_api/v2/views.py": "from .. import pages",
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at what a module of one version imports from the modules of others."""
        app = project.apps.get(module.app)
        if app is None or not (version := version_of(app, module)):
            return
        for row in module.outline.imports:
            source = project.imported(row)
            other = version_of(app, source) if source and source.app == app.label else ""
            if (
                source
                and other not in ("", version)
                and not row.typing_only
                and _shows(project, source, row.name, app)
            ):
                yield self.finding(
                    module.at(row),
                    f"{version} of {app.label} imports {row.target}, which belongs to {other}.",
                    f"Copy what you need into {version}.",
                    anchor=anchored(row.scope, row.target),
                    app=app,
                )


def _shows(project: Project, source: Module, name: str, app: App) -> bool:
    """Tell whether ``name`` of the module is a serializer or permission; one that is a module may hold some."""
    kept = {row.name for kind, row in rest_classes(project, source) if kind in _KEPT_APART}
    whole = name == "*" or f"{app.name}.{name}" in project.modules or source.name.endswith(f".{name}")
    return name in kept or (bool(kept) and whole)
