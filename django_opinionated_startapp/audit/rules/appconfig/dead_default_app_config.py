"""The rule ``dead-default-app-config``."""

import ast
from collections.abc import Iterator

from ...facts import Where
from ...finding import Finding, Severity
from ...fixes.kinds import Fix, Safety
from ...fixes.places import node_at, nodes_of, without_statement
from ...fixes.texts import Texts
from ...lookups.requirements import oldest_django
from ...project import Module, Project
from ...rule import Rule

_NOT_READ = (4, 1)


class DeadDefaultAppConfig(Rule):
    """A package sets `default_app_config`.

    **Why.** Django has found the AppConfig by itself since 3.2, and has not read this variable any more since 4.1.
    If it names another class than the one that Django finds, the app does not start as it says here. Under a
    condition, as packages for old versions of Django have it, it is fine.

    **Instead.** Delete it. If `apps.py` has several AppConfigs, set `default = True` in one.

    **Fix.** It is deleted. Not where the requirements allow a Django before 4.1, or where other code reads it.
    """

    code = "AC003"
    name = "dead-default-app-config"
    severity = Severity.WARNING
    safety = Safety.SAFE
    bad = {"orders/__init__.py": 'default_app_config = "orders.apps.OrdersConfig"\n', "orders/models.py": ""}
    good = {"orders/__init__.py": "", "orders/models.py": ""}

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look for the variable in packages."""
        if not module.is_package or "default_app_config" not in module.outline.names:
            return
        row = module.attributes("").get("default_app_config")
        if row is not None and not row.flags & (Where.CONDITIONAL | Where.TRY):
            yield self.finding(
                module.at(row),
                "default_app_config does nothing since Django 4.1.",
                "Delete it; Django finds the AppConfig in apps.py.",
                anchor="default_app_config",
                app=project.apps.get(module.app, module.app),
            )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Delete the statement, where no Django that may run the project reads it and nothing else does."""
        source = texts.source(finding.place.path)
        module = next(each for each in project.modules.values() if each.path == finding.place.path)
        if source is None or oldest_django(project) < _NOT_READ or texts.is_taken_from(module, "default_app_config"):
            return None
        name = node_at(source, finding.place, ast.Name)
        if any(each is not name and _is_it(each) for each in nodes_of(source)):
            return None
        found = next(
            (each for each in source.tree.body if isinstance(each, ast.Assign) and each.targets == [name]), None
        )
        edit = without_statement(source, found) if found else None
        return Fix((edit,)) if edit else None


def _is_it(node: ast.AST) -> bool:
    """Tell whether a node is the variable, or a string with its name, as in ``__all__``."""
    named = node.id if isinstance(node, ast.Name) else node.value if isinstance(node, ast.Constant) else None
    return named == "default_app_config"
