"""The first migration as ruff and isort want it; Django's writer leaves that to people."""

import re
import sys


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
