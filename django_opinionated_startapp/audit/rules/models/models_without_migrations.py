"""The rule ``models-without-migrations``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.tables import has_table
from ...project import App, Kind, Project
from ...rule import Rule


class ModelsWithoutMigrations(Rule):
    """An app has models, but no migrations.

    **Why.** `migrate` makes no tables for it (or makes them once, by `run_syncdb`, and never changes them), and no
    other app's migration can refer to it. `makemigrations` without a label passes over an app without a `migrations`
    package.

    **Instead.** Run `manage.py makemigrations` with the label of the app. Models of tables that are somebody else's
    have `managed = False`, and count as little as apps in `MIGRATION_MODULES`.
    """

    code = "MO006"
    name = "models-without-migrations"
    severity = Severity.ERROR
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": """
            from django.db import models

            class Order(models.Model):
                number = models.CharField(max_length=20)
            """,
    }
    good = {**bad, "orders/migrations/__init__.py": ""}

    def check_app(self, app: App, project: Project) -> Iterator[Finding]:
        """Look for a model with a table, and for migrations in the app or elsewhere."""
        if app.is_applet or "migrations" in app.files or any(project.modules_of(app, Kind.MIGRATION)):
            return
        if _moved(app, project):
            return
        models = (each for each in project.models.values() if each.app == app.declared_label)
        if model := next((each for each in models if has_table(project, each)), None):
            yield self.finding(
                model.module.at(model.row),
                f"{app.label} has models ({model.row.name}, for one), but no migrations.",
                f"Run manage.py makemigrations {app.declared_label}.",
                anchor="migrations",
                app=app,
            )


def _moved(app: App, project: Project) -> bool:
    """Tell whether MIGRATION_MODULES says where the app's migrations are, or that it has none; or can't be read."""
    values = [each.value for each in project.settings.get("MIGRATION_MODULES")]
    return any(not isinstance(value, dict) or app.declared_label in value for value in values)
