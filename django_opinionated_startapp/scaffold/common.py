"""AppRequest → Create*: the modules of the shared package that an app imports and the project has not."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..changes import Create
from .manifest import Manifest
from .render import SUFFIX, Templates, format_python
from .request import AppRequest
from .shared import PIECES, is_free, package_folder
from .tidy import tidy_imports

if TYPE_CHECKING:
    from .build import Project

_MARKER = "__init__"


def common_changes(
    request: AppRequest, project: "Project", contents: Iterable[bytes], earlier: Manifest | None = None
) -> tuple[Create, ...]:
    """Plan what of the shared package is missing for ``contents``, the files of the app; nothing else is touched.

    What the app of the manifest ``earlier`` imported already was there once: who has taken it away meant it.
    """
    if not request.common:
        return ()
    made = b"\n".join(contents)
    before = b"\n".join(file.base for file in earlier.files) if earlier else b""
    wanted = [piece for piece in PIECES if _imports(request, piece, made) and not _imports(request, piece, before)]
    missing = [piece for piece in wanted if is_free(request, piece)]
    if not missing:
        return ()
    folder = package_folder(request)
    files = [*(each / f"{_MARKER}.py" for each in _new_folders(request, folder))]
    files += [folder / f"{piece}.py" for piece in missing]
    return tuple(Create(path, _text(path, request, project).encode()) for path in files)


def _imports(request: AppRequest, piece: str, content: bytes) -> bool:
    module = re.escape(f"{request.common}.{piece}").encode()
    return re.search(rb"^from %b import " % module, content, re.MULTILINE) is not None


def _new_folders(request: AppRequest, folder: Path) -> Iterator[Path]:
    """Yield the folders of the package that are not there yet; one that is there is somebody's, marker or not."""
    depth = request.common.count(".")
    yield from (each for each in [*reversed(folder.parents[:depth]), folder] if not each.exists())


def _text(path: Path, request: AppRequest, project: "Project") -> str:
    name = f"common/{path.name}{SUFFIX}"
    templates = Templates(request.place.root / project.config.templates)
    text = templates.render(name, {"env": project.environment})
    return format_python(tidy_imports(text, name).lstrip("\n"), name, project.config.line_length)
