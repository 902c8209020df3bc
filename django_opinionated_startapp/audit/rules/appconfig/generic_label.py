"""The rule ``generic-label``."""

import re
from collections.abc import Iterator

from ...finding import Finding, Severity
from ...fixes.kinds import Fix, Safety
from ...fixes.labels import relabelled
from ...fixes.texts import Texts
from ...project import App, Project
from ...rule import Rule

_GENERIC = re.compile(
    r"api|apps?|base|common|core|general|generic|helpers?|internal|lib|main|misc|models|server|shared|src|tools?|utils?|v\d+(_\d+)?"
)


class GenericLabel(Rule):
    """The label of an app is a word that any project has: `core`, `api`, `common`, `v1`. The AppConfig sets no other.

    **Why.** Labels are global: they name tables (`core_item`), migrations and permissions. The next package with
    such a word for a name can't be installed beside this one, and a table's name says nothing of where it belongs.

    **Instead.** Set `label` in the AppConfig before the first migration (`label = "shop_api"`). In an app that has
    tables, a new label is a migration of them; then live with it.

    **Fix.** A label with the name of the package around the app in front. It is unsafe, since permissions and content
    types go by labels, and not offered for an app that has models or migrations, or that code asks for by its label.
    """

    code = "AC005"
    name = "generic-label"
    severity = Severity.INFO
    safety = Safety.UNSAFE
    bad = {
        "shop/__init__.py": "",
        "shop/api/__init__.py": "",
        "shop/api/apps.py": """
            from django.apps import AppConfig

            class ApiConfig(AppConfig):
                name = "shop.api"
            """,
    }
    good = {
        "shop/__init__.py": "",
        "shop/api/__init__.py": "",
        "shop/api/apps.py": """
            from django.apps import AppConfig

            class ApiConfig(AppConfig):
                name = "shop.api"
                label = "shop_api"
            """,
    }

    def check_app(self, app: App, project: Project) -> Iterator[Finding]:  # noqa: ARG002
        """Look at the last part of the app's name where the AppConfig does not set a label."""
        label = app.declared_label
        is_app = (app.entries or app.config) and not app.is_applet
        if is_app and not app.explicit_label and _GENERIC.fullmatch(label):
            around = app.name.split(".")[-2:-1] or ["shop"]
            yield self.finding(
                app.place,
                f"The label '{label}' of {app.name} could be that of any app.",
                f'Set label = "{around[0]}_{label}" in its AppConfig, before it has tables.',
                anchor=f"label {label}",
                app=app,
            )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Put the name of the package around the app in front."""
        return relabelled(project.apps[finding.app], project, texts)
