"""The rule ``init-exports-api``."""

from collections.abc import Iterator

from ...facts import Class, Function, Import
from ...finding import Finding, Severity
from ...project import App, Located, Module, Project
from ...rule import Rule

_PLAIN = ("enum.", "django.db.models.TextChoices", "django.db.models.IntegerChoices", "builtins.Exception")


class InitExportsApi(Rule):
    """The package of an app defines or re-exports functions or classes in its `__init__.py`.

    **Why.** OEP-49 gives an app one entry, `api.py`. A second one in the package hides which of them is public, and
    it is run whenever anything of the app is imported: before models are loaded, so one import of a model stops the
    project.

    **Instead.** Put them into `api.py` (data classes into `data.py`) and import them from there. Enumerations,
    exceptions, the version and a lazy `__getattr__` may stay.
    """

    code = "AC011"
    name = "init-exports-api"
    severity = Severity.WARNING
    profiles = ("oep49",)
    bad = {
        "orders/__init__.py": "from .api import place_order\n",
        "orders/api.py": "def place_order(): ...\n",
        "orders/models.py": "",
    }
    good = {
        "orders/__init__.py": '__version__ = "1.0"\n',
        "orders/api.py": "def place_order(): ...\n",
        "orders/models.py": "",
    }

    def check_app(self, app: App, project: Project) -> Iterator[Finding]:
        """Look at what the package defines, and at what it imports from within."""
        module = project.modules.get(app.name)
        if module is None:
            return
        for row in _exported(app, module, project):
            name = f"{row.module}.*" if row.name == "*" else row.target
            yield self._found(module, app, row, f"re-exports {name}", name)
        for definition in _defined(module, project):
            yield self._found(module, app, definition, f"defines {definition.name}", definition.name)

    def _found(self, module: Module, app: App, row: Located, what: str, anchor: str) -> Finding:
        return self.finding(
            module.at(row),
            f"The package {app.name} {what}.",
            f"Let others import it from {app.name}.api.",
            anchor=anchor,
            app=app,
        )


def _exported(app: App, module: Module, project: Project) -> Iterator[Import]:
    """Yield the imports from within the app that are there for others: what the package itself uses is not."""
    used = {each.path for each in module.body.calls} | {each.path for each in module.body.uses}
    for row in module.outline.imports:
        if row.at_import and app.contains(row.module) and row.target not in used and _exports(project, row):
            yield row


def _defined(module: Module, project: Project) -> Iterator[Function | Class]:
    definitions: tuple[Function | Class, ...] = (*module.body.functions, *module.outline.classes)
    for row in definitions:
        public = not row.scope and not row.name.startswith("_") and "version" not in row.name
        if public and not _is_plain(project, f"{module.name}.{row.name}"):
            yield row


def _exports(project: Project, row: Import) -> bool:
    """Tell whether an import brings functions or classes under a public name."""
    if row.name == "*":
        return True
    if row.bound.startswith("_") or row.target in project.modules:
        return False
    dotted = project.resolve(row.target)
    if dotted in project.classes:
        return not _is_plain(project, dotted)
    module = project.module_of(dotted)
    return module is not None and any(f"{module.name}.{each.name}" == dotted for each in module.body.functions)


def _is_plain(project: Project, dotted: str) -> bool:
    """Tell whether it is an enumeration or an exception."""
    return any(each.startswith(_PLAIN) for each in project.ancestors(dotted))
