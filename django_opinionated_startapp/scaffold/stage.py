"""The child process of rehearse.py: loads a project with planned files laid over the disk, and writes nothing.

It reads one JSON document from standard input and answers with another one on standard output.
"""

import builtins
import io
import json
import os
import pathlib
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from traceback import walk_tb
from types import ModuleType
from typing import IO, Any

import django
from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter
from django.urls import URLResolver, get_resolver

from ..errors import OpinionatedError
from .rehearse import Plan

_open = io.open


class Overlay:
    """Planned files, as if they were on the disk."""

    def __init__(self, files: Sequence[tuple[Path, bytes]]) -> None:
        """Index ``files``, and the directories that they would make."""
        self._contents = {_key(path): content for path, content in files}
        self._directories = {_key(parent) for path, _ in files for parent in path.parents}
        # Resolving links costs much more than a look at the name, and most paths are not planned.
        self._names = {os.path.normcase(part) for path, _ in files for part in path.parts}

    def content(self, path: str | bytes | os.PathLike[str] | os.PathLike[bytes]) -> bytes | None:
        """Return the planned content of the file ``path``, if there is one."""
        text = os.fsdecode(path)
        known = os.path.normcase(os.path.basename(text)) in self._names  # noqa: PTH119 - paths of every import
        return self._contents.get(_key(text)) if known else None

    def makes(self, path: str) -> bool:
        """Tell whether ``path`` is a directory with planned files in or below it."""
        return os.path.normcase(os.path.basename(path)) in self._names and _key(path) in self._directories  # noqa: PTH119

    def open(self, file: Any, mode: str = "r", *rest: Any, **options: Any) -> IO[Any]:  # noqa: ANN401 - as open() has it
        """Open a file as ``open()`` does; what is planned is read from memory."""
        reads = isinstance(file, str | bytes | os.PathLike) and not set(mode) & set("wax+")
        content = self.content(file) if reads else None
        if content is None:
            return _open(file, mode, *rest, **options)
        return io.BytesIO(content) if "b" in mode else _text(content, *rest, **options)


class Loader(SourceFileLoader):
    """Loads one planned module."""

    def __init__(self, name: str, path: str, content: bytes) -> None:
        """Keep the ``content`` of the file ``path``."""
        super().__init__(name, path)
        self._content = content

    def get_data(self, path: str) -> bytes:
        """Return the planned bytes, or those of a file beside the module."""
        return self._content if path == self.path else super().get_data(path)

    def path_stats(self, path: str) -> Any:  # noqa: ANN401 - never returns
        """Deny that there are any, so that importlib neither reads bytecode nor writes it."""
        raise OSError(path)


