"""Jinja templates → RenderedFile*. A project's own templates come first; all run in a sandbox."""

import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import cache_from_source
from pathlib import Path, PurePosixPath

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..errors import OpinionatedError, nearest
from ..pattern import Pattern
from . import names, samples, source
from .environment import Environment
from .model import FieldSpec, ModelSpec, Target
from .request import AppRequest
from .tidy import members_sorted, tidy_imports

BUILTIN = Path(__file__).parent / "templates"
SUFFIX = ".jinja"
_REFERENCE = "docs/templates.md lists what there is."
FILTERS: Mapping[str, Callable[..., object]] = {
    each.__name__: each
    for each in (
        names.camel,
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


class Templates:
    """The templates of all patterns, those in ``folder`` (the project's) before the built-in ones."""

    def __init__(self, folder: Path) -> None:
        """Look for overrides in ``folder``, which need not exist."""
        self.folder = folder
        builtin = jinja2.FileSystemLoader(BUILTIN)
        prefixed = jinja2.PrefixLoader({"builtin": builtin}, delimiter=":")
        self._jinja = ImmutableSandboxedEnvironment(
            loader=jinja2.ChoiceLoader([jinja2.FileSystemLoader(folder), builtin, prefixed]),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
            bytecode_cache=_compiled(),
        )
        self._jinja.filters.update(FILTERS)

    def render(self, name: str, context: Mapping[str, object]) -> str:
        """Return the text that the template ``name`` makes.

        Raises OpinionatedError with the template and the line, and for an undefined variable with the nearest name.
        """
        try:
            return self._jinja.get_template(name).render(context)
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
        """Yield the paths of the files that the project adds to ``pattern``, such as ``constants.py``."""
        own = self.folder / pattern.name
        known = {file.template for file in pattern.files}
        for path in sorted(own.rglob(f"*{SUFFIX}")):
            name = path.relative_to(own).as_posix()
            is_partial = path.name.startswith("_") and not path.name.startswith("__")
            if name not in known and not is_partial:
                yield name.removesuffix(SUFFIX)


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
    wanted = [(file.template, file.target) for file in pattern.files_for(request.components)]
    wanted += [(f"{path}{SUFFIX}", path) for path in templates.added(pattern)]
    context = make_context(request, environment)
    rendered = []
    for template, target in wanted:
        name = f"{pattern.name}/{template}"
        text = templates.render(name, context)
        path = target.replace("{version}", request.api_version)
        text = tidy_imports(text, name) if PurePosixPath(path).suffix == ".py" and text.strip() else text
        rendered.append(RenderedFile(path, text.lstrip("\n"), name))
    return tuple(rendered)


def make_context(request: AppRequest, environment: Environment) -> dict[str, object]:
    """Return the variables of the templates; docs/templates.md describes them."""
    return {
        "app": request,
        "models": request.models,
        "version": request.api_version,
        "has": {name: name in request.components for name in request.pattern.component_names},
        "env": environment,
        "targets": _targets(request),
    }


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
