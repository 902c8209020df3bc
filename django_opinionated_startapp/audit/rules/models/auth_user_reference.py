"""The rule ``auth-user-reference``."""

from collections.abc import Iterator

from ...facts import Import
from ...finding import Finding, Severity
from ...fixes.kinds import Fix, Safety
from ...fixes.texts import Texts
from ...fixes.users import asked_for, named_by_setting
from ...lookups.loading import loaded_with_models
from ...project import Located, Module, Project
from ...rule import Rule

_USER = "django.contrib.auth.models.User"


class AuthUserReference(Rule):
    """Code refers to `auth.User` itself instead of the project's user model.

    **Why.** As soon as `AUTH_USER_MODEL` is another model, `User` has no table and each query on it fails, and so
    does a foreign key to it. An app that names it can't be used in such a project.

    **Instead.** `settings.AUTH_USER_MODEL` in relations, `get_user_model()` everywhere else. Annotations, base
    classes and the admin, where one class is registered instead of another, are fine.

    **Fix.** `settings.AUTH_USER_MODEL` in relations, `User = get_user_model()` elsewhere. It is unsafe: a relation
    that migrations know under another name may need one more. Not where `User` is a base or an annotation, and not
    among models and in what they import, where the user model may not be there yet.
    """

    code = "MO002"
    name = "auth-user-reference"
    severity = Severity.WARNING
    safety = Safety.UNSAFE
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": """
            from django.db import models

            class Order(models.Model):
                customer = models.ForeignKey("auth.User", models.CASCADE)
            """,
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": """
            from django.conf import settings
            from django.db import models

            class Order(models.Model):
                customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look for relations by name, and for uses of the class where it is imported."""
        for mention in module.outline.mentions:
            if mention.kind == "relation" and mention.text.lower() == "auth.user":
                yield self._found(module, mention, "A relation names auth.User", mention.scope, project)
        for row in module.outline.imports:
            if row.target == _USER and not row.typing_only and _is_used(module, row):
                yield self._found(module, row, "auth.User is imported and used", row.scope, project)

    def _found(self, module: Module, row: Located, what: str, scope: str, project: Project) -> Finding:
        return self.finding(
            module.at(row),
            f"{what}, whatever the project's user model is.",
            "Use settings.AUTH_USER_MODEL in relations, and get_user_model() everywhere else.",
            anchor=f"{scope or module.name} -> auth.User",
            app=project.apps.get(module.app, module.app),
        )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Write the setting in relations, and ask for the model elsewhere."""
        source = texts.source(finding.place.path)
        if source is None:
            return None
        if finding.message.startswith("A relation"):
            return named_by_setting(source, finding.place)
        module = texts.module_at(finding.place.path)
        is_early = module.name in loaded_with_models(project)
        return asked_for(
            source, finding.place, is_early=is_early, is_taken=lambda name: texts.is_taken_from(module, name)
        )


def _is_used(module: Module, row: Import) -> bool:
    """Tell whether what is imported is called, queried or passed on, other than to register it."""
    within = [each for each in module.body.calls if each.scope.startswith(row.scope) and each.path.startswith(_USER)]
    passed = [
        use
        for use in module.body.uses
        if use.scope.startswith(row.scope)
        and use.path.startswith(_USER)
        and use.role in {"argument", "value"}
        and not use.callee.endswith("register")
        and "._meta" not in use.path
    ]
    return bool(within or passed)
