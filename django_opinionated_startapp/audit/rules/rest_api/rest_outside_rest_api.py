"""The rule ``rest-outside-rest-api``."""

from collections.abc import Iterator

from ....pattern import Construct
from ...finding import Finding, Place, Severity
from ...lookups.drf import rest_parts, used_by_views
from ...lookups.homes import homes
from ...project import App, Module, Project
from ...rule import Rule


class RestOutsideRestApi(Rule):
    """A REST view, serializer or permission stands outside of `rest_api/`.

    A serializer that no view uses is a means to check data, and may stand where it is needed.

    **Why.** `api.py` is what other Python code calls, `rest_api/` what HTTP clients call. Mixed, nobody sees which
    change breaks whom, and the REST API can't get a second version.

    **Instead.** Move it into the folder of its version, such as `rest_api/v1/`.
    """

    code = "RA001"
    name = "rest-outside-rest-api"
    severity = Severity.WARNING
    profiles = ("oep49",)
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/views.py": """
            from rest_framework.views import APIView

            class OrderView(APIView): ...
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
        """Look at what the module defines, if it is outside of the folders for such code."""
        app = project.apps.get(module.app)
        folders = [_folder(glob) for glob in homes(app, Construct.REST, self.profiles)] if app else []
        if app is None or not folders or any(f"/{each}/" in f"/{app.inner(module)}" for each in folders):
            return
        parts = tuple(rest_parts(project, module))
        served = project.shared(used_by_views)
        with_views = module.name in served or any(kind == "view" for _place, kind, _name in parts)
        for place, kind, name in parts:
            if kind != "serializer" or with_views or f"{module.name}.{name}" in served:
                yield self._found(place, app, kind, name, folders[0])

    def _found(self, place: Place, app: App, kind: str, name: str, folder: str) -> Finding:
        return self.finding(
            place,
            f"The REST {kind} {name} of {app.label} stands outside of {folder}/.",
            f"Move it into a version of the API: {folder}/v1/.",
            anchor=name,
            app=app,
        )


def _folder(glob: str) -> str:
    """Return the part of a glob before its first wildcard: ``rest_api`` for ``rest_api/*/*.py``."""
    return glob.partition("*")[0].rstrip("/")
