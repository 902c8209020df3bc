"""The rule ``missing-readme``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...project import App, Project
from ...rule import Rule


class MissingReadme(Rule):
    """An app has no README.

    **Why.** Whoever opens the folder wants to know what the app is responsible for, what it is not, and what its
    words mean. OEP-19 asks for this in each app; a package to be reused is chosen by it. The profile `oep49` doesn't
    ask for it, since the README is a component of the pattern that an app can be made without.

    **Instead.** Write a `README.rst` (or `.md`) in the app's folder: purpose, boundaries, vocabulary.
    """

    code = "AC010"
    name = "missing-readme"
    severity = Severity.INFO
    profiles = ("strict", "reusable")
    bad = {"orders/__init__.py": "", "orders/models.py": ""}
    good = {"orders/__init__.py": "", "orders/models.py": "", "orders/README.rst": "Orders\n======\n"}

    def check_app(self, app: App, project: Project) -> Iterator[Finding]:
        """Look at the names in the app's folder; a package to be reused may have it beside its ``pyproject.toml``."""
        found = any(each.lower().startswith("readme") for each in app.files)
        packaged = "reusable" in app.profiles and "." not in app.name and any(project.root.glob("README*"))
        if not found and not packaged:
            yield self.finding(
                app.place,
                f"{app.label} has no README.",
                f"Write {app.path}/README.rst: what the app is for, and what its words mean.",
                anchor="README",
                app=app,
            )
