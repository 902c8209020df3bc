"""Facts that are kept between runs, so that a file is parsed again only after it has changed.

The cache is a folder with one file for each folder of the project (a shard), and in it one line for each module:
name of the file, key, checksum, lengths, outline, body. The key is a hash of the source and of all that the
facts depend on besides. A shard is replaced as a whole, so runs at the same time can share the folder: the last one
wins. Whatever can't be read is as good as not there. JSON alone is in it: reading it runs nothing.
"""

import json
import os
import sys
import tempfile
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote
from zlib import crc32

from .. import __version__
from .comments import read_comments
from .facts import Body, Outline
from .facts.extract import extract
from .facts.scan import scan
from .project import Kind, Module

# Facts of another version of the package, or made by another Python, may differ for the same source.
_SALT = f"{__version__} {sys.version_info[0]}.{sys.version_info[1]} 2".encode()
_BODIES = 32  # decoded at the same time
_IGNORE = "# Made by auditapps; safe to delete.\n*\n"


@dataclass(frozen=True, slots=True)
class _Entry:
    """The facts of one file as they stand in a shard."""

    key: bytes
    outline: bytes
    body: bytes

    def line(self, name: str) -> bytes:
        """Return the line of the shard."""
        head = b"%s %08x %d " % (self.key, crc32(self.body, crc32(self.outline)), len(self.outline))
        return quote(name).encode() + b" " + head + self.outline + self.body + b"\n"


class FactStore:
    """Gives the facts of modules, from the cache where it has them; a ``FactSource``."""

    def __init__(self, root: Path, folder: Path | None = None) -> None:
        """Take the project's root and the folder of the cache, None for no cache."""
        self._root = str(root)
        self._folder = folder
        self._shards: dict[str, dict[str, _Entry]] = {}
        self._changed: set[str] = set()
        self._outlines: dict[tuple[str, str], Outline] = {}
        self._payloads: dict[tuple[str, str], bytes] = {}
        self._bodies: OrderedDict[tuple[str, str], Body] = OrderedDict()
        self.parsed = 0

    def outline(self, module: Module) -> Outline:
        """Return the outline of ``module``; of one that can't be read, an empty one with ``error`` set."""
        found = self._outlines.get((module.path, module.name))
        if found is None:
            found = self._load(module)
        return found

    def body(self, module: Module) -> Body:
        """Return the body of ``module``."""
        key = (module.path, module.name)
        found = self._bodies.get(key)
        if found is None:
            self.outline(module)
            found = self._bodies[key] = Body(self._payloads[key].decode())
            if len(self._bodies) > _BODIES:
                self._bodies.popitem(last=False)
        return found

    def _load(self, module: Module) -> Outline:
        folder, _, name = module.path.rpartition("/")
        try:
            with open(f"{self._root}/{module.path}", "rb") as file:  # noqa: PTH123  (a thousand times; pathlib takes longer than to read)
                source = file.read()
        except OSError as error:
            source = b""
            outline, entry = Outline({"error": f"can't be read: {error.strerror}"}), _entry(b"", source, module)
        else:
            key = _key(source, module)
            place = f"{name}/{module.name}"  # a file may be known by two names
            known = self._shard(folder).get(place)
            decoded = _decoded(known, key)
            if known is not None and decoded is not None:
                outline, entry = Outline(decoded), known
            else:
                entry = _entry(key, source, module)
                outline = Outline(json.loads(entry.outline))
                self.parsed += 1
                self._shard(folder)[place] = entry
                self._changed.add(folder)
        self._outlines[module.path, module.name] = outline
        self._payloads[module.path, module.name] = entry.body
        return outline

    def _shard(self, folder: str) -> dict[str, _Entry]:
        if folder not in self._shards:
            self._shards[folder] = dict(_read_shard(self._folder / _file_name(folder))) if self._folder else {}
        return self._shards[folder]

    def save(self, files: Iterable[str]) -> None:
        """Write what was learnt; entries of files that are not among ``files`` are dropped.

        A folder that can't be written is no failure: the next run will take longer, that is all.
        """
        if self._folder is None or not self._changed:
            return
        existing = set(files)
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            ignore = self._folder / ".gitignore"
            if not ignore.exists():
                _replace(ignore, _IGNORE.encode())
            for folder in sorted(self._changed):
                prefix = f"{folder}/" if folder else ""
                lines = [
                    each.line(name)
                    for name, each in self._shards[folder].items()
                    if prefix + name.partition("/")[0] in existing
                ]
                _replace(self._folder / _file_name(folder), b"".join(lines))
        self._changed.clear()


def _key(source: bytes, module: Module) -> bytes:
    hashed = blake2b(_SALT, digest_size=16)
    hashed.update(f" {module.name} {module.is_package} {module.kind is Kind.TEST}\n".encode())
    hashed.update(source)
    return hashed.hexdigest().encode()


def _entry(key: bytes, source: bytes, module: Module) -> _Entry:
    reader = scan if module.kind is Kind.TEST else extract
    outline, body = reader(source, module.name, is_package=module.is_package)
    if b"audit:" in source:
        outline["comments"] = [astuple(each) for each in read_comments(source.decode(errors="replace"))]
    return _Entry(key, json.dumps(outline, separators=(",", ":")).encode(), body.encode())


def _decoded(entry: _Entry | None, key: bytes) -> dict[str, Any] | None:
    if entry is None or entry.key != key:
        return None
    found: dict[str, Any] = json.loads(entry.outline)
    return found


def _file_name(folder: str) -> str:
    return blake2b(folder.encode(), digest_size=10).hexdigest() + ".facts"


def _read_shard(path: Path) -> Iterator[tuple[str, _Entry]]:
    try:
        content = path.read_bytes()
    except OSError:
        return
    for line in content.splitlines():
        with suppress(ValueError):
            name, key, checksum, length, rest = line.split(b" ", 4)
            outline, body = rest[: int(length)], rest[int(length) :]
            if crc32(body, crc32(outline)) == int(checksum, 16):
                yield unquote(name.decode()), _Entry(key, outline, body)


def _replace(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` in one step, so that nobody sees half of it."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
