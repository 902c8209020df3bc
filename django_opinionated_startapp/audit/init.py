"""The first configuration of a project: what ``--init`` writes, made from what was found."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path

from ..changes import ChangeSet, Create, Replace
from ..conf import AuditConfig, nearest_pyproject, parse_toml
from ..conf.audit import AUDIT_TABLE
from ..errors import OpinionatedError
from ..pattern import PATTERNS, Construct
from .project import App, Project
from .proposals import proposals

# The files that show that an app has a profile, as alternatives each of which must be met. A pattern is shown by all
# its public parts, which no other layout has together, or else by a home for each way to handle data.
_HANDLED = (Construct.WRITE, Construct.READ)
_SIGNS: dict[str, tuple[tuple[str, ...], ...]] = {
    name: tuple((file,) for file in pattern.interface) or tuple(filter(None, map(pattern.homes_of, _HANDLED)))
    for name, pattern in PATTERNS.items()
}


def first_configuration(project: Project) -> ChangeSet:
    """Return the change that appends the audit's table to the project's pyproject.toml, or makes that file.

    Raises ``OpinionatedError`` if there is such a table already, or if none can be appended.
    """
    path = nearest_pyproject(project.root) or project.root / "pyproject.toml"
    table = "\n".join((*_table(project), ""))
    if not path.exists():
        return ChangeSet(path.parent, (Create(path, table.encode()),))
    before = path.read_bytes()
    return ChangeSet(path.parent, (Replace(path, before, _appended(before, table, path)),))


def likely_profiles(app: App, project: Project) -> tuple[str, ...]:
    """Return the profiles whose layout the app has."""
    files = [app.inner(module) for module in project.modules_of(app)]
    return tuple(
        name
        for name, signs in _SIGNS.items()
        if signs and all(any(fnmatchcase(file, glob) for file in files for glob in globs) for globs in signs)
    )


def _table(project: Project) -> Iterator[str]:
    default = AuditConfig()
    yield f"[{AUDIT_TABLE}]"
    yield "# Findings of this level or a higher one make the audit fail: error, warning or info."
    yield f"fail_level = {json.dumps(default.fail_level)}"
    yield "# The folder of the baselines, one file for each app: manage.py auditapps --write-baseline."
    yield f"baseline = {json.dumps(default.baseline)}"
    yield from proposals(project)
    found = {app.label: likely_profiles(app, project) for app in project.apps.values() if not app.is_applet}
    if any(found.values()):
        yield ""
        yield f"[{AUDIT_TABLE}.profiles]"
        yield "# What an app is held to besides `default`: what its files look like."
        yield from (f"{_key(label)} = {json.dumps(names)}" for label, names in sorted(found.items()) if names)


def _key(label: str) -> str:
    return label if re.fullmatch(r"[A-Za-z0-9_-]+", label) else json.dumps(label, ensure_ascii=False)


def _appended(before: bytes, table: str, path: Path) -> bytes:
    """Return the text with the table at its end, in its own ends of lines, or raise ``OpinionatedError``."""
    end = "\r\n" if b"\r\n" in before else "\n"
    text = before.decode("utf-8")  # or it could not have been read
    if _audit_table(text):
        raise OpinionatedError(f"{path} has a table [{AUDIT_TABLE}] already.", "Change it by hand.")
    gap = "" if not text else end if text.endswith("\n") else end * 2
    after = text + gap + table.replace("\n", end)
    with suppress(ValueError):  # a table that was written inline, or with dotted keys, cannot go on elsewhere
        if _audit_table(after):
            return after.encode()
    raise OpinionatedError(f"{path} takes no table [{AUDIT_TABLE}] at its end.", f"Add it by hand:\n{table}")


def _audit_table(text: str) -> object:
    """Return what the audit's table in ``text`` holds, where tables lead to it; raise ``ValueError`` for no TOML."""
    here: object = parse_toml(text)
    for key in AUDIT_TABLE.split("."):
        here = here.get(key) if isinstance(here, dict) else None
    return here
