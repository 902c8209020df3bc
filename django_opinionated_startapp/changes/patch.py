"""One change as a patch in git's format."""

from __future__ import annotations

import base64
import difflib
import hashlib
import io
import os
import re
import string
import zlib
from typing import TYPE_CHECKING

from django_opinionated_startapp.changes.kinds import Change, Create, after, before

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROW = 52  # bytes in a line of a binary patch; its first letter tells how many there are
_ROW_LENGTHS = string.ascii_uppercase + string.ascii_lowercase


def patch(change: Change, name: str) -> str:
    """Return what turns the file ``name``, a path relative to the root, from before to after ``change``."""
    old, new = before(change), after(change)
    old_name, new_name = _quoted(f"a/{name}"), _quoted(f"b/{name}")
    head = f"diff --git {old_name} {new_name}\n"
    if old is None or new is None:
        head += f"{'new' if old is None else 'deleted'} file mode {_mode(change)}\n"
    head += f"index {_blob_id(old)}..{_blob_id(new)}\n"
    if b"\0" in (old or b"") + (new or b""):
        # Both directions, as git does it: `git apply --reverse` needs the second.
        return f"{head}GIT binary patch\n{_literal(new or b'')}{_literal(old or b'')}"
    labels = "/dev/null" if old is None else old_name, "/dev/null" if new is None else new_name
    return head + "".join(_hunks(_lines(old), _lines(new), *labels))


def _hunks(old: list[str], new: list[str], old_label: str, new_label: str) -> Iterator[str]:
    for line in difflib.unified_diff(old, new, old_label, new_label):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(content: bytes | None) -> list[str]:
    # Cut at line feeds only, as git does; bytes.splitlines() cuts at carriage returns too.
    return [line.decode("utf-8", "surrogateescape") for line in io.BytesIO(content or b"")]


def _quoted(name: str) -> str:
    name = os.fsencode(name).decode("utf-8", "surrogateescape")
    escaped = re.sub(r'[\x00-\x1f\x7f"\\]', lambda match: f"\\{ord(match[0]):03o}", name)
    # A name with spaces too, though git leaves it bare: GNU patch would end it at the first space.
    return name if escaped == name and " " not in name else f'"{escaped}"'


def _mode(change: Change) -> str:
    executable = change.executable if isinstance(change, Create) else os.access(change.path, os.X_OK)
    return "100755" if executable else "100644"


def _blob_id(content: bytes | None) -> str:
    if content is None:
        return "0" * 40
    return hashlib.sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).hexdigest()


def _literal(content: bytes) -> str:
    packed = zlib.compress(content)
    rows = (packed[start : start + _ROW] for start in range(0, len(packed), _ROW))
    lines = (f"{_ROW_LENGTHS[len(row) - 1]}{base64.b85encode(row, pad=True).decode()}\n" for row in rows)
    return f"literal {len(content)}\n{''.join(lines)}\n"
