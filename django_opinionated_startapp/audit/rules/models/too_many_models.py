"""The rule ``too-many-models``."""

from collections.abc import Iterator

from ....wording import counted
from ...facts import Where
from ...finding import Finding, Severity
from ...lookups.tables import is_likely
from ...project import App, Model, Project
from ...rule import Rule


class TooManyModels(Rule):
    """An app has more than `many` models with tables of their own, or more than `too_many` (a warning).

    **Why.** An app with thirty models is a project inside the project. Everything in it may use everything else,
    nobody can say what it is about, and its migrations are a queue in which all teams wait.

    **Instead.** Split it along the groups of models that are used together; `auditapps --report split` shows them.
    """

    code = "MO001"
    name = "too-many-models"
    severity = Severity.INFO
    thresholds = {"many": 10, "too_many": 20}
    bad = {
        "shop/__init__.py": "",
        "shop/models.py": "from django.db import models\n"
        + "".join(f"class Thing{number}(models.Model): ...\n" for number in range(11)),
    }
    good = {
        "shop/__init__.py": "",
        "shop/models.py": "from django.db import models\n"
        + "".join(f"class Thing{number}(models.Model): ...\n" for number in range(10)),
    }

    def check_app(self, app: App, project: Project) -> Iterator[Finding]:
        """Count the models that are neither abstract nor proxies."""
        count = sum(_counts(app, model, project) for model in project.models.values())
        if count > self.threshold("many"):
            large = count > self.threshold("too_many")
            yield self.finding(
                app.place,
                f"{app.label} has {counted(count, 'model')}.",
                "Split it along the groups of models that are used together.",
                anchor="models",
                app=app,
                severity=Severity.WARNING if large else None,
            )


def _counts(app: App, model: Model, project: Project) -> bool:
    plain = not (model.abstract or model.proxy or model.row.scope or model.row.flags & Where.TYPING)
    return plain and model.app == app.label and is_likely(project, model.name)
