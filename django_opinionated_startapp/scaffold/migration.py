"""The first migration as ruff and isort want it; Django's writer leaves that to people."""

import re
import sys
from collections.abc import Iterable

from .model import USER, ModelSpec, Target


def polish(source: str) -> str:
    """Return the source of a migration with sorted imports, its lists marked as not meant to be changed."""
    head, _, body = source.partition("class Migration(migrations.Migration):\n")
    lines = {line for line in head.splitlines() if line.startswith(("import ", "from "))}
    rest = "\n".join(line for line in head.splitlines() if line and line not in lines)
    lines.add("from typing import ClassVar")
    own = sorted((line for line in lines if _is_stdlib(line)), key=_order)
    other = sorted((line for line in lines if not _is_stdlib(line)), key=_order)
    body = re.sub(r"^    (dependencies|operations|replaces) = \[", r"    \1: ClassVar = [", body, flags=re.MULTILINE)
    imports = "\n".join([*own, "", *other])
    return f"{imports}\n\n{rest}\n\nclass Migration(migrations.Migration):\n    {body.lstrip()}"


def _is_stdlib(line: str) -> bool:
    return line.split()[1].partition(".")[0] in sys.stdlib_module_names


def _order(line: str) -> tuple[bool, str]:
    return line.startswith("from "), line.split()[1].lower()


_TABLES = '''
def make_missing_tables(_apps, schema_editor):
    """Make the tables that a database for tests lacks; what is there stays as it is."""
    # As the models are now: nobody writes migrations for tables outside of Django.
    there = set(schema_editor.connection.introspection.table_names())
    for model in django.apps.apps.get_app_config({label!r}).get_models():
        if not model._meta.managed and model._meta.db_table not in there:
            schema_editor.create_model(model)


'''
_OPERATION = "        migrations.RunPython(make_missing_tables, migrations.RunPython.noop),\n"


def with_missing_tables(source: str, models: Iterable[ModelSpec]) -> str:
    """Return a migration that makes the tables of unmanaged ``models`` where there are none; others stay as they are.

    Django leaves relations of such models out of migrations, and with them the dependencies that the tables have.
    """
    unmanaged = [model for model in models if model.table]
    if not unmanaged:
        return source
    targets = {target.label: target for model in unmanaged for target in model.targets() if not target.local}
    needs = {_dependency(target) for target in targets.values()}
    lines = "".join(f"        {need},\n" for need in sorted(needs) if need not in source)
    head, _, body = source.partition("class Migration(migrations.Migration):\n")
    body = body.replace("    dependencies = [\n", f"    dependencies = [\n{lines}", 1)
    body = f"{body.rstrip().removesuffix(']')}{_OPERATION.strip()}\n    ]\n"
    imports = (
        "import django.apps\nfrom django.conf import settings\n" if "settings" in lines else "import django.apps\n"
    )
    function = _TABLES.format(label=unmanaged[0].label)
    return f"{imports}{head}{function}class Migration(migrations.Migration):\n{body}"


def _dependency(target: Target) -> str:
    if target.reference == USER.reference:
        return "migrations.swappable_dependency(settings.AUTH_USER_MODEL)"
    return f'("{target.label.partition(".")[0]}", "__first__")'
