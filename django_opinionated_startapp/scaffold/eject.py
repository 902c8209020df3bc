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
    names = _builtin_names(pattern)
    if file:
        name = file if file.endswith(SUFFIX) else file + SUFFIX
        if name not in names:
            raise OpinionatedError(f"The pattern {pattern} has no template '{file}'.", nearest(name, names))
        names = [name]
    copies = tuple(Create(folder / pattern / name, _marked(f"{pattern}/{name}")) for name in names)
    return ChangeSet(root, copies)


def template_status(folder: Path) -> Iterator[TemplateStatus]:
    """Yield every template in ``folder``, and whether what it was ejected from has changed."""
    for path in sorted(each for each in folder.rglob(f"*{SUFFIX}") if each.is_file()):
        name = path.relative_to(folder).as_posix()
        mark = _MARK.match(path.read_text(encoding="utf-8", errors="replace"))
        yield TemplateStatus(name, _state(mark["name"], mark["digest"]) if mark else "own")


def _state(name: str, digest: str) -> str:
    pattern, _, file = name.partition("/")
    if pattern not in PATTERNS or file not in _builtin_names(pattern):
        return "gone upstream"
    return "current" if _digest((BUILTIN / name).read_bytes()) == digest else "changed upstream"


def _builtin_names(pattern: str) -> list[str]:
    base = BUILTIN / pattern
    return sorted(path.relative_to(base).as_posix() for path in base.rglob(f"*{SUFFIX}"))


def _marked(name: str) -> bytes:
    content = (BUILTIN / name).read_bytes()
    return f"{{# ejected from {name} sha256:{_digest(content)} of {__version__} #}}\n".encode() + content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
