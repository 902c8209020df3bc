"""The rule ``foreign-url-include``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.urlconf import root_urlconfs
from ...project import Module, Project
from ...rule import Rule


class ForeignUrlInclude(Rule):
    """The URLs of an app include those of another app.

    **Why.** The app can't be used without the other one any more, and where in the site that one appears is decided
    in a place where nobody looks for it.

    **Instead.** Include the URLs of all apps in the root URLconf.
    """

    code = "UR003"
    name = "foreign-url-include"
    severity = Severity.INFO
    profiles = ("strict",)
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/urls.py": """
            from django.urls import include, path

            urlpatterns = [path("bills/", include("bills.urls"))]
            """,
        "bills/__init__.py": "",
        "bills/models.py": "",
        "bills/urls.py": "urlpatterns = []\n",
    }
    good = {**bad, "orders/urls.py": "urlpatterns = []\n"}

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the includes of modules that belong to apps."""
        app = project.apps.get(module.app)
        if app is None or module in root_urlconfs(project):
            return
        for row in module.outline.mentions:
            other = project.app_of(row.text) if row.kind == "include" else None
            if other and other is not app and not (other.contains(app.name) or app.contains(other.name)):
                yield self.finding(
                    module.at(row),
                    f"The URLs of {app.label} include those of {other.label}.",
                    "Include them in the root URLconf.",
                    anchor=f"{module.name} -> {row.text}",
                    app=app,
                )
