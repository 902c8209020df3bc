"""The rule ``unversioned-rest-api``."""

from collections.abc import Iterator

from ...finding import Finding, Place, Severity
from ...lookups.drf import rest_classes, rest_parts
from ...lookups.versions import around_versions, version_of, versions
from ...project import App, Module, Project
from ...rule import Rule

_ROUTES = "urls.py"


class UnversionedRestApi(Rule):
    """A view, serializer or permission lies in `rest_api/` beside the folders of versions, or a version has no URLs.

    Base classes and helpers that are none of these may lie there for all versions.

    **Why.** What clients see of one version must stay as it is. Code that two versions share can't be changed
    for the new one without changing the old one too.

    **Instead.** Give each version a folder (`rest_api/v1/`) with its own serializers, permissions, views and URLs.
    """

    code = "RA002"
    name = "unversioned-rest-api"
    severity = Severity.WARNING
    profiles = ("oep49",)
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/rest_api/__init__.py": "",
        "orders/rest_api/serializers.py": """
            from rest_framework import serializers

            class OrderSerializer(serializers.Serializer): ...
            """,
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/rest_api/__init__.py": "",
        "orders/rest_api/v1/__init__.py": "",
        "orders/rest_api/v1/urls.py": "urlpatterns = []",
        "orders/rest_api/v1/serializers.py": """
            from rest_framework import serializers

            class OrderSerializer(serializers.Serializer): ...
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at what the module defines, if it lies beside the folders of versions."""
        app = project.apps.get(module.app)
        if app is None or version_of(app, module):
            return
        folder, _rest = around_versions(app, module)
        for place, kind, name in rest_parts(project, module) if folder else ():
            yield self.finding(
                place,
                f"The {kind} {name} of {app.label} belongs to no version of the REST API.",
                f"Move it into {folder}/v1/.",
                anchor=name,
                app=app,
            )

    def check_app(self, app: App, project: Project) -> Iterator[Finding]:
        """Look for versions that have views and no module of URLs."""
        for folder, modules in versions(project, app).items():
            names = {app.inner(each).removeprefix(f"{folder}/") for each in modules}
            views = any(kind == "view" for each in modules for kind, _row in rest_classes(project, each))
            if views and not names & {_ROUTES, "urls/__init__.py"}:
                yield self.finding(
                    Place(f"{app.path}/{folder}"),
                    f"{folder} of {app.label} has views and no {_ROUTES} of its own.",
                    f"Add {folder}/{_ROUTES}.",
                    anchor=f"{folder}/{_ROUTES}",
                    app=app,
                )
