"""The rule ``configuration-package-has-apps``."""

from collections import defaultdict
from collections.abc import Iterator

from ....wording import few
from ...finding import Finding, Severity
from ...project import App, Kind, Module, Project
from ...rule import Rule

_SHOWN = 5


class ConfigurationPackageHasApps(Rule):
    """Apps lie in the package of the settings, or in several folders.

    **Why.** What configures the project and what it consists of change for other reasons. An app inside the
    configuration can't be taken out without all that imports it; apps in several places are looked for in all of
    them.

    **Instead.** A package for settings, root URLs, ASGI and WSGI (`config/`), and all apps beside each other in one
    folder.
    """

    code = "ST005"
    name = "configuration-package-has-apps"
    severity = Severity.INFO
    profiles = ("strict",)
    bad = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")',
        "shop/__init__.py": "",
        "shop/settings.py": 'INSTALLED_APPS = ["shop.orders"]',
        "shop/orders/__init__.py": "",
        "shop/orders/models.py": "",
    }
    good = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
        "config/__init__.py": "",
        "config/settings.py": 'INSTALLED_APPS = ["orders"]',
        "orders/__init__.py": "",
        "orders/models.py": "",
    }

    def check_project(self, project: Project) -> Iterator[Finding]:
        """Compare the places of the apps with those of the settings, and with each other."""
        apps = [app for app in project.apps.values() if app.entries and not app.is_applet]
        roots = [project.modules[name] for name in project.settings.roots if name in project.modules]
        for package, root in sorted({_package(root): root for root in roots if root.kind is Kind.PRODUCTION}.items()):
            inside = [app for app in apps if package and f"{app.name}.".startswith(f"{package}.")]
            if inside:
                yield self.finding(
                    root.at(),
                    f"The package of the settings, {package}, holds {_listed(inside)}.",
                    "Keep it for the configuration, and put the apps beside each other in a folder of their own.",
                    anchor=package,
                )
        folders: defaultdict[str, list[App]] = defaultdict(list)
        for app in apps:
            if not app.parent:
                folders[app.path.rpartition("/")[0]].append(app)
        if roots and len(folders) > 1:
            shown = "; ".join(f"{folder or '.'}: {_listed(each)}" for folder, each in sorted(folders.items()))
            message = f"The apps lie in {len(folders)} folders ({shown})."
            yield self.finding(roots[0].at(), message, "Put them into one.", anchor="folders")


def _package(root: Module) -> str:
    """Return the package that holds settings: of ``shop.settings.base`` it is ``shop``."""
    return root.name.partition(".settings")[0] if ".settings" in root.name else root.name.rpartition(".")[0]


def _listed(apps: list[App]) -> str:
    return few([app.label for app in apps], _SHOWN)
