"""The rule ``url-name-collision``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...fixes.kinds import Fix, Safety
from ...fixes.namespaces import with_app_name
from ...fixes.texts import Texts
from ...lookups.urlconf import Named, root_urlconfs, trees
from ...project import Module, Project
from ...rule import Rule


class UrlNameCollision(Rule):
    """Two apps give the same name to URLs with the same parameters, outside of any namespace.

    **Why.** `reverse()` and `{% url %}` take the one that happens to be found first. Which one that is changes with
    the order of the root URLconf, and a link of one app then leads into the other.

    **Instead.** Set `app_name` in the `urls.py` of each app, and reverse `orders:detail`. In the profile `strict`
    every `urls.py` of an app without one is reported.

    **Fix.** `app_name`, where no module and no template has one of the names elsewhere, so that nothing reverses them
    as far as can be seen. It is unsafe, since code outside of the project may. Not for a URLconf that includes others,
    or takes URLs from a router.
    """

    code = "UR001"
    name = "url-name-collision"
    severity = Severity.WARNING
    safety = Safety.UNSAFE
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
        "orders/urls.py": """
            from django.urls import path

            urlpatterns = [path("<int:pk>/", print, name="detail")]
            """,
        "bills/__init__.py": "",
        "bills/urls.py": """
            from django.urls import path

            urlpatterns = [path("<int:pk>/", print, name="detail")]
            """,
    }
    good = {
        **bad,
        "bills/urls.py": """
            from django.urls import path

            app_name = "bills"
            urlpatterns = [path("<int:pk>/", print, name="detail")]
            """,
    }

    def check_project(self, project: Project) -> Iterator[Finding]:
        """Compare the names that stand outside of namespaces, in each tree of URLs."""
        reported: set[tuple[str, str]] = set()
        for tree in trees(project):
            first: dict[tuple[str, frozenset[str]], Named] = {}
            for each in tree:
                if each.is_namespace or each.around.namespaces or not each.module.app:
                    continue
                other = first.setdefault((each.name, each.params), each)
                if other.module.app != each.module.app and (each.name, each.module.app) not in reported:
                    reported.add((each.name, each.module.app))
                    yield self._collision(each, other, project)

    def _collision(self, each: Named, other: Named, project: Project) -> Finding:
        return self.finding(
            each.place,
            f"{each.module.app} and {other.module.app} both have a URL called '{each.name}'.",
            f'Set app_name = "{each.module.app}" in {each.module.path}.',
            anchor=f"{each.name} -> {other.module.app}",
            app=project.apps[each.module.app],
            related=((other.place, "the other one"),),
        )

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """In the profile ``strict`` look for ``app_name`` in the URLconfs of apps."""
        app = project.apps.get(module.app)
        if app is None or "strict" not in app.profiles or app.inner(module) != "urls.py":
            return
        spaced = {each.target for tree in trees(project) for each in tree if each.is_namespace}
        is_root = module in root_urlconfs(project)
        if not is_root and module.name not in spaced and "app_name" not in module.outline.names:
            yield self.finding(
                module.at(),
                f"{module.name} sets no app_name.",
                f'Set app_name = "{app.label}", and reverse "{app.label}:…".',
                anchor="app_name",
                app=app,
            )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Set ``app_name`` where nobody has to say it."""
        return with_app_name(project.apps[finding.app], texts.module_at(finding.place.path), texts)
