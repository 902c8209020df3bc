"""Templates copied into the project to be changed there, and what became of the originals since."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .. import __version__
from ..changes import ChangeSet, Create
from ..errors import OpinionatedError, nearest
from ..pattern import PATTERNS
from .render import BUILTIN, SUFFIX

_MARK = re.compile(r"\{# ejected from (?P<name>\S+) sha256:(?P<digest>[0-9a-f]{64}) of \S+ #\}")


@dataclass(frozen=True, slots=True)
class TemplateStatus:
    """A template of the project: ``state`` is ``current``, ``changed upstream``, ``gone upstream`` or ``own``."""

    name: str
    state: str


def eject(wanted: str, folder: Path, root: Path) -> ChangeSet:
    """Plan copies of ``PATTERN`` or ``PATTERN/FILE`` in ``folder``, each with the hash of what it came from.

    Raises OpinionatedError where there is no such template.
    """
    pattern, _, file = wanted.partition("/")
    if pattern not in PATTERNS:
        raise OpinionatedError(f"There is no pattern '{pattern}'.", nearest(pattern, PATTERNS))
    names = list(_originals(pattern))
    if file:
        name = file if file.endswith(SUFFIX) else file + SUFFIX
        if name not in names:
            raise OpinionatedError(f"The pattern {pattern} has no template '{file}'.", nearest(name, names))
        names = [name]
    copies = tuple(Create(folder / pattern / name, _marked(pattern, name)) for name in names)
    return ChangeSet(root, copies)


def template_status(folder: Path) -> Iterator[TemplateStatus]:
    """Yield every template in ``folder``, and whether what it was ejected from has changed."""
    for path in sorted(each for each in folder.rglob(f"*{SUFFIX}") if each.is_file()):
        name = path.relative_to(folder).as_posix()
        mark = _MARK.match(path.read_text(encoding="utf-8", errors="replace"))
        yield TemplateStatus(name, _state(mark["name"], mark["digest"]) if mark else "own")


def _state(name: str, digest: str) -> str:
    pattern, _, file = name.partition("/")
    if pattern not in PATTERNS or file not in _originals(pattern):
        return "gone upstream"
    return "current" if _digest(_originals(pattern)[file].read_bytes()) == digest else "changed upstream"


def _originals(name: str) -> dict[str, Path]:
    """Return the templates of a pattern by their names; what a pack has not, the pattern has that it goes on from."""
    pattern = PATTERNS[name]
    own = Path(pattern.templates) if pattern.templates else BUILTIN / name
    folders = [*([BUILTIN / pattern.base] if pattern.base else ()), own]
    found = {path.relative_to(each).as_posix(): path for each in folders for path in each.rglob(f"*{SUFFIX}")}
    return dict(sorted(found.items()))


def _marked(pattern: str, file: str) -> bytes:
    content = _originals(pattern)[file].read_bytes()
    return f"{{# ejected from {pattern}/{file} sha256:{_digest(content)} of {__version__} #}}\n".encode() + content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