class Modules:
    """The meta path finder of planned modules; it comes first, because they replace what is on the disk."""

    def __init__(self, overlay: Overlay) -> None:
        """Keep the planned files."""
        self._overlay = overlay

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of a planned module, unless an earlier entry of the path has one of that name."""
        entries = list(sys.path if path is None else path)
        for number, base in enumerate(_bases(fullname, entries)):
            if spec := self._planned(fullname, base):
                earlier = PathFinder.find_spec(fullname, entries[:number], target)
                return earlier if earlier and earlier.loader else spec
        return None

    def _planned(self, fullname: str, base: str) -> ModuleSpec | None:
        package = os.path.join(base, "__init__.py")  # noqa: PTH118 - for every import and entry
        for file, locations in ((package, [base]), (f"{base}.py", None)):
            # Every package has an __init__.py: the name of its directory tells more.
            content = self._overlay.content(file) if not locations or self._overlay.makes(base) else None
            if content is not None:
                loader = Loader(fullname, file, content)
                return spec_from_file_location(fullname, file, loader=loader, submodule_search_locations=locations)
        return None


class Namespaces:
    """The meta path finder of directories that planned files would make; it comes last, as with real ones."""

    def __init__(self, overlay: Overlay) -> None:
        """Keep the planned files."""
        self._overlay = overlay

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,  # noqa: ARG002 - the protocol has it
    ) -> ModuleSpec | None:
        """Return the spec of a namespace package."""
        places = [base for base in _bases(fullname, sys.path if path is None else path) if self._overlay.makes(base)]
        spec = ModuleSpec(fullname, None, is_package=True)
        spec.submodule_search_locations = places
        return spec if places else None


def main() -> None:
    """Read the document, play the plan through, and answer."""
    document = json.load(sys.stdin.buffer)
    # Settings may print, and so may whatever they import: the answer goes where they can't reach.
    answers = os.dup(1)
    os.dup2(2, 1)
    sys.dont_write_bytecode = True
    sys.path[:] = document["path"]
    answer = _answer(_plan(document["plan"]))
    with os.fdopen(answers, "w", encoding="ascii") as stream:
        json.dump(answer, stream)


def _plan(document: dict[str, Any]) -> Plan:
    files = tuple((Path(path), content.encode("latin-1")) for path, content in document.pop("files"))
    return Plan(files=files, **document)


def _answer(plan: Plan) -> dict[str, Any]:
    try:
        return {"migrations": _rehearse(plan)}
    except OpinionatedError as error:
        return {"error": error.message, "hint": error.hint}
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the project's code may raise anything
        return {"error": f"With the planned app the project does not start: {_reason(error)}.", "hint": _place(error)}


def _rehearse(plan: Plan) -> list[tuple[str, str]]:
    _lay_over(Overlay(plan.files))
    _configure(plan)
    django.setup()
    config = apps.get_app_config(plan.label)
    if config.name != plan.module:
        raise OpinionatedError(f"The label {plan.label} belongs to {config.name}, not to {plan.module}.")
    _check(config)
    if plan.urls:
        _check_urls(plan.urls)
    return _migrations(plan.label)


def _lay_over(overlay: Overlay) -> None:
    """Put ``overlay`` between Python and the disk."""
    sys.meta_path.insert(0, Modules(overlay))
    sys.meta_path.append(Namespaces(overlay))
    # Some settings read other files themselves; django-split-settings does.
    # Python 3.10's paths have a reference of their own to open(); later ones ask io.
    for module in (builtins, io, getattr(pathlib, "_NormalAccessor", io)):
        setattr(module, "open", overlay.open)  # noqa: B010 - overlay.open is not annotated in as many ways


def _configure(plan: Plan) -> None:
    """Load the settings and see to it that they hold the app, once."""
    if plan.settings is None:
        _configure_minimally()
    else:
        os.environ["DJANGO_SETTINGS_MODULE"] = plan.settings
    count = sum(_is_app(str(entry), plan.module) for entry in settings.INSTALLED_APPS)
    if plan.wired and not count:
        raise OpinionatedError(f"After the edit the settings {plan.settings} do not hold {plan.module}.")
    if count > 1:
        times = "twice" if count == 2 else f"{count} times"  # noqa: PLR2004 - the word says it
        raise OpinionatedError(f"The settings {plan.settings} hold {plan.module} {times}.")
    if not count:
        settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, plan.entry]


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
    for found in run_checks(app_configs=[config]):
        if found.level >= ERROR and not found.is_silenced() and _is_about(found.obj, config):
            text, _, hint = str(found).partition("\n\tHINT: ")
            raise OpinionatedError(f"Django's system checks reject the planned app: {text}", hint)


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


def _migrations(label: str) -> list[tuple[str, str]]:
    """Return the migrations that the app ``label`` needs, as makemigrations would write them."""
    if MigrationLoader.migrations_module(label)[0] is None:
        return []
    loader = MigrationLoader(None, ignore_no_migrations=True)
    # The app is named, because the questioner lists the directory of any other, and this one may not be there yet.
    questioner = NonInteractiveMigrationQuestioner(specified_apps={label}, dry_run=True, verbosity=0)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps), questioner)
    changes = detector.changes(graph=loader.graph, trim_to_apps={label}, convert_apps={label})
    writers = [MigrationWriter(migration, include_header=False) for migration in changes.get(label, [])]
    return [(f"migrations/{writer.filename}", writer.as_string()) for writer in writers]


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


def _bases(fullname: str, entries: Sequence[str]) -> Iterator[str]:
    """Yield the path, without suffix, that the module would have below each of ``entries``."""
    name = fullname.rpartition(".")[2]
    return (os.path.join(entry, name) for entry in entries)  # noqa: PTH118 - for every import and entry


def _key(path: str | Path) -> str:
    """Return ``path`` in the one form in which paths are compared."""
    return os.path.normcase(os.path.realpath(path))


def _text(content: bytes, buffering: int = -1, *rest: Any, **options: Any) -> io.TextIOWrapper:  # noqa: ANN401
    """Return ``content`` as a text file, with the arguments of ``open()``."""
    del buffering
    return io.TextIOWrapper(io.BytesIO(content), *rest, **options)


if __name__ == "__main__":
    main()
