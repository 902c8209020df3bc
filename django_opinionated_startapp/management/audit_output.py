"""``--output``: a report into a file, and never over what somebody else has written there."""

from contextlib import suppress
from pathlib import Path

from ..audit.inputs import digest
from ..audit.shelf import put
from ..changes import ChangeSet, Create, Replace
from ..errors import OpinionatedError


def write(path: Path, text: str, cache: Path) -> None:
    """Write ``text`` to ``path``, an absolute one; what was written last is noted in the folder ``cache``.

    Raises ``OpinionatedError`` if there is a file that this did not write, or that was changed since.
    """
    content = text.encode("utf-8", "backslashreplace")
    note = cache / f"{digest(str(path).encode(errors='surrogateescape'))}.output"
    before = _content(path)
    if before is not None and before != content and digest(before).encode() != _content(note):
        raise OpinionatedError(
            f"{path} exists, and --output has not written it as it is now.", "Delete it, or name another file."
        )
    ChangeSet(path.parent, (Create(path, content) if before is None else Replace(path, before, content),)).apply()
    with suppress(OSError):  # the next run will refuse to replace the file, that is all
        put(note, digest(content).encode())


def _content(path: Path) -> bytes | None:
    with suppress(OSError):
        return path.read_bytes()
    return None
