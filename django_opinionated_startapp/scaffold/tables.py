"""Tables that are there already → ModelSpec* of models that Django does not manage, as ``inspectdb`` finds them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management.commands.inspectdb import Command
from django.db import DatabaseError, connections
from django.utils.connection import ConnectionDoesNotExist

from ..errors import OpinionatedError, nearest
from . import names
from .described import UnknownField
from .environment import Environment
from .fields import check_models, check_settable, with_keys, with_related_names
from .kinds import KIND_BY_SPELLING
from .model import FieldSpec, ModelSpec, Target
from .spec import RESERVED

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_ANY_DIGITS = (30, 10)
_KEYS = {"auto", "bigauto", "smallauto", "uuid"}


@dataclass(frozen=True, slots=True)
class Table:
    """What the database says of one table. ``relations``: column and table at the other end, by column."""

    name: str
    columns: tuple[Any, ...]
    relations: Mapping[str, tuple[str, str]]
    keys: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the models come from and go to. ``local``: the model for each table of the app."""

    connection: "BaseDatabaseWrapper"
    label: str
    environment: Environment
    local: Mapping[str, str]


def models_from_tables(
    wanted: Sequence[str], alias: str, *, label: str, environment: Environment
) -> tuple[tuple[ModelSpec, ...], tuple[str, ...]]:
    """Return models for the tables ``wanted`` in the database ``alias``, and notes on columns that were left out.

    Raises OpinionatedError for a table that is not there, or that no model can describe.
    """
    tables = [_read(name, alias) for name in dict.fromkeys(wanted)]
    local = {table.name: _model_name(table.name, label) for table in tables}
    check_models(tuple(local.values()))
    origin = Origin(connections[alias], label, environment, local)
    described = [_describe(table, origin) for table in tables]
    check_settable(model for model, _ in described)
    models = with_related_names(with_keys(tuple(model for model, _ in described)), environment)
    return models, tuple(note for _, notes in described for note in notes)


def _read(name: str, alias: str) -> Table:
    """Return the table ``name``; raise OpinionatedError where it can't be looked at."""
    try:
        connection = connections[alias]
    except ConnectionDoesNotExist as error:
        raise OpinionatedError(f"There is no database '{alias}'.", nearest(alias, connections.settings)) from error
    look = connection.introspection
    try:
        with connection.cursor() as cursor:
            known = [each.name for each in look.get_table_list(cursor) if each.type == "t"]
            if name not in known:
                hint = nearest(name, known) if known else "It has no tables."
                raise OpinionatedError(f"The database '{alias}' has no table '{name}'.", hint)
            unique = _unique(connection, cursor, name)
            relations = {each: (end[0], end[1]) for each, end in look.get_relations(cursor, name).items()}
            columns = tuple(look.get_table_description(cursor, name))
            keys = tuple(look.get_primary_key_columns(cursor, name) or ())
    except DatabaseError as error:
        raise OpinionatedError(f"The database '{alias}' can't be read: {error}".strip(), "Is it there?") from error
    except (IndexError, KeyError, ValueError) as error:  # Django parses what SQLite says, and some of it ill
        raise OpinionatedError(
            f"Django can't read the table {name} ({type(error).__name__}).", "Leave it out."
        ) from error
    return Table(name, columns, relations, keys, tuple(sorted(set(unique))))


def _unique(connection: "BaseDatabaseWrapper", cursor: Any, table: str) -> list[tuple[str, ...]]:  # noqa: ANN401
    """Return the columns that are unique, alone or together."""
    if connection.vendor != "sqlite":
        constraints = connection.introspection.get_constraints(cursor, table).values()
        return [tuple(each["columns"]) for each in constraints if each["unique"] and not each["primary_key"]]
    # Django reads the text of the statement that made the table, and misses most constraints of several columns.
    quoted = connection.ops.quote_name
    cursor.execute(f"PRAGMA index_list({quoted(table)})")
    indexes = [row[1] for row in cursor.fetchall() if row[2] and row[3] != "pk" and not row[4]]
    found = []
    for index in indexes:
        cursor.execute(f"PRAGMA index_info({quoted(index)})")
        found.append(tuple(row[2] for row in cursor.fetchall()))
    return found


def _model_name(table: str, label: str) -> str:
    """Return the name of the model for ``table``; what it shares with the app goes: ``shop_orders`` → ``Order``."""
    plain = re.sub("[^a-zA-Z0-9]", "", table.title())  # as inspectdb has it; a method of its own since Django 5.1
    words = names.snake(plain if "_" not in table else table).replace("-", "_").lower()
    name = names.camel(names.singular(words.removeprefix(f"{label}_")))
    return "".join(letter for letter in name if letter.isalnum())


