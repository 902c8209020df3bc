"""Facts that are kept between runs, so that a file is parsed again only after it has changed.

The cache is a folder with one file for each folder of the project (a shard), and in it one line for each module:
name of the file, key, checksum, lengths, outline, body. The key is a hash of the source and of all that the
facts depend on besides. A shard is replaced as a whole, so runs at the same time can share the folder: the last one
wins. Whatever can't be read is as good as not there. JSON alone is in it: reading it runs nothing.
"""

import json
import sys
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
from .inputs import Facts, Inputs, Stamp, digest, read
from .project import Kind, Module
from .shelf import put

# Facts of another version of the package, or made by another Python, may differ for the same source.
_SALT = f"{__version__} {sys.version_info[0]}.{sys.version_info[1]} 6".encode()
_MOST = 2_000_000  # bytes of a module: to parse it takes about two hundred times as many
_BODIES = 32  # decoded at the same time


@dataclass(frozen=True, slots=True)
class _Entry:
    """The facts of one file as they stand in a shard."""

    key: bytes
    outline: bytes
    body: bytes

    def digest(self) -> str:
        """Return what tells facts apart, wherever they come from."""
        return digest(b"%d %s%s" % (len(self.outline), self.outline, self.body))

    def line(self, name: str) -> bytes:
        """Return the line of the shard."""
        head = b"%s %08x %d " % (self.key, crc32(self.body, crc32(self.outline)), len(self.outline))
        return quote(name).encode() + b" " + head + self.outline + self.body + b"\n"


class FactStore:
    """Gives the facts of modules, from the cache where it has them; a ``FactSource``."""

    def __init__(self, root: Path, folder: Path | None = None, inputs: Inputs | None = None) -> None:
        """Take the project's root, the folder of the cache (None for no cache), and who notes what is read."""
        self._root = str(root)
        self._folder = folder
        self._inputs = inputs or Inputs()
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
            found = self._bodies[key] = Body(self._payloads[key])
            if len(self._bodies) > _BODIES:
                self._bodies.popitem(last=False)
        return found

    def _load(self, module: Module) -> Outline:
        folder, _, name = module.path.rpartition("/")
        try:
            known_as, source = self._inputs.load(self._root, module.path)
        except OSError as error:
            self._inputs.certain = False
            outline, entry = Outline({"error": f"can't be read: {error.strerror}"}), _entry(b"", b"", module)
        else:
            is_test = module.kind is Kind.TEST
            key = key_of(source, module.name, is_package=module.is_package, is_test=is_test).encode()
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
            self._note(module, known_as, key, entry)
        self._outlines[module.path, module.name] = outline
        self._payloads[module.path, module.name] = entry.body
        return outline

    def _note(self, module: Module, known: Stamp, key: bytes, entry: _Entry) -> None:
        facts = Facts(module.is_package, module.kind is Kind.TEST, known, key.decode(), entry.digest)
        self._inputs.modules[module.path, module.name] = facts

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
            for folder in sorted(self._changed):
                prefix = f"{folder}/" if folder else ""
                lines = [
                    each.line(name)
                    for name, each in self._shards[folder].items()
                    if prefix + name.partition("/")[0] in existing
                ]
                put(self._folder / _file_name(folder), b"".join(lines))
        self._changed.clear()


def facts_in(source: bytes, path: str, name: str, *, is_package: bool, is_test: bool) -> tuple[str, str]:
    """Return the key of a source and the digest of its facts, as ``Inputs`` has them."""
    kind = Kind.TEST if is_test else Kind.PRODUCTION
    entry = _entry(b"", source, Module(path, name, "", kind, is_package, FactStore(Path())))
    return key_of(source, name, is_package=is_package, is_test=is_test), entry.digest()


def key_of(source: bytes, name: str, *, is_package: bool, is_test: bool) -> str:
    """Return a hash of all that facts depend on."""
    hashed = blake2b(_SALT, digest_size=16)
    hashed.update(f" {name} {is_package} {is_test}\n".encode())
    hashed.update(source)
    return hashed.hexdigest()


def _entry(key: bytes, source: bytes, module: Module) -> _Entry:
    reader = scan if module.kind is Kind.TEST else extract
    flaw = {"error": f"has more than {_MOST // 1_000_000} MB: it counts as data"} if len(source) > _MOST else {}
    source = b"" if flaw else source
    outline, body = reader(source, module.name, is_package=module.is_package)
    outline |= flaw
    if b"audit:" in source:
        outline["comments"] = [astuple(each) for each in read_comments(source.decode(errors="replace"))]
    return _Entry(key, json.dumps(outline, separators=(",", ":")).encode(), body.encode())


def _decoded(entry: _Entry | None, key: bytes) -> dict[str, Any] | None:
    if entry is None or entry.key != key:
        return None
    with suppress(ValueError, RecursionError):  # else it was made by somebody else
        found = json.loads(entry.outline)
        return found if isinstance(found, dict) else None
    return None


def _file_name(folder: str) -> str:
    return blake2b(folder.encode(), digest_size=10).hexdigest() + ".facts"


def _read_shard(path: Path) -> Iterator[tuple[str, _Entry]]:
    try:
        content = read(str(path))[1]
    except OSError:
        return
    for line in content.splitlines():
        with suppress(ValueError):
            name, key, checksum, length, rest = line.split(b" ", 4)
            outline, body = rest[: int(length)], rest[int(length) :]
            if crc32(body, crc32(outline)) == int(checksum, 16):
                yield unquote(name.decode()), _Entry(key, outline, body)
