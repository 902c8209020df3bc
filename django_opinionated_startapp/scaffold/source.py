"""Fields as source: how a model declares them, how functions take them, how data classes hold them."""

from collections.abc import Iterable

from .model import FieldSpec, ModelSpec
from .names import is_identifier, quoted
from .samples import sample

__all__ = [
    "annotation",
    "argument",
    "assignment",
    "bound",
    "data_sample",
    "data_value",
    "default_value",
    "definition",
    "json_value",
    "parameter",
    "quoted",
    "tupled",
]


def definition(field: FieldSpec, model: ModelSpec) -> str:
    """Return the expression that declares ``field``, such as ``models.SlugField(_("code"), unique=True)``."""
    if field.target:
        arguments = list(_relation_arguments(field))
    elif field.kind.spelling == "generated":
        arguments = list(_generated_arguments(field, model))
    else:
        arguments = [f'_("{field.verbose}")', *_plain_arguments(field, model)]
    return f"models.{field.kind.field}({', '.join(arguments)})"


def _plain_arguments(field: FieldSpec, model: ModelSpec) -> Iterable[str]:
    if field.column:
        yield f"db_column={quoted(field.column)}"
    for name, value in field.arguments:
        yield f"{name}={quoted(value) if name == 'path' else value}"
    if field.choices:
        yield f"choices={field.enum}.choices"
    if field.kind.file:
        yield f'upload_to="{model.label}/"'
    if field.kind.extra:
        yield field.kind.extra
    validators = ", ".join(f"{validator}({_bound(field, bound)})" for validator, _, bound in field.limits)
    if validators:
        yield f"validators=[{validators}]"
    if field.primary_key and field.kind.spelling == "uuid":
        yield "default=uuid4, editable=False"
    yield from _flags(field)


def _flags(field: FieldSpec) -> Iterable[str]:
    if field.primary_key:
        yield "primary_key=True"
    if field.null:
        yield "null=True"
    if (field.null or field.blank) and "blank=True" not in field.kind.extra:
        yield "blank=True"
    if field.unique:
        yield "unique=True"
    if field.index:
        yield "db_index=True"
    if field.auto:
        yield f"{field.auto}=True"
    if field.choices:
        member = next(name for name, value, _ in field.members if value == field.default)
        yield f"default={field.enum}.{member}"
    elif field.default:
        yield f"default={_literal(field, field.default)}"
    elif field.kind.spelling == "bool" and not field.null:
        yield "default=False"


def _relation_arguments(field: FieldSpec) -> Iterable[str]:
    assert field.target is not None  # noqa: S101  (for the type checker; the caller has looked)
    # With the label, because the plugin of django-stubs cannot tell the type of the relation otherwise.
    labelled = field.many and field.target.local and field.target.reference != '"self"'
    yield f'"{field.target.label}"' if labelled else field.target.reference
    if not field.many:
        yield f"on_delete=models.{field.on_delete or ('SET_NULL' if field.null else 'CASCADE')}"
    if field.column:
        yield f"db_column={quoted(field.column)}"
    if field.related_name:
        yield f'related_name="{field.related_name}"'
    yield f'verbose_name=_("{field.verbose}")'
    if field.null:
        yield "null=True"
    if field.null or field.blank or field.many:
        yield "blank=True"


def _generated_arguments(field: FieldSpec, model: ModelSpec) -> Iterable[str]:
    given = dict(field.arguments)
    column = next(spec for spec in model.fields if spec.name == given["of"])
    if given["function"] == "length":
        output = "IntegerField()"
    else:
        output = "TextField()" if column.kind.spelling == "text" else f"CharField(max_length={column.length or 255})"
    yield f'expression={given["function"].capitalize()}("{given["of"]}")'
    yield f"output_field=models.{output}"
    yield "db_persist=True"
    yield f'verbose_name=_("{field.verbose}")'


def _bound(field: FieldSpec, bound: str) -> str:
    return f'Decimal("{bound}")' if "." in bound and field.kind.python == "Decimal" else bound


def _literal(field: FieldSpec, value: str) -> str:
    if field.kind.text:
        return quoted(value)
    return f'Decimal("{value}")' if field.kind.python == "Decimal" else value


def bound(field: FieldSpec, value: str) -> str:
    """Return the limit ``value`` of ``field`` as source."""
    return _bound(field, value)