def _describe(table: Table, origin: Origin) -> tuple[ModelSpec, list[str]]:
    if len(table.keys) != 1:
        what = "no primary key" if not table.keys else f"a primary key of {len(table.keys)} columns"
        raise OpinionatedError(
            f"The table {table.name} has {what}.", "Neither the admin nor REST framework can handle it. Leave it out."
        )
    taken, fields, notes = list[str](), dict[str, FieldSpec](), list[str]()
    for column in table.columns:
        name = _field_name(column.name, taken, is_relation=column.name in table.relations)
        taken.append(name)
        try:
            fields[column.name] = _field(column, name, table, origin)
        except UnknownField as error:
            if not error.optional:
                raise OpinionatedError(
                    f"{table.name}.{column.name} can't be described: {error.reason}.", "Leave the table out."
                ) from None
            notes.append(f"Left out {table.name}.{column.name}: {error.reason}.")
    together = tuple(each for each in _together(table, fields) if len(each) > 1)
    shared = {name for each in together for name in each}
    specs = tuple(replace(field, together=field.name in shared) for field in fields.values())
    model = ModelSpec(origin.local[table.name], origin.label, specs, table=table.name, unique_together=together)
    return model, notes


def _together(table: Table, fields: Mapping[str, FieldSpec]) -> Iterator[tuple[str, ...]]:
    for columns in table.unique:
        if all(column in fields for column in columns):
            yield tuple(fields[column].name for column in columns)


def _field_name(column: str, taken: list[str], *, is_relation: bool) -> str:
    name: str = Command().normalize_col_name(column, taken, is_relation)[0]
    if name in RESERVED or f"{name}_id" in taken:
        name = f"{name}_field"
    return name


def _field(column: Any, name: str, table: Table, origin: Origin) -> FieldSpec:  # noqa: ANN401  (a named tuple)
    unique = (column.name,) in table.unique
    key = table.keys == (column.name,)
    if column.name in table.relations and not key:
        relation = _relation(column, name, table, origin, unique=unique)
        if relation:
            return relation
    kind_name, params, guesses = Command().get_field_type(origin.connection, table.name, column)
    spelling = "TextField" if kind_name == "CharField" and "max_length" not in params else kind_name
    kind = KIND_BY_SPELLING.get(spelling.lower())
    if kind is None or any("type is a guess" in each for each in guesses):
        what = f"nothing is known of its type, {kind_name if kind is None else column.type_code}"
        raise UnknownField(what, optional=bool(column.null_ok))
    if key and kind.spelling not in _KEYS:
        raise UnknownField("a primary key that does not come by itself", optional=False)
    if kind.spelling == "decimal":
        params = _digits(column, params)
    wanted = [each for each, _ in kind.arguments if each in {"max_length", "max_digits", "decimal_places"}]
    return FieldSpec(
        name,
        origin.environment.localised(kind),
        tuple((each, str(params[each])) for each in wanted if params.get(each) is not None),
        null=bool(column.null_ok) and not key,
        unique=unique and not key,
        primary_key=key,
        column="" if column.name == name else column.name,
    )


def _digits(column: Any, params: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401  (a named tuple)
    """Return how many digits a decimal column has: SQLite says so in the name of its type only, or not at all."""
    named = re.search(r"\((\d+)\s*,\s*(\d+)\)", str(column.type_code))
    digits, places = (int(named[1]), int(named[2])) if named else _ANY_DIGITS
    return {"max_digits": params.get("max_digits") or digits, "decimal_places": params.get("decimal_places", places)}


def _relation(
    column: Any,  # noqa: ANN401  (a named tuple)
    name: str,
    table: Table,
    origin: Origin,
    *,
    unique: bool,
) -> FieldSpec | None:
    """Return the relation that starts at ``column``; None where it leads to no model."""
    other_column, other_table = table.relations[column.name]
    target = _target(other_table, other_column, table, origin)
    if target is None:
        return None
    user = target.label == origin.environment.user.label and not unique
    return FieldSpec(
        name,
        KIND_BY_SPELLING["user" if user else "o2o" if unique else "fk"],
        target=target,
        on_delete="DO_NOTHING",
        null=bool(column.null_ok),
        column="" if column.name == f"{name}_id" else column.name,
    )


def _target(other_table: str, other_column: str, table: Table, origin: Origin) -> Target | None:
    if other_table in origin.local:
        if (other_column,) != _read(other_table, origin.connection.alias).keys:
            return None
        name = origin.local[other_table]
        reference = '"self"' if other_table == table.name else f'"{name}"'
        return Target(f"{origin.label}.{name}", reference, local=True, factory=f"make_{names.snake(name)}")
    for model in apps.get_models():
        if model._meta.db_table == other_table and model._meta.pk.column == other_column:
            return origin.environment.target(model._meta.label, f"{table.name}.{other_column}")
    return None
