"""The rule ``app-without-tests``."""

import re
from collections.abc import Iterator

from ...finding import Finding, Severity
from ...fixes.kinds import Fix, Safety, Wanted
from ...fixes.texts import Texts
from ...project import App, Kind, Project
from ...rule import Rule

_TESTS = re.compile(r"tests?|test_(?!utils?$|helpers?$|settings$|urls$|data$|runner$)\w+|\w+_tests?")


class AppWithoutTests(Rule):
    """An app has models or views, and no test has anything to do with it.

    **Why.** Nothing says whether it works, so nobody dares to change it.

    **Instead.** Write a first test. A test counts if it lies in the app, is called after it, or imports from it. Where
    there is no test at all, the tests are elsewhere, and nothing is said.

    **Fix.** A first test, which runs Django's checks of the app. Not where something else is called `tests`.
    """

    code = "TE001"
    name = "app-without-tests"
    severity = Severity.INFO
    profiles = ("strict",)
    safety = Safety.SAFE
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "LIMIT = 1\n",
        "tests/__init__.py": "",
        "tests/test_index.py": "import json\n",
    }
    good = {**bad, "tests/test_index.py": "from orders.models import LIMIT\n"}

    def check_app(self, app: App, project: Project) -> Iterator[Finding]:
        """Look for tests of an app that has something to test."""
        tested = project.shared(_tested)
        if tested is not None and app.label not in tested and _has_code(app, project):
            yield self.finding(
                app.place,
                f"No test has anything to do with {app.label}.",
                f"Write {app.path}/tests/test_models.py, or one that imports from {app.name}.",
                anchor="tests",
                app=app,
            )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Ask for a first test."""
        app = project.apps[finding.app]
        if any(texts.exists(f"{app.path}/{name}") for name in ("tests", "tests.py", "test")):
            return None
        return Fix((Wanted("tests", app),))


def _has_code(app: App, project: Project) -> bool:
    """Tell whether the app has models or views: not only empty modules for them."""
    names = {"models", "views", "viewsets"}
    return any(
        each.outline.statements and not names.isdisjoint(app.inner(each).removesuffix(".py").split("/"))
        for each in project.modules_of(app)
    )


def _tested(project: Project) -> frozenset[str] | None:
    """Return the labels of apps that a test lies in, is called after or imports from; None if there are no tests."""
    modules = [each for each in project.modules.values() if each.kind is Kind.TEST]
    if not any(_TESTS.fullmatch(each.name.rpartition(".")[2]) for each in modules if not each.is_package):
        return None
    found: set[str] = set()
    for module in modules:
        found.add(module.app)
        parts = {
            part.removeprefix("test_").removeprefix("tests_") for part in module.path.removesuffix(".py").split("/")
        }
        found |= {app.label for app in project.apps.values() if app.label in parts}
        found |= {app.label for row in module.outline.imports if (app := project.app_of(row.target))}
    return frozenset(found)
