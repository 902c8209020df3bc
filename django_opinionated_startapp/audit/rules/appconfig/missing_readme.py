"""The rule ``missing-readme``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...fixes.kinds import Fix, Safety, Wanted
from ...fixes.texts import Texts
from ...project import App, Project
from ...rule import Rule


class MissingReadme(Rule):
    """An app has no README.

    **Why.** Whoever opens the folder wants to know what the app is responsible for, what it is not, and what its
    words mean. OEP-19 asks for this in each app; a package to be reused is chosen by it. The profile `oep49` doesn't
    ask for it, since the README is a component of the pattern that an app can be made without.

    **Instead.** Write a `README.rst` (or `.md`) in the app's folder: purpose, boundaries, vocabulary.

    **Fix.** The pattern's README with the names of the models, to be made more of. Not for an app without models:
    nothing says what it is for.
    """

    code = "AC010"
    name = "missing-readme"
    severity = Severity.INFO
    profiles = ("strict", "reusable")
    safety = Safety.SAFE
    bad = {"orders/__init__.py": "", "orders/models.py": ""}
    good = {"orders/__init__.py": "", "orders/models.py": "", "orders/README.rst": "Orders\n======\n"}

    def check_app(self, app: App, project: Project) -> Iterator[Finding]:
        """Look at the names in the app's folder; a package to be reused may have it beside its ``pyproject.toml``."""
        found = any(each.lower().startswith("readme") for each in app.files)
        beside = (project.root / app.path).parent
        packaged = "reusable" in app.profiles and "." not in app.name and any(beside.glob("README*"))
        if not found and not packaged:
            yield self.finding(
                app.place,
                f"{app.label} has no README.",
                f"Write {app.path}/README.rst: what the app is for, and what its words mean.",
                anchor="README",
                app=app,
            )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:  # noqa: ARG002
        """Ask for the pattern's README."""
        return Fix((Wanted("readme", project.apps[finding.app]),))
