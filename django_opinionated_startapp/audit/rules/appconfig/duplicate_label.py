"""The rule ``duplicate-label``."""

from collections.abc import Iterator

from ...facts import Assign, Where
from ...facts.values import Raw
from ...finding import Finding, Severity
from ...fixes.kinds import Fix, Safety
from ...fixes.labels import relabelled
from ...fixes.texts import Texts
from ...project import App, Project, Setting
from ...rule import Rule

_CONTRIB = "django.contrib."


class DuplicateLabel(Rule):
    """Two apps have the same label.

    **Why.** The label names the app's tables, migrations and permissions. Django refuses to start with two that are
    the same. Two that are never installed together (a warning) still share one history of migrations as soon as they
    meet in a database.

    **Instead.** Give one of them another `label` in its AppConfig. If it has tables already, move them with a
    migration.

    **Fix.** A label with the name of the package around the app in front. It is unsafe, since permissions and content
    types go by labels, and not offered for an app that has models or migrations, or that code asks for by its label.
    """

    code = "AC004"
    name = "duplicate-label"
    severity = Severity.ERROR
    safety = Safety.UNSAFE
    bad = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
        "config/__init__.py": "",
        "config/settings.py": 'INSTALLED_APPS = ["shop.reports", "stock.reports"]',
        "shop/__init__.py": "",
        "shop/reports/__init__.py": "",
        "stock/__init__.py": "",
        "stock/reports/__init__.py": "",
    }
    good = {
        **bad,
        "stock/reports/apps.py": """
            from django.apps import AppConfig

            class ReportsConfig(AppConfig):
                name = "stock.reports"
                label = "stock_reports"
            """,
    }

    def check_project(self, project: Project) -> Iterator[Finding]:
        """Compare the labels of the apps with each other and with those of ``django.contrib``."""
        owners: dict[str, App] = {}
        for app in project.apps.values():
            if not app.is_applet:
                first = owners.setdefault(app.declared_label, app)
                if first is not app:
                    yield from self._between(first, app, project)
        for label, app in owners.items():
            together = _together(project, app, f"{_CONTRIB}{label}")
            if together and not _taken_out(project, f"{_CONTRIB}{label}"):
                yield self._clash(app, f"{_CONTRIB}{label}", together=True)

    def _between(self, first: App, app: App, project: Project) -> Iterator[Finding]:
        # Without entries the apps are those of a library, and nobody knows which of them meet.
        if first.entries and app.entries and not _alternatives(project, first, app):
            yield self._clash(
                app, first.name, together=_together(project, app, *(entry for entry, _ in first.entries))
            )

    def _clash(self, app: App, other: str, *, together: bool) -> Finding:
        place = app.entries[0][1] if app.entries else app.place
        return self.finding(
            place,
            f"{app.name} has the label '{app.declared_label}', and so has {other}.",
            "Set another label in its AppConfig.",
            anchor=f"{app.name} -> {other}",
            app=app,
            severity=Severity.ERROR if together else Severity.WARNING,
        )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Put the name of the package around the app in front."""
        return relabelled(project.apps[finding.app], project, texts)


def _together(project: Project, app: App, *others: str) -> bool:
    """Tell whether one settings module installs both ``app`` and an entry that is one of ``others`` or below it."""
    own = {entry for entry, _ in app.entries}
    for setting in project.settings.get("INSTALLED_APPS"):
        entries = _entries(setting)
        if own & entries and any(f"{entry}.".startswith(f"{each}.") for entry in entries for each in others):
            return True
    return False


def _entries(setting: Setting) -> set[str]:
    value = setting.value
    return {each for each in value if isinstance(each, str)} if isinstance(value, list) else set()


def _alternatives(project: Project, *apps: App) -> bool:
    """Tell whether one of the apps is installed under a condition: the other may be what is installed otherwise."""
    entries = {entry for app in apps for entry, _ in app.entries}
    return any(
        not entries.isdisjoint(_optional(row.raw, optional=bool(row.flags & (Where.CONDITIONAL | Where.TRY))))
        for row in _rows(project)
    )


def _taken_out(project: Project, name: str) -> bool:
    """Tell whether settings remove the app ``name``, be it on a condition: what they add then may be in its place."""
    return any(f"{row.raw}.".startswith(f"{name}.") for row in _rows(project) if row.operation == "remove")


def _rows(project: Project) -> Iterator[Assign]:
    for name in project.settings.modules:
        module = project.modules.get(name)
        yield from module.body.assigns if module else ()


def _optional(raw: Raw, *, optional: bool) -> Iterator[str]:
    """Yield the strings that a value may be without: all if it is ``optional`` itself, else those of alternatives."""
    if isinstance(raw, str) and optional:
        yield raw
    for each in raw if isinstance(raw, list) else ():
        yield from _optional(each, optional=optional or raw[0] == "e")
