"""Code of a migration that goes and is still needed: it moves to a module that Django doesn't take for a migration."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .edit import SourceText
from .references import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from .edit import Edit
    from .references import Reference


@dataclass(frozen=True, slots=True)
class Move:
    """Where the code of ``module`` goes, its new ``source``, and the other files, which name the new place."""

    module: str
    path: Path
    source: bytes
    users: Mapping[Path, bytes]


def moves(
    imported: Sequence[Reference], modules: Mapping[str, Path], sources: Mapping[Path, bytes]
) -> tuple[Move, ...]:
    """Return a move for each of ``modules`` of which that does; ``imported`` says who uses them.

    ``sources`` are files that change anyway, as they will be. A module can't move whose class ``Migration`` is used,
    that has nothing else, that needs another one of ``modules``, or that is named where the name can't be replaced.
    """
    found: list[Move] = []
    now = dict(sources)
    wanted = Wanted(modules)
    for module in sorted({each.module for each in imported if each.path not in modules.values()}):
        path = modules[module]
        users = {each.path for each in imported if each.module == module and each.path not in modules.values()}
        rest = _without_migration(path.read_bytes())
        if not rest.strip() or any(each.path == path for each in imported) or path.with_name(f"_{path.name}").exists():
            continue
        edited = {user: _edited(now.get(user) or user.read_bytes(), user, module, path) for user in sorted(users)}
        if not any(module in {each.module for each in wanted.named_in(text, user)} for user, text in edited.items()):
            now.update(edited)
            found.append(Move(module, path.with_name(f"_{path.name}"), rest, edited))
    return tuple(found)


def _without_migration(source: bytes) -> bytes:
    """Return what is left of a migration's source without its class and what only that has imported."""
    text = SourceText(source)
    rest = [node for node in text.tree.body if not (isinstance(node, ast.ClassDef) and node.name == "Migration")]
    imports = [node for node in rest if isinstance(node, (ast.Import, ast.ImportFrom))]
    classes = [node for node in text.tree.body if node not in rest]
    used = _named(node for node in rest if node not in imports)
    # What nobody names may have been imported for what that does.
    gone = [*classes, *(node for node in imports if _bound(node) & _named(classes) and not _bound(node) & used)]
    edits = [(*(text.own_lines(node) or text.span(node)), "") for node in gone]
    return text.with_edits(edits).strip() + b"\n"


def _named(nodes: Iterable[ast.AST]) -> set[str]:
    return {each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name)}


def _bound(node: ast.Import | ast.ImportFrom) -> set[str]:
    return {alias.asname or alias.name.partition(".")[0] for alias in node.names}


def _edited(source: bytes, user: Path, module: str, path: Path) -> bytes:
    """Return the source of a file that names the new place of ``module`` wherever that can be done."""
    text = SourceText(source)
    if any(_uses_class(node) for node in ast.walk(text.tree)):
        return source
    wanted = Wanted({module: path})
    nodes = [node for node in ast.walk(text.tree) if any(wanted.named(node, user))]
    return text.with_edits({edit for node in nodes for edit in _edits(text, node, path.stem)})


def _uses_class(node: ast.AST) -> bool:
    """Tell whether a node may be about the class of some migration, rather than about that of Django."""
    if isinstance(node, ast.Attribute) and node.attr == "Migration":
        return not (isinstance(node.value, ast.Name) and node.value.id == "migrations")
    if isinstance(node, ast.ImportFrom):
        return node.module != "django.db.migrations" and any(alias.name == "Migration" for alias in node.names)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".Migration")


def _edits(text: SourceText, node: ast.AST, stem: str) -> Iterator[Edit]:
    name = rf"(?<!\w){re.escape(stem)}(?!\w)"
    if isinstance(node, ast.ImportFrom):
        start, end = text.span(node)
        head = text.between(start, end).partition("import")[0]
        if re.search(name, head):
            yield start, start + len(head), re.sub(rf"{name}(?=\s*$)", f"_{stem}", head)
        else:
            for alias in node.names:
                if alias.name == stem:
                    yield (*text.span(alias), f"_{stem} as {alias.asname or stem}")
    elif isinstance(node, ast.Import):
        for alias in node.names:
            if alias.asname and re.search(rf"{name}$", alias.name):
                yield (*text.span(alias), f"{re.sub(f'{name}$', f'_{stem}', alias.name)} as {alias.asname}")
    else:
        texts: Sequence[ast.AST] = node.args[:1] if isinstance(node, ast.Call) else [node]
        for each in (each for each in texts if isinstance(each, ast.Constant)):
            start, end = text.span(each)
            yield start, end, re.sub(name, f"_{stem}", text.between(start, end), count=1)
