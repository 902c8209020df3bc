"""The import statements of a written migration: sorted as isort does, the project's own package last."""

import ast
import sys
from collections.abc import Iterator, Mapping

from .closure import Carrier, Closure
from .names import Import


def import_lines(imports: Mapping[tuple[Import, str], str], carrier: Carrier, closure: Closure) -> str:
    """Return the statements that bind the names of ``imports``, and the future that carried code was written for."""
    plain: set[tuple[str, str]] = set()
    members: dict[str, set[str]] = {}
    for (target, _), name in imports.items():
        if target.attribute:
            member = target.attribute if target.attribute == name else f"{target.attribute} as {name}"
            members.setdefault(target.module, set()).add(member)
        else:
            plain |= set(_plain(target, name))
    if any(_has_lazy_annotations(carrier, module) for module, _ in closure.units):
        members.setdefault("__future__", set()).add("annotations")
    lines = [(_section(module, carrier.package), 0, module, line) for module, line in plain]
    lines += [
        (_section(module, carrier.package), 1, module, line)
        for module, names in members.items()
        for line in _from(module, names)
    ]
    sections: dict[int, list[str]] = {}
    for section, _, _, line in sorted(
        lines, key=lambda each: (*each[:2], each[2].lower(), " as " in each[3], each[3])
    ):
        sections.setdefault(section, []).append(line)
    return "\n\n".join("\n".join(each) for each in sections.values())


def _plain(target: Import, name: str) -> Iterator[tuple[str, str]]:
    for path in target.paths or (target.module,):
        bound = path.partition(".")[0] if target.paths else path
        yield path, f"import {path}" if bound == name else f"import {path} as {name}"


def _from(module: str, names: set[str]) -> Iterator[str]:
    together = sorted((name for name in names if " as " not in name), key=_member_order)
    if together:
        yield f"from {module} import {', '.join(together)}"
    yield from (f"from {module} import {name}" for name in sorted(names - set(together), key=_member_order))


def _member_order(name: str) -> tuple[int, str, str]:
    word = name.partition(" ")[0]
    rank = 0 if word.isupper() and len(word) > 1 else 1 if word[:1].isupper() else 2
    return rank, word.lower(), word


def _section(module: str, package: str) -> int:
    root = module.partition(".")[0]
    if root == "__future__":
        return 0
    if root in sys.stdlib_module_names:
        return 1
    return 3 if root == package.partition(".")[0] else 2


def _has_lazy_annotations(carrier: Carrier, module: str) -> bool:
    return any(
        isinstance(unit.node, ast.ImportFrom) and unit.node.module == "__future__" and "annotations" in unit.binds
        for unit in carrier.library.source(module).units
    )
