"""What an earlier run has answered, given again as long as nothing that it has read is different.

An answer is a file of JSON in the folder of the cache: what was asked (the *key*), the text and the exit code, and
what was read for it. A file whose stamp has changed is looked into: its content may be the same, or, of a module,
all that the rules know about it. Whatever is not certain is as good as not there. No rule is loaded for that, and
reading an answer runs nothing.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from zlib import crc32

from .. import __version__
from ..conf import AuditConfig
from .inputs import Inputs, digest, digest_of_listing, listing, read, stamp_of
from .names import PROFILES
from .shelf import put

_FORMAT = 1
_SUFFIX = ".answer"
_OWN = ("audit", "conf", "pattern")
_MOST_ANSWERS = 8
_MOST_EDITS = 8  # more files than that are quicker read by a whole run

# Path, stamp and digests of one thing that was read, as JSON has it.
Known: TypeAlias = list[Any]
Look: TypeAlias = Callable[[str, Known], bool]


class Answer(NamedTuple):
    """What a run has printed, and its exit code."""

    text: str
    code: int


def can_be_remembered(config: AuditConfig, profiles: Iterable[str] = ()) -> bool:
    """Tell whether an answer depends on nothing but what is noted: rules and packs of others may change unseen.

    ``profiles`` are those that the options add to the configuration.
    """
    chosen = set(profiles).union(*config.profiles.values())
    return not config.rules and chosen.issubset(PROFILES)


class Memory:
    """The answer to one question, in a folder that several may share."""

    def __init__(self, root: Path, folder: Path, question: Mapping[str, object]) -> None:
        """Take the project's root, the folder of the cache, and all that the answer depends on besides files."""
        self._root = str(root)
        asked = [f"{name}={value!r}" for name, value in sorted(question.items())]
        self._key = [str(_FORMAT), _tool(), self._root, *asked]
        self._file = folder / f"{crc32(chr(0).join(self._key).encode(errors='surrogateescape')):08x}{_SUFFIX}"
        self._day = date.today().isoformat()  # noqa: DTZ011  (comments expire by the user's calendar)

    def recall(self) -> Answer | None:
        """Return the answer if it still holds, else None."""
        try:
            known = _decoded(read(str(self._file))[1])
            if known["key"] != self._key or known["day"] != self._day:
                return None
            look = _Looker(self._root)
            if not look.same(known):
                return None
            answer = Answer(str(known["text"]), int(known["code"]))
        except (OSError, ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
            return None  # it may have been made by somebody else, and hold whatever JSON can say
        if look.renewed:
            self._put(known)
        return answer

    def keep(self, answer: Answer, inputs: Inputs) -> None:
        """Remember ``answer``, for which ``inputs`` were read."""
        if inputs.certain:
            texts, folders = (
                [[path, inputs.sure(known), found] for path, (known, found) in part.items()]
                for part in (inputs.texts, inputs.folders)
            )
            modules = [
                [path, inputs.sure(row.stamp), row.key, row.digest(), name, row.is_package, row.is_test]
                for (path, name), row in inputs.modules.items()
            ]
            read_ = {"texts": texts, "folders": folders, "modules": modules}
            self._put({"key": self._key, "day": self._day, **answer._asdict(), **read_})

    def _put(self, known: Mapping[str, object]) -> None:
        content = json.dumps(known, separators=(",", ":")).encode()
        with suppress(OSError):
            put(self._file, b"%08x\n%s" % (crc32(content), content))
            others = sorted(self._file.parent.glob(f"*{_SUFFIX}"), key=lambda file: file.stat().st_mtime_ns)
            for file in others[:-_MOST_ANSWERS]:
                file.unlink(missing_ok=True)


def _decoded(content: bytes) -> dict[str, Any]:
    """Return what is in a file; raise ``ValueError`` if it is damaged."""
    checksum, _, payload = content.partition(b"\n")
    if crc32(payload) != int(checksum, 16):
        raise ValueError("damaged")
    known: dict[str, Any] = json.loads(payload)
    return known


class _Looker:
    """Looks whether what was read would be read again; ``renewed`` tells that stamps have changed, and no more."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._inputs = Inputs()
        self._edits = 0
        self.renewed = False

    def same(self, known: Mapping[str, list[Known]]) -> bool:
        """Tell whether all of it is the same, and give ``known`` the new stamps."""
        looks: dict[str, Look] = {"folders": _folder, "texts": _text, "modules": self._module}
        return all(self._holds(row, look) for part, look in looks.items() for row in known[part])

    def _holds(self, row: Known, look: Look) -> bool:
        path = os.path.join(self._root, row[0])  # noqa: PTH118  (thousands of times)
        found = stamp_of(path)
        if found is not None and found == row[1]:
            return True
        before = list(row)
        row[1] = self._inputs.sure(found)  # taken before it is read, so that a change meanwhile shows
        same = look(path, row)
        self.renewed = self.renewed or row != before
        return same

    def _module(self, path: str, row: Known) -> bool:
        """Look at the source, and if that is another one at its facts: comments and spaces are none."""
        from .cache import facts_in, key_of  # noqa: PLC0415  (most answers need neither)

        shown, _stamp, key, facts, name, is_package, is_test = row
        with suppress(OSError):
            _status, source = read(path)
            if key_of(source, name, is_package=is_package, is_test=is_test) == key:
                return True
            self._edits += 1
            if self._edits <= _MOST_EDITS:
                row[2], found = facts_in(source, shown, name, is_package=is_package, is_test=is_test)
                return bool(found == facts)
        return False


def _folder(path: str, row: Known) -> bool:
    found = ""
    with suppress(OSError):
        found = digest_of_listing(listing(path))
    return bool(found == row[2])


def _text(path: str, row: Known) -> bool:
    content = None
    with suppress(OSError):
        _status, content = read(path)
    return bool(digest(content) == row[2])


def _tool() -> str:
    """Return what tells this tool in this environment from others: also one that is being worked on."""
    django = find_spec("django")
    parts = (__version__, sys.version, sys.prefix, django.origin if django else "", find_spec("rich") is not None)
    return " ".join(map(str, (*parts, *_own_state())))


def _own_state() -> tuple[int, int, int]:
    """Return number, size and last change of the modules that an audit consists of."""
    package = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120  (strings to begin with)
    found = [entry.stat() for folder in _OWN for entry in _modules(f"{package}/{folder}")]
    return len(found), sum(each.st_size for each in found), max(each.st_mtime_ns for each in found)


def _modules(folder: str) -> "Iterator[os.DirEntry[str]]":
    with os.scandir(folder) as found:
        entries = list(found)
    yield from (entry for entry in entries if entry.name.endswith(".py"))
    for inner in (entry.path for entry in entries if "." not in entry.name and entry.is_dir()):
        yield from _modules(inner)
