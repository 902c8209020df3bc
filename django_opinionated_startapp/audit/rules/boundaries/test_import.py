"""The rule ``test-import``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...globs import matches_module
from ...lookups.neighbours import anchored, owner
from ...project import Kind, Module, Project
from ...rule import Rule

_KITS = ("/testing.py", "/test_utils.py", "/testutils.py")


class TestImport(Rule):
    """Production code imports test code of another app.

    Management commands may (they fill databases with examples), and so may a module `testing`, `test_utils` or
    `testutils`. What the configuration lists as `testing_kits` is there to be imported.

    **Why.** Tests are left out of packages and images, and what they import with them: the code fails where
    the tests are not, which is where it matters. And who changes a test expects to break tests only.

    **Instead.** Move what both need into a module that is no test, or declare the package:
    `testing_kits = ["orders.testing"]`.
    """

    code = "BD004"
    name = "test-import"
    severity = Severity.INFO
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/views.py": "from billing.tests.factories import InvoiceFactory",
        "billing/__init__.py": "",
        "billing/models.py": "",
        "billing/tests/__init__.py": "",
        "billing/tests/factories.py": "class InvoiceFactory: ...",
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/management/__init__.py": "",
        "orders/management/commands/__init__.py": "",
        "orders/management/commands/fill.py": "from billing.tests.factories import InvoiceFactory",
        "billing/__init__.py": "",
        "billing/models.py": "",
        "billing/tests/__init__.py": "",
        "billing/tests/factories.py": "class InvoiceFactory: ...",
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at what the module imports from test modules that are not in its own app."""
        if "/management/commands/" in module.path or module.path.endswith(_KITS):
            return
        for row in module.outline.imports:
            source = project.imported(row)
            if source is None or source.kind is not Kind.TEST or row.typing_only or source.app == module.app:
                continue
            if any(matches_module(glob, source.name) for glob in project.config.testing_kits):
                continue
            yield self.finding(
                module.at(row),
                f"{module.name} imports {row.target}, which is test code.",
                "Move what both need into a module that is no test, or declare it as a testing kit.",
                anchor=anchored(row.scope, row.target),
                app=owner(project, module),
            )
