"""What the apps of a project share: classes in one package, such as ``common``, that each may import.

An app imports such a class where the package defines it, and where the module for it is still to be made. Where the
project has a module of that name without the class, the app defines its own: the module is somebody's, and stays.
"""

import ast
from collections.abc import Iterator, Mapping
from importlib.machinery import PathFinder
from pathlib import Path

from ..errors import OpinionatedError
from .environment import Environment
from .request import AppRequest

PIECES: Mapping[str, Mapping[str, str]] = {
    "pagination": {"StandardPagination": "page_size_query_param"},
    "permissions": {"IsOwner": "owner_attribute", "IsStaffOrReadOnly": ""},
}
"""The modules of the package; in each, the classes that apps share, with the attribute that apps count on."""

_SITE = {"site-packages", "dist-packages"}


def shared_classes(request: AppRequest) -> dict[str, str]:
    """Return for each class the module that the app imports it from; empty where it defines its own."""
    found = dict.fromkeys((name for classes in PIECES.values() for name in classes), "")
    if request.common:
        folder = package_folder(request)
        for piece, classes in PIECES.items():
            there = [name for name in classes if _defines(folder, piece, name, classes[name])]
            names = classes if is_free(request, piece) else there
            found.update(dict.fromkeys(names, f"{request.common}.{piece}"))
    return found


def common_notes(request: AppRequest, environment: Environment) -> Iterator[str]:
    """Yield which classes the app defines itself, though others share them, and why."""
    if not request.common or "rest_api" not in request.components:
        return
    if environment.rest != "drf":
        yield f"Nothing of {request.common} is used: what apps share needs Django REST framework."
        return
    uses = {
        "StandardPagination": "conf" not in request.components,
        "IsOwner": any(model.owner for model in request.models),
        "IsStaffOrReadOnly": not all(model.owner for model in request.models),
    }
    shared = shared_classes(request)
    for piece, classes in PIECES.items():
        for name, attribute in classes.items():
            if uses[name] and not shared[name]:
                what = f"{name} with {attribute}" if attribute else name
                yield f"{request.common}.{piece} defines no {what}, so {request.module} has one of its own."


def package_folder(request: AppRequest) -> Path:
    """Return the folder of the package: beside the apps, or where Python finds it. It need not be there.

    Raises OpinionatedError where a module or the app itself is in its place.
    """
    parts = request.common.split(".")
    if f"{request.module}.".startswith(f"{request.common}.") or f"{request.common}.".startswith(f"{request.module}."):
        raise OpinionatedError(
            f"{request.module} can't be in {request.common}, which holds what apps share, nor around it.",
            "Choose another name, or another package: common in [tool.opinionated_startapp].",
        )
    base = _base(request, parts[0])
    for number in range(1, len(parts) + 1):
        if base.joinpath(*parts[:number]).with_suffix(".py").is_file():
            raise OpinionatedError(
                f"{'.'.join(parts[:number])} is a module, and can't hold what apps share.",
                "Name a package: common in [tool.opinionated_startapp].",
            )
    return base.joinpath(*parts)


def _base(request: AppRequest, top: str) -> Path:
    """Return the folder that Python imports the package ``top`` from."""
    base = request.place.directory.parents[request.module.count(".")]
    if (base / top).exists() or (spec := PathFinder.find_spec(top)) is None:
        return base
    return Path(next(iter(spec.submodule_search_locations or ()), spec.origin or base)).parent


def is_free(request: AppRequest, piece: str) -> bool:
    """Tell whether the module ``piece`` of the package is not there and may be made: in this project only."""
    folder = package_folder(request).resolve()
    ours = folder.is_relative_to(request.place.root) and not _SITE & set(folder.parts)
    return ours and not (folder / piece).exists() and not (folder / f"{piece}.py").exists()


def _defines(folder: Path, piece: str, name: str, attribute: str) -> bool:
    """Tell whether the module defines the class ``name``, with ``attribute`` in its body if there is one."""
    path = next((each for each in (folder / piece / "__init__.py", folder / f"{piece}.py") if each.is_file()), None)
    try:
        body = ast.parse(path.read_bytes()).body if path else []
    except (SyntaxError, ValueError):
        return False
    found = [node for node in body if isinstance(node, ast.ClassDef) and node.name == name]
    return any(not attribute or attribute in set(_assigned(node)) for node in found)


def _assigned(node: ast.ClassDef) -> Iterator[str]:
    """Yield the names of the attributes that the body of a class sets."""
    for statement in node.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign) and statement.value:
            targets = [statement.target]
        yield from (target.id for target in targets if isinstance(target, ast.Name))
