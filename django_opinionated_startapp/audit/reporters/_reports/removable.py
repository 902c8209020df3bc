"""What depends on an app, in words."""

from collections import Counter
from collections.abc import Iterator

from ....wording import counted
from ...reports.removable import Need, RemovableReport, Step
from .blocks import Block, Heading, Items, Prose

_WORK = {
    Step.USER: "The user model is in it, and Django can't change AUTH_USER_MODEL where there is data.",
    Step.CODE: "Code of other apps: let it do without, or listen to what it needs.",
    Step.RELATION: "Relations: take the fields out, with a migration for each app.",
    Step.TEMPLATE: "Templates: take tags, includes and URLs out.",
    Step.TEST: "Tests of others: take out what is about this app.",
    Step.MIGRATION: "Migrations of others: squash them, so that none names the app, before its files go.",
    Step.URL: "Code outside of apps, such as the root URLs: take the lines out.",
    Step.SETTING: "Settings: take the lines out, INSTALLED_APPS last.",
}
_UNSEEN = (
    "Not seen: names that are put together at run time, generic relations and content types in the database, "
    "permissions and fixtures, raw SQL, JavaScript, other projects, and templates outside of the apps and of the "
    "folder templates/."
)


def blocks(report: RemovableReport) -> Iterator[Block]:
    """Yield the verdict, then the steps in the order of work."""
    yield Heading(f"Can {report.app} ({report.name}) be removed?", 1)
    yield Prose(_verdict(report))
    for number, step in enumerate(dict.fromkeys(each.step for each in report.needs), 1):
        found = [each for each in report.needs if each.step is step]
        yield Heading(f"{number}. {_WORK[step]} ({counted(len(found), 'place')})")
        yield Items(tuple(_by_app(found)))
    yield Prose(f"{_with_it(report)} It needs {', '.join(report.needs_apps) or 'no other app'} itself.")
    yield Prose(_UNSEEN)


def _verdict(report: RemovableReport) -> str:
    if report.removable:
        lines = counted(len(report.needs), "line")
        return f"Yes: nothing needs it but what wires it in ({lines})." if report.needs else "Yes: nothing needs it."
    apps = {each.app for each in report.blockers if each.app}
    steps = Counter(each.step.value for each in report.blockers)
    listed = ", ".join(f"{number} in {what}" if what.startswith(_PLURAL) else what for what, number in steps.items())
    return f"No: {counted(len(report.blockers), 'place')} in {counted(len(apps), 'app')} are in the way: {listed}."


_PLURAL = ("code", "relations", "templates", "tests", "migrations")


def _by_app(found: list[Need]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for app in dict.fromkeys(each.app for each in found):
        own = [each for each in found if each.app == app]
        lines = tuple(f"{each.place}: {each.kind} {each.text}" for each in own)
        yield f"{app or 'the project'}: {counted(len(own), 'place')}", lines


def _with_it(report: RemovableReport) -> str:
    own = report.own
    models = f" ({', '.join(own.models)})" if own.models else ""
    tables = "With it go" if not own.models else "With it go tables and data of"
    return (
        f"{tables} {counted(len(own.models), 'model')}{models}, {counted(own.modules, 'module')}, "
        f"{counted(own.migrations, 'migration')} and {counted(own.templates, 'template')}."
    )
