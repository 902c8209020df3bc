"""The rule ``settings-attribute-import``."""

import ast
from collections.abc import Iterator

from ...finding import Finding, Severity
from ...fixes.imports import import_at, with_import
from ...fixes.kinds import Edit, Fix, Safety
from ...fixes.names import plain_uses
from ...fixes.places import replaced, without_statement
from ...fixes.texts import Texts
from ...project import Kind, Module, Project
from ...rule import Rule


class SettingsAttributeImport(Rule):
    """`django.conf.settings` is imported from as if it were a module.

    **Why.** It is an object in the module `django.conf`. The import raises `ModuleNotFoundError`.

    **Instead.** `from django.conf import settings`, and `settings.DEBUG` where the value is used.

    **Fix.** `from django.conf import settings` in its place, and `settings.NAME` wherever the name stands. Not in
    functions, and not where something else gives the name a value, or `settings` is something else.
    """

    code = "ST002"
    name = "settings-attribute-import"
    severity = Severity.ERROR
    kinds = (Kind.PRODUCTION, Kind.TEST, Kind.MIGRATION)
    safety = Safety.SAFE
    bad = {"orders/__init__.py": "", "orders/models.py": "from django.conf.settings import AUTH_USER_MODEL\n"}
    good = {"orders/__init__.py": "", "orders/models.py": "from django.conf import settings\n"}

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the imports, wherever they stand."""
        for row in module.outline.imports:
            if row.module == "django.conf.settings":
                yield self.finding(
                    module.at(row),
                    "django.conf.settings is an object, not a module: this import fails.",
                    f"Write 'from django.conf import settings' and settings.{row.name or 'NAME'}.",
                    anchor=f"django.conf.settings.{row.name}",
                    app=project.apps.get(module.app, module.app),
                )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:  # noqa: ARG002
        """Import the object, and read the attribute where it is used."""
        source = texts.source(finding.place.path)
        found = import_at(source, finding.place) if source else None
        if source is None or found is None or found[0] not in source.tree.body:
            return None
        statement, _alias = found
        edits: list[Edit] = []
        for alias in statement.names:
            uses = plain_uses(source, alias.asname or alias.name, alias)
            if uses is None or isinstance(statement, ast.Import) or alias.name == "*":
                return None
            edits += (replaced(source, use, f"settings.{alias.name}") for use in uses)
        added = with_import(source, "django.conf", "settings", statement.lineno)
        if added is None:
            return None
        gone = (
            replaced(source, statement, "from django.conf import settings")
            if added
            else without_statement(source, statement)
        )
        return Fix((gone, *edits)) if gone else None
