"""The rule ``models-import-upward``."""

from collections.abc import Iterator

from ...facts import Import
from ...finding import Finding, Severity
from ...lookups.tables import is_certain
from ...project import Module, Project
from ...rule import Rule

_PARTS = frozenset({"constants", "fields", "widgets"})
_UPPER = frozenset({"forms", "serializers", "views", "viewsets"})


class ModelsImportUpward(Rule):
    """A module that holds models imports views, forms or serializers when it is imported.

    Form fields, widgets and constants are let through: they are not made of models, and a model that describes a form
    needs them.

    **Why.** These are made of models. Models that need them too can't be imported without the web layer, by a task
    or a command for one, and the next import in the natural direction is a circle.

    **Instead.** Move what both need into a module below them, or hand it in.
    """

    code = "MO004"
    name = "models-import-upward"
    severity = Severity.INFO
    bad = {
        "orders/__init__.py": "",
        "orders/forms.py": "def clean_number(value): ...\n",
        "orders/models.py": """
            from django.db import models

            from .forms import clean_number

            class Order(models.Model):
                number = models.CharField(max_length=20)
            """,
    }
    good = {
        **bad,
        "orders/forms.py": "from .numbers import clean_number\n",
        "orders/numbers.py": "def clean_number(value): ...\n",
        "orders/models.py": """
            from django.db import models

            from .numbers import clean_number

            class Order(models.Model):
                number = models.CharField(max_length=20)
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the imports of modules that define a model."""
        classes = (f"{module.name}.{row.name}" for row in module.outline.classes)
        if _is_upper(module, project) or not any(is_certain(project, name) for name in classes):
            return
        seen: set[str] = set()
        for row in module.outline.imports:
            source = project.imported(row) if row.at_import else None
            if source and source.name not in seen and _is_upper(source, project) and not _is_part(project, row):
                seen.add(source.name)
                yield self.finding(
                    module.at(row),
                    f"{module.name} holds models and imports {source.name}.",
                    "Move what both need into a module below them.",
                    anchor=f"{module.name} -> {source.name}",
                    app=project.apps.get(module.app, module.app),
                )


def _is_part(project: Project, row: Import) -> bool:
    """Tell whether what is imported is, by its module, what forms are made of, even if by way of their package."""
    return not _PARTS.isdisjoint(project.resolve(row.target).split("."))


def _is_upper(module: Module, project: Project) -> bool:
    """Tell whether the module is called after views, forms or serializers, or lies in a package that is."""
    app = project.apps.get(module.app)
    inner = module.name[len(app.name) + 1 :] if app else module.name
    return not _UPPER.isdisjoint(inner.split("."))
