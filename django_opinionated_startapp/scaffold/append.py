"""New models for a ``models.py`` that a person wrote: their classes, and the imports that these need."""

import ast
import io
import tokenize
from dataclasses import replace
from pathlib import Path

from ..errors import OpinionatedError
from .build import Project, finish
from .merge import Merged
from .merge.imports import complete_imports, imports_of
from .model import Existing, ModelSpec
from .render import RenderedFile, Templates, render_app
from .request import AppRequest
from .upgrade import formatted
from .wire import WireEdit

_FILE = "models.py"


def append_models(request: AppRequest, models: tuple[ModelSpec, ...], project: Project) -> WireEdit:
    """Return the edit that adds ``models`` to the ``models.py`` of the app; what stands there stays as it is.

    Raises OpinionatedError where there is no such file, or where the new classes can't stand beside the others.
    """
    path = request.base / _FILE
    if not path.is_file() or path.with_suffix("").is_dir():  # Python takes the package, and never reads the module
        raise _refusal(path, request.module, "is not what Django reads")
    before = path.read_bytes()  # which Django has imported, so that it is Python
    new = _rendered(replace(request, models=models), project)
    encoding, _ = tokenize.detect_encoding(io.BytesIO(before).readline)
    mine = before.decode(encoding)
    text = _appended(mine, new)
    if text is None:
        raise _refusal(path, request.module, "has something of one of their names")
    text = formatted(Merged(text), mine, path, project.config.line_length).text
    return WireEdit(path, before, text.encode(encoding), 0, "")


def as_existing(model: ModelSpec, scope: str) -> ModelSpec:
    """Return ``model`` as the layers see it from then on; ``scope`` is a method of its querysets."""
    return replace(model, existing=Existing(scope=scope if model.owner else "", ordering=model.ordering))


def scope_of(request: AppRequest) -> str:
    """Return what the pattern calls the method that finds what a user may see."""
    return "for_user" if (request.pattern.base or request.pattern.name) == "services" else "visible_to"


def _rendered(request: AppRequest, project: Project) -> str:
    templates = Templates(request.place.root / project.config.templates)
    plain = replace(request, from_models=(), components=frozenset())
    found = {file.path: file for file in render_app(plain, project.environment, templates)}
    return finish(RenderedFile(_FILE, found[_FILE].text, found[_FILE].template), project.config)


def _appended(mine: str, source: str) -> str | None:
    """Return ``mine`` with the classes of ``source`` at its end, and what these import; None where a name is taken."""
    old, new = ast.parse(mine), ast.parse(source)
    classes = [node for node in new.body if isinstance(node, ast.ClassDef)]
    there = set(imports_of(old))
    # What is there for all is there for the types too.
    strange = {each.binds for each in imports_of(new) if there.isdisjoint({each, replace(each, typed=False)})}
    if _names(old) & {*strange, *(node.name for node in classes)}:
        return None
    parts = [mine.replace("\r\n", "\n").rstrip(), *(ast.get_source_segment(source, node) or "" for node in classes)]
    text = complete_imports("\n\n\n".join(parts) + "\n", source)
    return text.replace("\n", "\r\n") if "\r\n" in mine else text


def _names(tree: ast.Module) -> set[str]:
    """Return the names that a module binds, whatever for."""
    every = list(ast.walk(tree))
    stored = {each.id for each in every if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    imported = (alias for each in every if isinstance(each, ast.Import | ast.ImportFrom) for alias in each.names)
    defined = {each.name for each in tree.body if isinstance(each, ast.ClassDef | ast.FunctionDef)}
    return stored | defined | {alias.asname or alias.name for alias in imported}


def _refusal(path: Path, module: str, why: str) -> OpinionatedError:
    return OpinionatedError(
        f"No models can be added to {module}: {path.name} {why}.",
        "Write the model by hand, then run: manage.py makemigrations; --from-model makes the layers around it.",
    )
