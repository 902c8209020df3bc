"""The child process of rehearse.py: loads a project with planned files laid over the disk, and writes nothing there.

It reads one JSON document from standard input and answers with another one on standard output.
"""

import gc
import json
import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from traceback import walk_tb
from typing import Any

import django
from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.core.checks.registry import registry
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter
from django.db.models import NOT_PROVIDED
from django.urls import URLResolver, get_resolver
from django.utils import translation

from ..errors import OpinionatedError
from .overlay import Overlay, lay_over
from .rehearse import Plan, Removal, Trial
from .starting import name_settings

_PACKAGES = {"site-packages", "dist-packages"}


def main() -> None:
    """Read the document, play the plan through, and answer."""
    document = json.load(sys.stdin.buffer)
    # Settings may print, and so may whatever they import: the answer goes where they can't reach.
    answers = os.dup(1)
    os.dup2(2, 1)
    _compile_packages_only()
    # It ends in a moment, and most of what it makes lives until then.
    gc.disable()
    sys.path[:] = document["path"]
    answer = _answer(document)
    with os.fdopen(answers, "w", encoding="ascii") as stream:
        json.dump(answer, stream)


def _compile_packages_only() -> None:
    """Let Python keep compiled modules of installed packages, if it may, but none of the project.

    pip compiles packages, and other installers don't: then loading Django REST framework takes longer than all else.
    """
    keep = SourceFileLoader.set_data

    def set_data(self: SourceFileLoader, path: str, data: bytes, **mode: int) -> None:
        if _PACKAGES & {*Path(self.path).parts}:
            keep(self, path, data, **mode)

    setattr(SourceFileLoader, "set_data", set_data)  # noqa: B010 - the types say that methods stay


def _answer(document: dict[str, Any]) -> dict[str, Any]:
    occasion = "Without the app" if "removal" in document else "With the planned app"
    try:
        if "removal" in document:
            _rehearse_removal(_removal(document["removal"]))
            return {}
        return _rehearse(_plan(document["plan"]))
    except OpinionatedError as error:
        return {"error": error.message, "hint": error.hint}
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the project's code may raise anything
        return {"error": f"{occasion} the project does not start: {_reason(error)}.", "hint": _place(error)}


def _plan(document: dict[str, Any]) -> Plan:
    trial = document.pop("trial")
    return Plan(files=_files(document.pop("files")), trial=Trial(**trial) if trial else None, **document)


def _removal(document: dict[str, Any]) -> Removal:
    files, gone = _files(document.pop("files")), tuple(map(Path, document.pop("gone")))
    return Removal(files=files, gone=gone, **document)


def _files(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[Path, bytes], ...]:
    return tuple((Path(path), content.encode("latin-1")) for path, content in pairs)


def _rehearse_removal(removal: Removal) -> None:
    """Load the project without the app: its settings, models, URLs and migrations, and run the system checks."""
    lay_over(Overlay(removal.files, removal.gone))
    name_settings(removal.settings)
    holds = any(str(entry) == removal.module or _is_below(str(entry), removal) for entry in settings.INSTALLED_APPS)
    if holds and not removal.stays:
        raise OpinionatedError(
            f"The settings {removal.settings} still hold {removal.module}, in a line that was not added for it.",
            f"Take {removal.module} out of INSTALLED_APPS, then run the command again.",
        )
    django.setup()
    for found in run_checks():
        # What was wrong before is not the matter.
        if found.level >= ERROR and not found.is_silenced() and f"{removal.label}." in str(found):
            text, _, hint = str(found).partition("\n\tHINT: ")
            raise OpinionatedError(f"Without the app Django's system checks find an error: {text}", hint)
    if getattr(settings, "ROOT_URLCONF", None):
        list(_included(get_resolver()))
    MigrationLoader(None, ignore_no_migrations=True)


def _is_below(entry: str, removal: Removal) -> bool:
    """Tell whether ``entry`` is an AppConfig of the app."""
    return re.fullmatch(rf"{re.escape(removal.module)}\.(\w+\.)*[A-Z]\w*", entry) is not None


def _rehearse(plan: Plan) -> dict[str, Any]:
    lay_over(Overlay(plan.files))
    _configure(plan)
    django.setup()
    names = {each.name for each in apps.get_app_configs()}
    for name in plan.trial.kept if plan.trial else ():
        if name not in names:
            raise _disproved(plan, f"do not hold {name} any more")
    config = apps.get_app_config(plan.label)
    if config.name != plan.module:
        raise OpinionatedError(f"The label {plan.label} belongs to {config.name}, not to {plan.module}.")
    _check(config)
    if plan.urls:
        _check_urls(plan.urls)
    # As in makemigrations: what a migration says depends on no language.
    with translation.override(None):
        return _migrations(plan.label)


def _configure(plan: Plan) -> None:
    """Load the settings and see to it that they hold the app, once."""
    if plan.settings is None:
        _configure_minimally()
    else:
        name_settings(plan.settings)
    for module in plan.trial.modules if plan.trial else ():
        if (held := _count(module)) != 1:
            raise _disproved(plan, f"hold {module} {_times(held)}" if held else f"do not hold {module}")
    count = _count(plan.module)
    if plan.wired and not count:
        raise OpinionatedError(f"After the edit the settings {plan.settings} do not hold {plan.module}.")
    if count > 1:
        raise OpinionatedError(f"The settings {plan.settings} hold {plan.module} {_times(count)}.")
    if not count:
        settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, plan.entry]


def _disproved(plan: Plan, found: str) -> OpinionatedError:
    """Return the error of a trial in which the settings were found to do something else than they should."""
    assert plan.trial  # noqa: S101 - there was one
    hint = f"It was tried: with the entry added, the settings {plan.settings} {found}."
    return OpinionatedError(plan.trial.why, f"{hint}\n{plan.trial.way}")


