"""The rule ``live-model-in-migration``."""

from collections.abc import Iterator

from ...facts import Call, Where
from ...finding import Finding, Severity
from ...lookups.queries import queried
from ...project import Kind, Module, Project
from ...rule import Rule

_GLOBAL = ("django.apps.apps.get_model()", "django.contrib.auth.get_user_model()")
_LENGTH = len(("django", "contrib", "auth", "models", "User"))


class LiveModelInMigration(Rule):
    """A migration works with a model as it is today, not as it was when the migration was written.

    **Why.** The class has the columns of the newest code, the table those of this point in history. As soon as a
    later migration adds a field, this one fails in every new database: on the next developer's machine, in CI, in
    the next installation. Models of `django.contrib` change seldom, so there it is a warning.

    **Instead.** Take the model of that time from the state: `apps.get_model("orders", "Order")`, with the `apps`
    that `RunPython` hands in. Methods of the model that are needed are copied into the migration.
    """

    code = "MG001"
    name = "live-model-in-migration"
    severity = Severity.ERROR
    kinds = (Kind.MIGRATION,)
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": """
            from django.db import models

            class Order(models.Model):
                number = models.CharField(max_length=20)
            """,
        "orders/migrations/__init__.py": "",
        "orders/migrations/0002_numbers.py": """
            from django.db import migrations

            from orders.models import Order

            def fill(apps, schema_editor):
                Order.objects.filter(number="").update(number="0")

            class Migration(migrations.Migration):
                operations = [migrations.RunPython(fill)]
            """,
    }
    good = {
        **bad,
        "orders/migrations/0002_numbers.py": """
            from django.db import migrations

            def fill(apps, schema_editor):
                Order = apps.get_model("orders", "Order")
                Order.objects.filter(number="").update(number="0")

            class Migration(migrations.Migration):
                operations = [migrations.RunPython(fill)]
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look for queries and instances of models that are imported, or that the global registry gives."""
        if all(row.simple_name != "Migration" for row in module.outline.classes):
            return
        seen: set[tuple[str, str]] = set()
        for call in module.body.calls:
            model = _live_model(project, module, call) if call.flags & Where.FUNCTION else ""
            if model and (call.scope, model) not in seen:
                seen.add((call.scope, model))
                yield self.finding(
                    module.at(call),
                    f"{call.scope} uses {model}, the model of today, in a migration.",
                    "Take it from the state: apps.get_model(…), with the apps that RunPython hands in.",
                    anchor=f"{call.scope} -> {model}",
                    app=project.apps.get(module.app, module.app),
                    severity=Severity.WARNING if _of_django(model) else None,
                )


def _live_model(project: Project, module: Module, call: Call) -> str:
    """Return the path of the live model that ``call`` queries or makes an instance of, "" if there is none."""
    asked = queried(project, call.path) or call.path
    variable = module.attributes("").get(asked.removeprefix(f"{module.name}."))
    asked = variable.path if variable else asked
    return asked if asked in _GLOBAL or project.model(asked) or _of_django(asked) else ""


def _of_django(path: str) -> bool:
    parts = path.split(".")
    return parts[:2] == ["django", "contrib"] and parts[3:4] == ["models"] and len(parts) == _LENGTH
