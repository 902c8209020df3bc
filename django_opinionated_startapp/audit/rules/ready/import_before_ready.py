"""The rule ``import-before-ready``."""

from collections.abc import Iterator

from ...facts import Call, Ref, Seq, Where
from ...finding import Finding, Severity
from ...fixes.kinds import Fix, Safety
from ...fixes.moving import moved_to_ready
from ...fixes.texts import Texts
from ...lookups.configs import configs_in
from ...lookups.loading import certain_imports, chain_to_registry, loaded
from ...project import Module, Project
from ...rule import Rule

_SIGNALS = "django.db.models.signals"


class ImportBeforeReady(Rule):
    """The module of an AppConfig, or the package of its app, imports models or receivers when it is imported.

    **Why.** Django imports the AppConfigs of all apps first and the models afterwards. A model that is imported
    earlier, also through other modules, stops every command with `AppRegistryNotReady`. Receivers that are imported
    here (a warning) work until one of them imports a model.

    **Instead.** Import them in `ready()`; keep `__init__.py` empty.

    **Fix.** The import moves into `ready()`. Not that of a package's `__init__.py`, and not where the name is used
    elsewhere, other modules take it from there, or a second AppConfig stands beside.
    """

    code = "RD003"
    name = "import-before-ready"
    severity = Severity.ERROR
    safety = Safety.SAFE
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": """
            from django.db import models

            class Order(models.Model):
                number = models.CharField(max_length=20)
            """,
        "orders/handlers.py": """
            from django.db.models.signals import post_save

            from .models import Order
            """,
        "orders/apps.py": """
            from django.apps import AppConfig

            from . import handlers

            class OrdersConfig(AppConfig):
                name = "orders"
            """,
    }
    good = {
        **bad,
        "orders/apps.py": """
            from django.apps import AppConfig

            class OrdersConfig(AppConfig):
                name = "orders"

                def ready(self):
                    from . import handlers
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Follow the imports of a module that defines AppConfigs, and those of its package."""
        if module.is_package or module.name.rpartition(".")[2] != "apps" or not any(configs_in(project, module)):
            return
        for start in filter(None, (project.modules.get(module.package), module)):
            if chain := chain_to_registry(project, start):
                way = " → ".join((*chain.modules[1:], chain.need))
                yield self.finding(
                    start.at(chain.row),
                    f"{start.name} imports {chain.row.target}, which needs the app registry, too early ({way}).",
                    "Import it in ready().",
                    anchor=f"{start.name} -> {chain.row.target}",
                    app=project.apps.get(module.app, module.app),
                )
            else:
                yield from self._receivers(start, project)

    def _receivers(self, start: Module, project: Project) -> Iterator[Finding]:
        for row in certain_imports(start):
            for module in loaded(project, row):
                if module.package != module.name and _connects(module):
                    yield self.finding(
                        start.at(row),
                        f"{start.name} imports receivers ({module.name}) before the app registry is ready.",
                        "Import them in ready().",
                        anchor=f"{start.name} -> {module.name}",
                        app=project.apps.get(start.app, start.app),
                        severity=Severity.WARNING,
                    )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Move the import into ``ready``."""
        app = project.apps.get(finding.app)
        return moved_to_ready(app, finding.place, project, texts) if app else None


def _connects(module: Module) -> bool:
    """Tell whether importing ``module`` connects receivers of models' signals."""
    if not any(row.target.startswith(_SIGNALS) for row in module.outline.imports):
        return False
    return any(
        call.path.startswith(f"{_SIGNALS}.") or (call.path == "django.dispatch.receiver" and _of_models(call))
        for call in module.body.calls
        if not call.flags & Where.FUNCTION
    )


def _of_models(call: Call) -> bool:
    first = call.arg(0)
    signals = first.items if isinstance(first, Seq) else (first,)
    return any(isinstance(each, Ref) and each.path.startswith(_SIGNALS) for each in signals)
