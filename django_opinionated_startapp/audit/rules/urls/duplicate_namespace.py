"""The rule ``duplicate-namespace``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.urlconf import Named, trees
from ...project import Project
from ...rule import Rule


class DuplicateNamespace(Rule):
    """Two includes give the same namespace to different URLs.

    **Why.** `reverse()` looks into one of the two only. Names of the other one are not found, or lead to the wrong
    page. Django warns of it (`urls.W005`) once the project starts. The same URLs included twice are a warning here
    too.

    **Instead.** Choose another `app_name`, or another `namespace` in the `include()`.
    """

    code = "UR002"
    name = "duplicate-namespace"
    severity = Severity.ERROR
    bad = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
        "config/__init__.py": "",
        "config/settings.py": """
            INSTALLED_APPS = ["orders", "bills"]
            ROOT_URLCONF = "config.urls"
            """,
        "config/urls.py": """
            from django.urls import include, path

            urlpatterns = [path("orders/", include("orders.urls")), path("bills/", include("bills.urls"))]
            """,
        "orders/__init__.py": "",
        "orders/urls.py": "app_name = 'shop'\nurlpatterns = []\n",
        "bills/__init__.py": "",
        "bills/urls.py": "app_name = 'shop'\nurlpatterns = []\n",
    }
    good = {**bad, "bills/urls.py": "app_name = 'bills'\nurlpatterns = []\n"}

    def check_project(self, project: Project) -> Iterator[Finding]:
        """Compare the namespaces in each tree of URLs."""
        reported: set[tuple[str, str]] = set()
        for tree in trees(project):
            first: dict[str, Named] = {}
            for each in tree:
                if not each.is_namespace or "?" in each.full.split(":"):
                    continue
                other = first.setdefault(each.full, each)
                if other is not each and (each.full, each.target) not in reported:
                    reported.add((each.full, each.target))
                    yield self.finding(
                        each.place,
                        f"{each.target or 'URLs'} and {other.target or 'others'} have the namespace '{each.full}'.",
                        "Choose another app_name, or another namespace in the include.",
                        anchor=f"{each.full} -> {each.target}",
                        app=project.apps.get(each.module.app, each.module.app),
                        severity=Severity.WARNING if each.target == other.target else None,
                        related=((other.place, "the other one"),),
                    )