def annotation(field: FieldSpec, model: ModelSpec) -> str:
    """Return the type of the field's value outside of the ORM: ``str``, ``int | None``, ``OrderStatus``."""
    if field.choices:
        return f"{model.name}{field.enum}{' | None' if field.blank or field.null else ''}"
    if field.kind.spelling == "generated":
        return _generated_type(field)
    if field.target:
        inner = f"tuple[{field.target.key}, ...]" if field.many else field.target.key
    else:
        inner = field.kind.python
    return f"{inner} | None" if field.null else inner


def _generated_type(field: FieldSpec) -> str:
    return "int" if dict(field.arguments)["function"] == "length" else "str"


def parameter(field: FieldSpec, model: ModelSpec) -> str:
    """Return the field as a parameter: ``title: str``, ``tag_ids: Iterable[int] = ()``."""
    if field.many and field.target:
        return f"{field.attname}: Iterable[{field.target.key}] = ()"
    default = default_value(field, model)
    kind = annotation(field, model)
    if default == "None" and not kind.endswith("None"):
        kind += " | None"
    return f"{field.attname}: {kind}{f' = {default}' if default else ''}"


def default_value(field: FieldSpec, model: ModelSpec) -> str:
    """Return the source of the default of the field's parameter; empty where it has to be given."""
    if field.choices:
        members = [f"{model.name}{field.enum}.{name}" for name, value, _ in field.members if value == field.default]
        return members[0] if members else "None" if field.blank or field.null else ""
    if field.default:
        return _literal(field, field.default)
    by_kind = {"bool": "False", "json": "None", "binary": 'b""', "filepath": '""'}
    if field.null:
        return "None"
    if field.kind.spelling in by_kind:
        return by_kind[field.kind.spelling]
    if field.blank and not field.target:
        return '""' if field.kind.python == "str" else ""
    return ""


def argument(field: FieldSpec) -> str:
    """Return the parameter as an argument of the model: ``title=title``, ``status=status.value``."""
    name = field.attname
    if field.choices:
        empty = "None" if field.null else '""'
        value = f"{name}.value if {name} else {empty}" if field.blank or field.null else f"{name}.value"
    elif field.kind.spelling == "json":
        value = f"{name} or {{}}" if not field.null else name
    else:
        value = name
    return f"{name}={value}"


def data_sample(field: FieldSpec, model: ModelSpec) -> str:
    """Return the source of a value of the field as the data class holds it."""
    if field.choices:
        return f"data.{model.name}{field.enum}.{field.members[0][0]}"
    if field.target:
        key = "UUID(int=1)" if field.target.key == "UUID" else "1" if field.target.key == "int" else '"1"'
        return f"({key},)" if field.many else key
    if field.kind.spelling == "generated":
        return "1" if _generated_type(field) == "int" else '"text"'
    return sample(field)


def assignment(field: FieldSpec) -> str:
    """Return the parameter as a statement about an attribute: ``status = status.value``."""
    return argument(field).replace("=", " = ", 1)


def data_value(field: FieldSpec, model: ModelSpec) -> str:
    """Return the field as an argument of the data class, read from an instance of the model."""
    read = f"{model.snake}.{field.name}"
    if field.many:
        name = names_of(field, model)
        value = f"tuple({name}.pk for {name} in {read}.all())"
    elif field.choices:
        member = f"{model.name}{field.enum}({read})"
        there = f"{read} is not None" if field.kind.number else read
        value = f"{member} if {there} else None" if field.blank or field.null else member
    elif field.kind.file:
        value = f'{read}.name or ""'
    elif field.kind.spelling == "binary":
        value = f"bytes({read})"
    elif field.target:
        value = f"{read}_id"
    else:
        value = read
    return f"{field.attname}={value}"


def json_value(field: FieldSpec, model: ModelSpec) -> str:
    """Return the field of an instance as a value that Django's JSON encoder takes."""
    read = f"{model.snake}.{field.name}"
    if field.many:
        name = names_of(field, model)
        return f"[{name}.pk for {name} in {read}.all()]"
    if field.kind.file:
        return f"{read}.name"
    if field.kind.spelling == "binary":
        return f"b64encode({read}).decode()"
    return f"{read}_id" if field.target else read


def names_of(field: FieldSpec, model: ModelSpec) -> str:
    """Return the name for one of the objects of a many-to-many relation, next to a variable with the ``model``."""
    name = field.attname.removesuffix("_ids")
    return name if is_identifier(name) and name != model.snake else "each"


def tupled(values: Iterable[str]) -> str:
    """Return ``values`` as a tuple of string literals."""
    quotes = [quoted(value) for value in values]
    return f"({', '.join(quotes)}{',' if len(quotes) == 1 else ''})"
