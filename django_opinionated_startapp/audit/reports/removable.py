"""``--report removable APP``: everything that would break without an app, in the order in which one would work."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from ..facts.mentions import USER_SETTING
from ..finding import Place
from ..graph import EdgeKind, Evidence, needs
from ..inputs import read
from ..lookups.routes import Routes
from ..project import App, Kind, Module, Project

_TEMPLATES = (".html", ".txt", ".jinja", ".jinja2", ".j2", ".xml", ".mjml")
_LARGEST = 1_000_000  # bytes; a template that is larger is none


class Step(Enum):
    """What has to be done, in this order: the schema last, when nothing uses it any more."""

    USER = "it holds the user model"
    CODE = "code of other apps"
    RELATION = "relations of other models"
    TEMPLATE = "templates"
    TEST = "tests of others"
    MIGRATION = "migrations of others"
    URL = "root URLs and code outside of apps"
    SETTING = "settings"


WIRING = (Step.URL, Step.SETTING)


@dataclass(frozen=True, slots=True)
class Need:
    """One place that needs the app; ``app`` is the label of the one that it stands in, "" for none."""

    step: Step
    app: str
    place: Place
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Own:
    """What goes with the app: its models with their tables, its migrations, templates and files."""

    models: tuple[str, ...]
    migrations: int
    templates: int
    modules: int


@dataclass(frozen=True, slots=True)
class RemovableReport:
    """Everything that needs the app, in order of work; ``needs_apps`` are those that it needs itself."""

    app: str
    name: str
    needs: tuple[Need, ...]
    own: Own
    needs_apps: tuple[str, ...]

    @property
    def blockers(self) -> tuple[Need, ...]:
        """What is in the way: all but the lines that wire the app in, which go with it."""
        return tuple(each for each in self.needs if each.step not in WIRING)

    @property
    def removable(self) -> bool:
        """Whether nothing is in the way."""
        return not self.blockers


def removable_report(project: Project, app: App) -> RemovableReport:
    """Return what needs ``app``, applets of it not counted."""
    inside = {app.label, *(each.label for each in project.apps.values() if _is_inside(each, app))}
    found = {
        *_user_model(project, inside),
        *(need for module in project.modules.values() for need in _needs(project, module, inside)),
        *_templates(project, app, inside),
        *_settings(project, app),
    }
    order = list(Step)
    return RemovableReport(
        app.label,
        app.name,
        tuple(sorted(found, key=lambda each: (order.index(each.step), each.app, each.place, each.kind, each.text))),
        _own(project, inside),
        tuple(sorted(_needed(project, inside))),
    )


def _is_inside(other: App, app: App) -> bool:
    return other.is_applet and other.parent == app.label


def _user_model(project: Project, inside: set[str]) -> Iterator[Need]:
    for setting in project.settings.get("AUTH_USER_MODEL"):
        model = project.model_named(setting.value) if isinstance(setting.value, str) else None
        if model is not None and model.module.app in inside:
            yield Need(Step.USER, "", setting.place, "setting", f"AUTH_USER_MODEL = {setting.value!r}")


def _needs(project: Project, module: Module, inside: set[str]) -> Iterator[Need]:
    if module.app in inside:
        return
    for target, evidence in needs(project, module, typing=True):
        if target.label in inside and evidence.text != USER_SETTING:
            yield Need(_step(module, evidence), module.app, evidence.place, evidence.kind.value, evidence.text)


def _step(module: Module, evidence: Evidence) -> Step:
    if module.kind is not Kind.PRODUCTION:
        return Step.TEST if module.kind is Kind.TEST else Step.MIGRATION
    if not module.app:
        return Step.URL
    return Step.RELATION if evidence.kind is EdgeKind.RELATION else Step.CODE


def _settings(project: Project, app: App) -> Iterator[Need]:
    for name, settings in project.settings.values.items():
        for setting in settings if name not in ("AUTH_USER_MODEL", "INSTALLED_APPS") else ():
            for text in _texts(setting.value):
                if _names(text, name, app):
                    yield Need(Step.SETTING, "", setting.place, "setting", f"{name}: {text}")
    for entry, place in app.entries:
        yield Need(Step.SETTING, "", place, "setting", f"INSTALLED_APPS: {entry}")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in (*value.keys(), *value.values()):
            yield from _texts(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _texts(item)


def _names(text: str, setting: str, app: App) -> bool:
    """Tell whether a text in the settings names the app: by a dotted name, or as a label where labels stand."""
    labels = text == app.declared_label and setting in ("MIGRATION_MODULES", "DATABASE_APPS_MAPPING")
    model = text.lower().startswith(f"{app.declared_label}.") and setting.endswith("_MODEL")
    return app.contains(text) or labels or model


def _templates(project: Project, app: App, inside: set[str]) -> Iterator[Need]:
    """Yield the templates of others that load the app's tags, extend its templates or reverse its URLs."""
    tags = [
        module.name.rpartition(".")[2]
        for module in project.modules.values()
        if module.app in inside and "templatetags" in module.name.split(".") and not module.is_package
    ]
    owned = {each.relative_to(root).as_posix() for root in _folders(project, app) for each in _files(root)}
    words = [*(rf"load\s[^%]*\b{re.escape(tag)}\b" for tag in tags)]
    words += [rf"""(?:extends|include)\s+["'](?:{"|".join(map(re.escape, sorted(owned)))})["']"""] if owned else []
    words += [rf"""url\s+["']{re.escape(space)}:""" for space in _namespaces(project, inside)]
    if not words:
        return
    pattern = re.compile(rf"{{%-?\s*(?:{'|'.join(words)})")
    for folder, label in _template_folders(project):
        for path in _files(folder) if label not in inside else ():
            place = path.relative_to(project.root).as_posix()
            for number, line in enumerate(_text(path).splitlines(), 1):
                if match := pattern.search(line):
                    yield Need(Step.TEMPLATE, label, Place(place, number, match.start() + 1), "template", line.strip())


def _text(path: Path) -> str:
    with suppress(OSError):
        return read(str(path))[1].decode("utf-8", "replace")
    return ""


def _namespaces(project: Project, inside: set[str]) -> Iterable[str]:
    return sorted(name for name, labels in project.shared(Routes).namespaces.items() if labels <= inside)


def _template_folders(project: Project) -> Iterator[tuple[Path, str]]:
    for app in project.apps.values():
        for folder in _folders(project, app):
            yield folder, app.label
    if (project.root / "templates").is_dir():
        yield project.root / "templates", ""


def _folders(project: Project, app: App) -> list[Path]:
    names = [name for name in ("templates", "jinja2") if name in app.files]
    return [project.root / app.path / name for name in names]


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in _TEMPLATES and path.is_file() and path.stat().st_size < _LARGEST:
            yield path


def _own(project: Project, inside: set[str]) -> Own:
    modules = [module for module in project.modules.values() if module.app in inside]
    apps = [project.apps[label] for label in inside]
    return Own(
        tuple(sorted(m.row.simple_name for m in project.models.values() if m.module.app in inside and not m.abstract)),
        sum(module.kind is Kind.MIGRATION and not module.is_package for module in modules),
        sum(1 for app in apps for folder in _folders(project, app) for _file in _files(folder)),
        sum(module.kind is Kind.PRODUCTION for module in modules),
    )


def _needed(project: Project, inside: set[str]) -> set[str]:
    return {
        target.label
        for module in project.production()
        if module.app in inside
        for target, _evidence in needs(project, module)
        if target.label not in inside
    }
