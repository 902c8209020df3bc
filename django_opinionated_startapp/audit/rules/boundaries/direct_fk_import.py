"""The rule ``direct-fk-import``."""

from collections.abc import Iterator

from ...facts import Import
from ...finding import Finding, Severity
from ...lookups.facades import is_public
from ...lookups.neighbours import foreign_imports
from ...project import App, Model, Module, Project
from ...rule import Rule

_RELATIONS = ("ForeignKey", "OneToOneField", "ManyToManyField", "ParentalKey")


class DirectFkImport(Rule):
    """A model of another app is imported only to be the target of a relation.

    One that the other app offers for the purpose, in a public module such as `models_api`, may be imported.

    **Why.** The two `models` modules then have to be loaded in one order, and as soon as the other side needs a
    relation back, they can't be loaded at all.

    **Instead.** Name the model: `models.ForeignKey("orders.Order", …)`. Django finds it when all models are there.
    """

    code = "BD007"
    name = "direct-fk-import"
    severity = Severity.INFO
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": """
            from django.db import models

            class Order(models.Model):
                pass
            """,
        "billing/__init__.py": "",
        "billing/models.py": """
            from django.db import models
            from orders.models import Order

            class Invoice(models.Model):
                order = models.ForeignKey(Order, on_delete=models.CASCADE)
            """,
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": """
            from django.db import models

            class Order(models.Model):
                pass
            """,
        "billing/__init__.py": "",
        "billing/models.py": """
            from django.db import models

            class Invoice(models.Model):
                order = models.ForeignKey("orders.Order", on_delete=models.CASCADE)
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the foreign models that are imported, and at how they are used."""
        for row, app in foreign_imports(project, module):
            model = project.model(row.target)
            if model is None or not model.app or row.scope or _is_shown(project, module, row, app):
                continue
            if _only_related(module, row):
                yield self.finding(
                    module.at(row),
                    f"{module.name} imports {model.row.name} of {app.label} only as the target of a relation.",
                    f'Write "{_reference(model)}" instead, and drop the import.',
                    anchor=row.target,
                    app=project.apps.get(module.app, ""),
                )


def _is_shown(project: Project, module: Module, row: Import, app: App) -> bool:
    """Tell whether the other app offers the model in a public module, or this one passes it on."""
    source = project.imported(row)
    offered = source is not None and is_public(project, app, source)
    return offered or row.bound in (module.outline.exports or ())


def _reference(model: Model) -> str:
    return f"{model.app}.{model.row.simple_name}"


def _only_related(module: Module, row: Import) -> bool:
    """Tell whether the imported class is an argument of relation fields, and nothing else."""
    target = row.target
    related = False
    for use in module.body.uses:
        if use.path == target and use.role == "argument" and use.callee.endswith(_RELATIONS):
            related = True
        elif use.path.startswith(target) and _is_part(use.path, target):
            return False
    return related and not any(
        _is_part(each.path, target) for each in module.body.calls if each.path.startswith(target)
    )


def _is_part(path: str, target: str) -> bool:
    """Tell whether ``path`` is ``target`` itself, an attribute of it, or something of an instance made on the spot."""
    return path == target or path.startswith((f"{target}.", f"{target}()"))
