"""Jinja templates → RenderedFile*. A project's own templates come first; all run in a sandbox."""

import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib.util import cache_from_source
from pathlib import Path, PurePosixPath

import jinja2

from ..errors import OpinionatedError, nearest
from ..pattern import BUILTIN as BUILTIN_PATTERNS
from ..pattern import PATTERNS, Pattern
from . import names, objects, samples, source
from .environment import Environment
from .model import FieldSpec, ModelSpec, Target
from .request import AppRequest
from .sandbox import FolderLoader, Sandbox
from .shared import shared_classes
from .tidy import members_sorted, tidy_imports

BUILTIN = Path(__file__).parent / "templates"
SUFFIX = ".jinja"
_REFERENCE = "docs/templates.md lists what there is."
FILTERS: Mapping[str, Callable[..., object]] = {
    each.__name__: each
    for each in (
        names.camel,
        objects.apart_from,
        objects.class_imports,
        objects.object_annotation,
        objects.object_argument,
        objects.object_parameter,
        samples.chosen,
        samples.literal,
        samples.numbered,
        samples.other,
        samples.refused,
        samples.sample,
        source.annotation,
        source.argument,
        source.assignment,
        source.bound,
        source.data_sample,
        source.data_value,
        source.definition,
        source.json_value,
        source.parameter,
        source.quoted,
        source.tupled,
        members_sorted,
    )
}


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file below the app: its POSIX path, its text, and the template that it came from."""

    path: str
    text: str
    template: str


class _PackLoader(jinja2.BaseLoader):
    """Loads the templates of packs, and for those that a pack has not, those of the pattern that it goes on from."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return text, path and a test of being up to date of ``template``, such as ``acme/models.py.jinja``."""
        name, _, rest = template.partition("/")
        pattern = PATTERNS.get(name)
        if pattern is None or not pattern.templates:
            raise jinja2.TemplateNotFound(template)
        folders = [Path(pattern.templates), *([BUILTIN / pattern.base] if pattern.base else ())]
        return FolderLoader(folders).get_source(environment, rest)


class Templates:
    """The templates of all patterns, those in ``folder`` (the project's) before the built-in ones."""

    def __init__(self, folder: Path) -> None:
        """Look for overrides in ``folder``, which need not exist."""
        self.folder = folder
        self._jinja = _sandbox(folder, tuple(sorted(folder.rglob(f"*{SUFFIX}"))))

    def render(self, name: str, context: Mapping[str, object]) -> str:
        """Return the text that the template ``name`` makes.

        Raises OpinionatedError with the template and the line, and for an undefined variable with the nearest name.
        """
        try:
            return self._jinja.get_template(name).render(context)
        except OpinionatedError:  # of our own loaders
            raise
        except jinja2.TemplateSyntaxError as error:
            where = f"{error.name or name}, line {error.lineno}"
            raise OpinionatedError(f"{where}: {error.message}", "Mend the template.") from error
        except jinja2.TemplateNotFound as error:
            raise OpinionatedError(f"{name}: there is no template '{error.name}'.", _extends_hint(name)) from error
        except RecursionError as error:
            raise OpinionatedError(f"{name} extends itself.", _extends_hint(name)) from error
        except jinja2.UndefinedError as error:
            raise OpinionatedError(
                f"{_where(error, name)}: {error.message}.", _undefined_hint(error, context)
            ) from error
        except Exception as error:  # a template can raise whatever its expressions raise
            raise OpinionatedError(f"{_where(error, name)}: {error}", "Mend the template.") from error

    def added(self, pattern: Pattern) -> Iterator[str]:
        """Yield the paths of the files that the project adds to ``pattern``, such as ``constants.py``.

        ``_macros.jinja`` is a part of others and makes no file; ``_cancel_order.py.jinja`` makes a private module.
        """
        own = self.folder / pattern.name
        known = {file.template for file in pattern.files}
        for path in sorted(own.rglob(f"*{SUFFIX}")):
            name = path.relative_to(own).as_posix()
            is_partial = path.name.startswith("_") and not PurePosixPath(path.stem).suffix
            if name not in known and not is_partial:
                yield name.removesuffix(SUFFIX)


