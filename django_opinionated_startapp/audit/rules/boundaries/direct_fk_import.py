"""The rule ``direct-fk-import``."""

from collections.abc import Iterator

from ...facts import Import
from ...finding import Finding, Severity
from ...fixes.classes import literal
from ...fixes.imports import import_at, without_import
from ...fixes.kinds import Fix, Safety
from ...fixes.names import plain_uses
from ...fixes.places import replaced
from ...fixes.relations import targets_of_relations
from ...fixes.texts import Texts
from ...lookups.configs import is_label_known
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

    **Fix.** The string, and no import. Not where the class is used otherwise, in an annotation for example, where
    other modules take it from this one, where the import is not at the top level, or where the label of the other app
    is computed.
    """

    code = "BD007"
    name = "direct-fk-import"
    severity = Severity.INFO
    safety = Safety.SAFE
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
        **bad,
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

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Write the string, and drop the import."""
        source, module = texts.source(finding.place.path), texts.module_at(finding.place.path)
        found = import_at(source, finding.place) if source else None
        model = project.model(finding.anchor)
        if source is None or found is None or model is None or found[0] not in source.tree.body:
            return None
        if not is_label_known(project, model):
            return None
        statement, alias = found
        name = alias.asname or alias.name
        uses, targets = plain_uses(source, name, alias), targets_of_relations(source.tree)
        gone = without_import(source, statement, alias)
        if (
            not uses
            or gone is None
            or any(id(use) not in targets for use in uses)
            or texts.is_taken_from(module, name)
        ):
            return None
        edits = (replaced(source, use, literal(source, _reference(model), use)) for use in uses)
        return Fix((gone, *edits))


def _is_shown(project: Project, module: Module, row: Import, app: App) -> bool:
    """Tell whether the other app offers the model in a public module, or this one passes it on."""
    source = project.imported(row)
    offered = source is not None and (source.name.endswith(".models_api") or is_public(project, app, source))
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
