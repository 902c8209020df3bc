"""Fields as functions take them that handle objects: a related object rather than its key, a text for a choice."""

from collections.abc import Iterable
from importlib.machinery import PathFinder
from itertools import groupby
from pathlib import Path

from .model import FieldSpec, ModelSpec, Target
from .samples import literal
from .source import default_value

_SITE = ("site-packages", "dist-packages")


def object_annotation(field: FieldSpec) -> str:
    """Return the type of the field's value: ``str``, ``"Group | None"``, ``"Iterable[Tag]"``.

    In quotes where its name is only imported for the type checker.
    """
    kind = _plain_type(field)
    if field.many:
        kind = f"Iterable[{kind}]"
    elif field.null:
        kind += " | None"
    return f'"{kind}"' if field.kind.file or field.many or (field.target and not field.target.local) else kind


def object_parameter(field: FieldSpec, model: ModelSpec) -> str:
    """Return the field as a parameter: ``title: str``, ``parent: Item | None = None``."""
    kind = object_annotation(field)
    default = _default(field, model)
    if default == "None" and not kind.strip('"').endswith("None"):
        kind += " | None"
    return f"{field.name}: {kind}{f' = {default}' if default else ''}"


def object_argument(field: FieldSpec) -> str:
    """Return the parameter as an argument of the model: ``title=title``."""
    empty = " or {}" if field.kind.spelling == "json" and not field.null else ""
    return f"{field.name}={field.name}{empty}"


def apart_from(model: ModelSpec, *others: str) -> str:
    """Return the name of a variable for an object where the code uses the names ``others`` for something else."""
    return f"{model.snake}_" if model.snake in others else model.snake


def class_imports(targets: Iterable[Target], *more: str, root: Path) -> tuple[str, ...]:
    """Return import statements for the classes of ``targets`` and the dotted paths ``more``, as isort sorts them.

    What is found below ``root`` comes last, after a blank line.
    """
    paths = {target.path for target in targets if target.path} | set(more)
    own = {path for path in paths if _is_own(path, root)}
    others = tuple(_statements(paths - own))
    return (*others, *([""] if others and own else []), *_statements(own))


def _plain_type(field: FieldSpec) -> str:
    if field.target:
        return _class_name(field.target)
    if field.choices:
        return "int" if field.kind.number else "str"
    return "File[Any] | str" if field.kind.file else field.kind.python


def _class_name(target: Target) -> str:
    return target.label.rpartition(".")[2]


def _default(field: FieldSpec, model: ModelSpec) -> str:
    if field.many:
        return "()"
    if field.choices and field.default:
        member = next(name for name, value, _ in field.members if value == field.default)
        return literal(field, field.default) if model.existing else f"{model.name}.{field.enum}.{member}"
    if field.choices:
        return "None" if field.null else '""' if field.blank else ""
    return '""' if field.kind.file and field.blank else default_value(field, model)


def _is_own(path: str, root: Path) -> bool:
    spec = PathFinder.find_spec(path.partition(".")[0], [str(root), str(root / "src")])
    where = Path(spec.origin or root) if spec else None
    return where is not None and not set(_SITE) & set(where.parts)


def _statements(paths: Iterable[str]) -> Iterable[str]:
    split = sorted(path.rpartition(".")[::2] for path in paths)
    for module, group in groupby(split, key=lambda pair: pair[0]):
        yield f"from {module} import {', '.join(name for _, name in group)}"
