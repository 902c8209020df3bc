"""The rule ``app-config-name-mismatch``."""

import ast
from collections.abc import Iterator

from ...finding import Finding, Severity
from ...fixes.classes import assignment, literal
from ...fixes.configs import config_of
from ...fixes.kinds import Fix, Safety
from ...fixes.places import replaced
from ...fixes.texts import Texts
from ...lookups.configs import configs_in
from ...project import App, Project
from ...rule import Rule


class AppConfigNameMismatch(Rule):
    """`AppConfig.name` differs from the dotted path of the package that it stands in.

    One that names a package from elsewhere which the project uses is fine: it configures that one from here.

    **Why.** Django imports the package that `name` says. If the app was moved or copied, this is another package, or
    none: the project doesn't start, or it installs the wrong app and leaves the models of this one without tables.

    **Instead.** Set `name` to the path under which the package is imported.

    **Fix.** The right path, where only its beginning is wrong, as in an app that was moved: the label stays. Not
    where the other package is there, or the class goes on from another config than Django's own.
    """

    code = "AC002"
    name = "app-config-name-mismatch"
    severity = Severity.ERROR
    safety = Safety.SAFE
    bad = {
        "shop/orders/__init__.py": "",
        "shop/__init__.py": "",
        "shop/orders/apps.py": """
            from django.apps import AppConfig

            class OrdersConfig(AppConfig):
                name = "orders"
            """,
    }
    good = {
        "shop/__init__.py": "",
        "shop/orders/__init__.py": "",
        "shop/orders/apps.py": """
            from django.apps import AppConfig

            class OrdersConfig(AppConfig):
                name = "shop.orders"
            """,
    }

    def check_app(self, app: App, project: Project) -> Iterator[Finding]:
        """Compare the ``name`` of each AppConfig in the app's ``apps`` module with the package."""
        module = project.modules.get(f"{app.name}.apps")
        if module is None or app.is_applet:
            return
        names = {
            row.name: assign
            for row in configs_in(project, module)
            if (assign := module.attributes(row.name).get("name")) and isinstance(assign.value, str)
        }
        if any(f"{assign.value}.".startswith(f"{app.name}.") for assign in names.values()):
            return  # one is right; the others configure other packages from here
        for config, assign in names.items():
            if _is_of_others(project, str(assign.value)):
                continue
            yield self.finding(
                module.at(assign),
                f"{config}.name is '{assign.value}', but the package is '{app.name}'.",
                f'Set name = "{app.name}".',
                anchor=f"{config}.name = {assign.value}",
                app=app,
            )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Write the package's path, where only the folders above it are wrong."""
        app = project.apps[finding.app]
        config = config_of(app, project, texts)
        found = assignment(config.node, "name") if config and config.plain else None
        if config is None or found is None or found.lineno != finding.place.line:
            return None
        value = found.value
        if not (isinstance(value, ast.Constant) and isinstance(value.value, str)) or value.value in project.modules:
            return None
        if value.value.rpartition(".")[2] != app.name.rpartition(".")[2]:
            return None
        return Fix((replaced(config.source, value, literal(config.source, app.name, value)),))


def _is_of_others(project: Project, name: str) -> bool:
    """Tell whether ``name`` is in a package that the project has not, and imports."""
    top = name.partition(".")[0]
    if any(f"{each}.".startswith(f"{top}.") for each in project.modules):
        return False
    rows = (row for module in project.modules.values() for row in module.outline.imports)
    return any(row.target.partition(".")[0] == top for row in rows if not row.level)
