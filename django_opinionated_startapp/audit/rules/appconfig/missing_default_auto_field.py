"""The rule ``missing-default-auto-field``."""

import re
from collections.abc import Iterator

from ...facts import Made
from ...finding import Finding, Severity
from ...fixes.configs import config_of, with_attribute
from ...fixes.kinds import Fix, Safety
from ...fixes.texts import Texts
from ...lookups.classes import attribute, lineage, outsiders
from ...lookups.configs import APP_CONFIGS, configs_in
from ...lookups.installed import settings_in_sight
from ...lookups.requirements import oldest_django
from ...project import App, Kind, Model, Module, Project
from ...rule import Rule

_PLAIN = APP_CONFIGS | {""}
_KNOWN = frozenset({"django.db.models.Model", "django.contrib.gis.db.models.Model", "builtins.object"})
_KEYS = re.compile(rb"\b((?:Big)?AutoField)\(")


class MissingDefaultAutoField(Rule):
    """Neither AppConfig nor settings say of which type primary keys are, and a Django before 6.0 may run the project.

    **Why.** The default was a 32-bit number until Django 6.0, and is a 64-bit number since. Undecided, the same app
    has other tables in an old and in a new version of Django, and the upgrade brings a migration of every table.

    **Instead.** Set `default_auto_field` in the AppConfig; a package to be reused can't rely on anything else. In a
    project `DEFAULT_AUTO_FIELD` in the settings does for all of its apps.

    **Fix.** The type that the app's migrations have made keys of. For an app without migrations `BigAutoField`, which
    is unsafe: tables that were made without any have another type. Not where the migrations have both, or where there
    is no AppConfig to write it in.
    """

    code = "AC006"
    name = "missing-default-auto-field"
    severity = Severity.WARNING
    safety = Safety.SAFE
    bad = {
        "requirements.txt": "Django>=5.2\n",
        "orders/__init__.py": "",
        "orders/apps.py": """
            from django.apps import AppConfig

            class OrdersConfig(AppConfig):
                name = "orders"
            """,
        "orders/models.py": """
            from django.db import models

            class Order(models.Model):
                number = models.CharField(max_length=20)
            """,
    }
    good = {
        **bad,
        "orders/apps.py": """
            from django.apps import AppConfig

            class OrdersConfig(AppConfig):
                name = "orders"
                default_auto_field = "django.db.models.BigAutoField"
            """,
    }

    def check_app(self, app: App, project: Project) -> Iterator[Finding]:
        """Look for the choice, then for a model that needs it."""
        if app.is_applet or oldest_django(project) >= (6, 0) or _is_chosen(app, project):
            return
        models = (each for each in project.models.values() if each.app == app.label)
        if model := next((each for each in models if _is_implicit(each, project)), None):
            yield self.finding(
                app.place,
                f"Nothing says of which type the primary keys of {app.label} are ({model.row.name}, for one).",
                'Set default_auto_field in its AppConfig: "…BigAutoField", or "…AutoField" if it has tables.',
                anchor="default_auto_field",
                app=app,
            )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Say in the AppConfig what the migrations say, or what Django says for new tables."""
        app = project.apps[finding.app]
        config, kind = config_of(app, project, texts), _made_with(app, project, texts)
        edit = with_attribute(config, "default_auto_field", f"django.db.models.{kind}") if config and kind else None
        has_tables = any(_migrations(app, project))
        return Fix((edit,), Safety.SAFE if has_tables else Safety.UNSAFE) if edit else None


def _is_chosen(app: App, project: Project) -> bool:
    """Tell whether settings or AppConfig choose, or may choose where it can't be seen."""
    if project.settings.get("DEFAULT_AUTO_FIELD") or not settings_in_sight(project):
        return True
    module = project.modules.get(f"{app.name}.apps")
    configs = (
        {app.config, *(f"{module.name}.{row.name}" for row in configs_in(project, module))} if module else {app.config}
    )
    return any(attribute(project, each, "default_auto_field") or outsiders(project, each) - _PLAIN for each in configs)


def _is_implicit(model: Model, project: Project) -> bool:
    """Tell whether the model has a table of its own, with a primary key that it does not define."""
    others = [project.models[each] for each in lineage(project, model.name)[1:] if each in project.models]
    if model.abstract or model.proxy or any(not each.abstract for each in others):
        return False
    own = all(not _has_primary_key(each) for each in (model, *others))
    return own and outsiders(project, model.name) <= _KNOWN


def _has_primary_key(model: Model) -> bool:
    fields = (each.value for each in model.module.attributes(model.row.name).values())
    return any(isinstance(field, Made) and field.keywords.get("primary_key") is True for field in fields)


def _migrations(app: App, project: Project) -> list[Module]:
    return [each for each in project.modules_of(app, Kind.MIGRATION) if not each.is_package]


def _made_with(app: App, project: Project, texts: Texts) -> str:
    """Return the type of the keys that migrations have made, that of new tables without any, "" if nothing tells."""
    migrations = _migrations(app, project)
    found = {name for each in migrations for name in _KEYS.findall(texts.content(each.path) or b"")}
    if not migrations:
        return "" if project.settings.get("MIGRATION_MODULES") else "BigAutoField"
    return found.pop().decode() if len(found) == 1 else ""