def _count(module: str) -> int:
    """Return how often the settings hold the app ``module``."""
    return sum(_is_app(str(entry), module) for entry in settings.INSTALLED_APPS)


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"  # noqa: PLR2004 - the word says it


def _configure_minimally() -> None:
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )


def _is_app(entry: str, module: str) -> bool:
    """Tell whether ``entry`` installs ``module``: by its name or by a config, but not an app below it."""
    return entry == module or (entry.startswith(f"{module}.") and AppConfig.create(entry).name == module)


def _check(config: AppConfig) -> None:
    """Raise the first error that Django's system checks find; those that need a database are not run."""
    registry.registered_checks = {check for check in registry.registered_checks if _may_be_about_apps(check)}
    for found in run_checks(app_configs=[config]):
        if found.level >= ERROR and not found.is_silenced() and _is_about(found.obj, config):
            text, _, hint = str(found).partition("\n\tHINT: ")
            raise OpinionatedError(f"Django's system checks reject the planned app: {text}", hint)


def _may_be_about_apps(check: Callable[..., Any]) -> bool:
    """Tell whether ``check`` looks at more than settings, templates and URLs, which have to be loaded for it."""
    return (
        not check.__module__.startswith("django.core.checks.") or check.__module__ == "django.core.checks.model_checks"
    )


def _is_about(thing: object, config: AppConfig) -> bool:
    """Tell whether ``thing`` is part of the app; what was wrong elsewhere before is none of its business."""
    owner = getattr(thing, "model", thing)
    home = (owner if isinstance(owner, type) else type(owner)).__module__
    return thing is config or f"{home}.".startswith(f"{config.name}.")


def _check_urls(module: str) -> None:
    if module not in _included(get_resolver()):
        raise OpinionatedError(f"After the edit the URLs in {settings.ROOT_URLCONF} do not include {module}.")


def _included(root: URLResolver) -> Iterator[str]:
    """Yield the names of all modules that ``root`` includes, itself among them."""
    yield getattr(root.urlconf_module, "__name__", "")
    for item in root.url_patterns:
        if isinstance(item, URLResolver):
            yield from _included(item)


class _Questioner(NonInteractiveMigrationQuestioner):
    """Answers what makemigrations asks, and notes for which field somebody has to say what old rows get."""

    unsure = ""

    def ask_not_null_addition(self, field_name: str, model_name: str) -> object:
        """Leave it open."""
        self.unsure = f"{model_name}.{field_name}"
        return NOT_PROVIDED


def _migrations(label: str) -> dict[str, Any]:
    """Return the migrations that the app ``label`` needs, as makemigrations would write them, and what is unsure."""
    if MigrationLoader.migrations_module(label)[0] is None:
        return {"migrations": [], "unsure": ""}
    loader = MigrationLoader(None, ignore_no_migrations=True)
    # The app is named, because the questioner lists the directory of any other, and this one may not be there yet.
    questioner = _Questioner(specified_apps={label}, dry_run=True, verbosity=0)
    before = loader.project_state()
    after = _only_changed(label, before, loader.unmigrated_apps)
    detector = MigrationAutodetector(before, after, questioner)
    changes = detector.changes(graph=loader.graph, trim_to_apps={label}, convert_apps={label})
    writers = [MigrationWriter(migration, include_header=False) for migration in changes.get(label, [])]
    found = [(f"migrations/{writer.filename}", writer.as_string()) for writer in writers]
    return {"migrations": found, "unsure": questioner.unsure}


def _only_changed(label: str, before: ProjectState, unmigrated: Collection[str]) -> ProjectState:
    """Return the models of the project as its migrations make them, but for those of the app ``label``: as they are.

    What has changed elsewhere waits for a makemigrations of its own, and nothing may depend on a migration that is not
    there yet. Raises OpinionatedError where the app needs it.
    """
    after = ProjectState.from_apps(apps)
    new = {key for key in after.models.keys() - before.models.keys() if key[0] not in {label, *unmigrated}}
    for other, name in sorted(new):
        if any(user == label for user, _ in after.relations[other, name]) or _is_base(f"{other}.{name}", label, after):
            raise OpinionatedError(
                f"{other}.{apps.get_model(other, name).__name__} is in no migration yet, and {label} refers to it.",
                f"Write its migration first: ./manage.py makemigrations {other}",
            )
    models = {key: state for key, state in after.models.items() if key[0] in {label, *unmigrated}}
    alone = ProjectState(real_apps=after.real_apps)
    alone.models = {**before.models, **models}
    return alone


def _is_base(model: str, label: str, state: ProjectState) -> bool:
    """Tell whether a model of the app ``label`` is a proxy of ``model``, or another kind of subclass."""
    own = (each.bases for (app, _), each in state.models.items() if app == label)
    return any(model == str(base).lower() for bases in own for base in bases)


def _reason(error: BaseException) -> str:
    """Return ``error`` on one line, without a full stop."""
    return " ".join(f"{type(error).__name__}: {error}".split()).rstrip(".:")


def _place(error: BaseException) -> str:
    """Return the last line of the project's own that ``error`` came through."""
    root = Path.cwd()
    frames = [(Path(frame.f_code.co_filename), line) for frame, line in walk_tb(error.__traceback__)]
    own = [f"See {path.relative_to(root)}, line {line}." for path, line in frames if _is_own(path, root)]
    return own[-1] if own else ""


def _is_own(path: Path, root: Path) -> bool:
    """Tell whether ``path`` is a file of the project, whose virtual environment may be below ``root`` too."""
    return path.is_relative_to(root) and "site-packages" not in path.parts


if __name__ == "__main__":
    main()
