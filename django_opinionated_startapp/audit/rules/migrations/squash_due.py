"""The rule ``squash-due``."""

from collections import Counter
from collections.abc import Iterator

from ....wording import counted
from ...finding import Finding, Severity
from ...project import App, Kind, Project
from ...rule import Rule


class SquashDue(Rule):
    """An app has more migrations than `max_migrations`.

    **Why.** Each test run and each new installation replays all of them, and loading the graph takes time with every
    command.

    **Instead.** Squash them: `manage.py squashall` does so for the whole project, across apps, and verifies the
    result.
    """

    code = "MG002"
    name = "squash-due"
    severity = Severity.INFO
    thresholds = {"max_migrations": 50}
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/migrations/__init__.py": "",
        **{f"orders/migrations/{number:04}_change.py": "" for number in range(1, 52)},
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/migrations/__init__.py": "",
        **{f"orders/migrations/{number:04}_change.py": "" for number in range(1, 51)},
    }

    def check_app(self, app: App, project: Project) -> Iterator[Finding]:
        """Count the modules in the app's migrations package; apps for its tests may lie inside it, with their own."""
        modules = project.modules_of(app, Kind.MIGRATION)
        count = max(Counter(each.package for each in modules if not each.is_package).values(), default=0)
        enough = int(self.threshold("max_migrations"))
        if count > enough:
            yield self.finding(
                app.place,
                f"{app.label} has {counted(count, 'migration')}; {enough} are enough.",
                "Run manage.py squashall.",
                anchor="migrations",
                app=app,
            )