@lru_cache(maxsize=2)
def _sandbox(folder: Path, _own: tuple[Path, ...]) -> Sandbox:
    """Return what renders; one process that makes many apps compiles a template once, and again when it changes.

    Jinja would not notice that one of the project's ``_own`` has come to stand before a built-in one.
    """
    builtin = jinja2.ChoiceLoader([jinja2.FileSystemLoader(BUILTIN), _PackLoader()])
    prefixed = jinja2.PrefixLoader({"builtin": builtin}, delimiter=":")
    sandbox = Sandbox(
        loader=jinja2.ChoiceLoader([FolderLoader(folder), builtin, prefixed]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        bytecode_cache=_compiled(),
    )
    sandbox.filters.update(FILTERS)
    return sandbox


def _compiled() -> jinja2.BytecodeCache | None:
    """Keep compiled templates where Python keeps this module compiled: as trusted, and as easily thrown away.

    None where Python may not or cannot write there. Compiling takes a quarter of the whole command.
    """
    folder = Path(cache_from_source(__file__)).parent
    if sys.dont_write_bytecode or not os.access(folder, os.W_OK):
        return None
    return jinja2.FileSystemBytecodeCache(str(folder), "template_%s.cache")


def render_app(request: AppRequest, environment: Environment, templates: Templates) -> tuple[RenderedFile, ...]:
    """Return every file of the app, in the pattern's order; Python still unformatted."""
    pattern = request.pattern
    files = pattern.files_for(request.components, dict(request.options))
    wanted = [(file.template, file.target if file.beside else request.prefix + file.target) for file in files]
    wanted += [(f"{path}{SUFFIX}", request.prefix + path) for path in templates.added(pattern)]
    context = make_context(request, environment)
    rendered = []
    for template, target in wanted:
        name = f"{pattern.name}/{template}"
        for path, variables in _files(target, request):
            text = templates.render(name, {**context, **variables})
            text = tidy_imports(text, name) if PurePosixPath(path).suffix == ".py" and text.strip() else text
            rendered.append(RenderedFile(path, text.lstrip("\n"), name))
    _check_apart(rendered)
    return tuple(rendered)


def _files(target: str, request: AppRequest) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the path of every file that ``target`` stands for, and the variables that tell it from the others."""
    for version in request.api_versions if "{version}" in target else request.api_versions[:1]:
        path = target.replace("{version}", version)
        if "{model" not in path:
            yield path, {"version": version}
            continue
        for model in request.models:
            named = path.replace("{model}", model.snake).replace("{models}", model.plural)
            yield named, {"version": version, "model": model}


def _check_apart(files: Sequence[RenderedFile]) -> None:
    """Refuse a module that stands beside a package of its name, which Python would import instead of it."""
    packages = {folder.as_posix() for file in files for folder in PurePosixPath(file.path).parents}
    for file in files:
        if file.path.removesuffix(".py") in packages:
            raise OpinionatedError(
                f"{file.path} can't be imported beside the folder of the same name.",
                "Choose another name for the model.",
            )


def make_context(request: AppRequest, environment: Environment) -> dict[str, object]:
    """Return the variables of the templates; docs/templates.md describes them."""
    return {
        "app": request,
        "models": request.models,
        "version": request.api_versions[0],
        "has": {name: name in request.components for name in _component_names(request.pattern)},
        "options": request.pattern.chosen(dict(request.options)),
        "env": environment,
        "targets": _targets(request),
        "common": shared_classes(request),
    }


def _component_names(pattern: Pattern) -> frozenset[str]:
    """Return the names of the components of all patterns: one pattern's templates may extend another's."""
    return frozenset(pattern.component_names).union(*(each.component_names for each in BUILTIN_PATTERNS.values()))


def _targets(request: AppRequest) -> tuple[Target, ...]:
    """Return the models of other apps that the tests must make, each after those that it needs."""
    found: dict[str, Target] = {}

    def add(target: Target) -> None:
        for need in target.needs:
            add(need)
        if not target.local:
            found.setdefault(target.factory, target)

    for model in request.models:
        for target in model.targets():
            add(target)
    return tuple(found.values())


def format_python(text: str, template: str, line_length: int) -> str:
    """Return ``text`` as black writes it. Raises OpinionatedError where it is not Python."""
    # Black takes a tenth of a second to import, and nothing else needs it.
    from black import format_str  # noqa: PLC0415
    from black.mode import Mode, TargetVersion  # noqa: PLC0415
    from black.parsing import InvalidInput  # noqa: PLC0415

    # What a project of today runs on: without this, black and ruff break long with statements in different ways.
    targets = {version for version in TargetVersion if version.value >= TargetVersion.PY310.value}
    try:
        return format_str(text, mode=Mode(targets, line_length=line_length))
    except InvalidInput as error:
        raise OpinionatedError(
            f"The template {template} does not make Python: {error}", "Mend the template."
        ) from error


def _extends_hint(name: str) -> str:
    return f'The built-in template is called "builtin:{name}".'


def _where(error: BaseException, name: str) -> str:
    """Return template and line of the innermost template frame."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(SUFFIX)]
    if not frames:
        return name
    return f"{'/'.join(Path(frames[-1].filename).parts[-len(name.split('/')) :])}, line {frames[-1].lineno}"


def _undefined_hint(error: jinja2.UndefinedError, context: Mapping[str, object]) -> str:
    """Return the nearest name to the one that is undefined."""
    name = re.search(
        r"'(\w+)' is undefined|'(?P<owner>[\w.]+) object' has no attribute '(?P<attribute>\w+)'", error.message or ""
    )
    if name is None:
        return _REFERENCE
    if name["owner"] is None:
        return nearest(name[1], context)
    classes = {each.__name__: each for each in (AppRequest, Environment, ModelSpec, FieldSpec, Target)}
    known = dir(classes.get(name["owner"].rpartition(".")[2]))
    if isinstance(context["has"], dict) and name["owner"] == "dict":
        known = list(context["has"])
    near = get_close_matches(name["attribute"], [each for each in known if not each.startswith("_")], n=1)
    return f"Did you mean {near[0]}?" if near else _REFERENCE
