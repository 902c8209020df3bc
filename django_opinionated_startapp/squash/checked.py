"""What PostgreSQL puts off to the end of a transaction, done where the end was: it alters no table before it is.

Rows that a data operation adds are checked for their references only then, and a squashed migration is one
transaction where there were several. On an empty database most of these operations do nothing, so no run shows it.
"""

import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress

from django.db import connections, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython

from ..errors import OpinionatedError
from .scratch import vendor_of
from .step import Step
from .trace import runs_code


def check_references(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Check what PostgreSQL puts off to the end of the transaction: till then it does not alter the tables."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    """Lets the function be carried like any other one."""

    operations = [migrations.RunPython(check_references, check_references, elidable=True)]  # noqa: RUF012  (as Django)


def puts_off(aliases: Collection[str]) -> bool:
    """Tell whether one of ``aliases``, of all databases of the project if empty, is of PostgreSQL."""
    found = [settings for alias, settings in connections.settings.items() if not aliases or alias in aliases]
    for settings in found:
        with suppress(OpinionatedError):  # whoever needs that one will say what is wrong
            if vendor_of(settings) == "postgresql":
                return True
    return False


def checked(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield ``steps``, with one between data operations and what other migrations alter after them."""
    waiting: set[object] = set()
    for step in steps:
        if type(step.operation) is not RunPython and waiting - {step.module}:
            yield Step(Migration.operations[0], sys.modules[__name__])
            waiting.clear()
        if runs_code(step.operation):
            waiting.add(step.module)
        yield step
