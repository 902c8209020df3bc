"""The rule ``missing-init``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...fixes.kinds import Fix, NewFile, Safety
from ...fixes.texts import Texts
from ...project import App, Kind, Project
from ...rule import Rule

_INIT = "__init__.py"


class MissingInit(Rule):
    """The package of an app, or of its migrations, has no `__init__.py`.

    **Why.** Without one it is a namespace package. Django ignores the migrations in such a folder without a word and
    treats the app as one without migrations; test runners, type checkers and `find_packages()` pass over the app.

    **Instead.** Add an empty `__init__.py`.

    **Fix.** An empty file. For migrations this is unsafe: Django runs them from then on, and tables that they make
    may be there. Not for a package of which parts lie in other folders.
    """

    code = "AC009"
    name = "missing-init"
    severity = Severity.ERROR
    safety = Safety.SAFE
    bad = {
        "orders/apps.py": """
            from django.apps import AppConfig

            class OrdersConfig(AppConfig):
                name = "orders"
            """,
    }
    good = {**bad, "orders/__init__.py": ""}

    def check_app(self, app: App, project: Project) -> Iterator[Finding]:
        """Look into the app's folder and into that of its migrations."""
        if _INIT not in app.files:
            yield self._missing(app, app.path)
        folder = f"{app.path}/migrations"
        inside = [each for each in project.modules_of(app, Kind.MIGRATION) if each.path.startswith(f"{folder}/")]
        if inside and all(each.path != f"{folder}/{_INIT}" for each in inside):
            yield self._missing(app, folder)

    def _missing(self, app: App, folder: str) -> Finding:
        kind = "app" if folder == app.path else "migrations"
        return self.finding(
            app.place,
            f"The {kind} folder {folder} has no {_INIT}.",
            f"Add an empty {folder}/{_INIT}.",
            anchor=f"{kind} without {_INIT}",
            app=app,
        )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Add the file. Django then sees the migrations, so that is unsafe."""
        app = project.apps[finding.app]
        if finding.anchor.startswith("migrations"):
            return Fix((NewFile(f"{app.path}/migrations/{_INIT}"),), Safety.UNSAFE)
        spread = [
            each for each in project.modules.values() if app.contains(each.name) and not _lies_in(app, each.path)
        ]
        return None if spread or texts.exists(f"{app.path}.py") else Fix((NewFile(f"{app.path}/{_INIT}"),))


def _lies_in(app: App, path: str) -> bool:
    return path.startswith(f"{app.path}/")
