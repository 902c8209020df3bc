"""The rule ``missing-app-label``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...fixes.kinds import Fix, Safety
from ...fixes.metas import labelled
from ...fixes.texts import Texts
from ...lookups.configs import is_label_known
from ...lookups.installed import installed_apps_known
from ...lookups.loading import imported_modules
from ...lookups.tables import has_table
from ...project import App, Model, Project
from ...rule import Rule


class MissingAppLabel(Rule):
    """A model lies outside of all installed apps, and its `Meta` names no `app_label`.

    **Why.** Django can't tell whose table it is: importing the module raises `RuntimeError`. In the profile `strict`
    every model without an `app_label` is reported (a warning): with one, it can move to another module.

    **Instead.** Move the model into an app, or set `app_label` in its `Meta`.

    **Fix.** The label that the model has anyway. Not for a model outside of all apps, where nobody knows one, not
    where the label of its app is computed, and not where it inherits a `Meta`, which a new one would hide.
    """

    code = "MO005"
    name = "missing-app-label"
    severity = Severity.ERROR
    safety = Safety.SAFE
    bad = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
        "config/__init__.py": "",
        "config/settings.py": 'INSTALLED_APPS = ["orders"]',
        "orders/__init__.py": "",
        "orders/views.py": "from lib.audit import Entry\n",
        "lib/__init__.py": "",
        "lib/audit.py": """
            from django.db import models

            class Entry(models.Model):
                text = models.TextField()
            """,
    }
    good = {
        **bad,
        "lib/audit.py": """
            from django.db import models

            class Entry(models.Model):
                text = models.TextField()

                class Meta:
                    app_label = "orders"
            """,
    }

    def check_project(self, project: Project) -> Iterator[Finding]:
        """Look at the models with tables."""
        known = installed_apps_known(project)
        for model in project.models.values():
            if "app_label" in model.row.meta or not has_table(project, model):
                continue
            app = project.apps.get(model.module.app)
            if app is None and known and _is_lost(project, model):
                message = f"The model {model.row.name} lies in no installed app."
                yield self._say(model, message, "…", "", Severity.ERROR)
            elif app and "strict" in app.profiles:
                yield self._say(model, f"{model.row.name} names no app_label.", app.label, app, Severity.WARNING)

    def _say(self, model: Model, message: str, label: str, app: App | str, severity: Severity) -> Finding:
        return self.finding(
            model.module.at(model.row),
            message,
            f'Set app_label = "{label}" in its Meta.',
            anchor=model.row.name,
            app=app,
            severity=severity,
        )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Write the label that the model has anyway."""
        source = texts.source(finding.place.path)
        found = (each for each in project.models.values() if each.module.path == finding.place.path)
        model = next((each for each in found if each.row.line == finding.place.line), None)
        edit = labelled(source, model) if source and model and is_label_known(project, model) else None
        return Fix((edit,)) if edit else None


def _is_lost(project: Project, model: Model) -> bool:
    """Tell whether something imports the model, and no app that is only not installed explains it."""
    elsewhere = any(app.contains(model.name) for app in project.uninstalled)
    return not elsewhere and model.module.name in imported_modules(project)
