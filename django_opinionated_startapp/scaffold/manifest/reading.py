"""The file of a manifest → Manifest.

Nothing in it is trusted: it may have been edited, merged or made by somebody else.
"""

import base64
import json
import os
import re
import stat
import zlib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from ...errors import OpinionatedError
from ..names import is_identifier
from .kinds import FORMAT, KINDS, MANIFEST, MOST, MOST_MODELS, Manifest, ManifestFile, WiringRecord

T = TypeVar("T")


def read_manifest(directory: Path) -> Manifest | None:
    """Return the manifest of the app in ``directory``, None if it has none.

    Raises OpinionatedError where it can't be read, is damaged, is of a format that this version does not know, or
    names files that are not in the app.
    """
    path = directory / MANIFEST
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            raise OpinionatedError(f"{path} is not a regular file.", "Delete it, or put the manifest in its place.")
        if found.st_size > MOST:
            raise damage(path, "it is too large")
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise OpinionatedError(f"{path} can't be read: {error.strerror or error}.") from error
    manifest = parse(content, path)
    _check_place(manifest, directory)
    for file in manifest.files:
        contained(manifest.base(directory), file.path, path)
    return manifest


def parse(content: bytes, path: Path) -> Manifest:
    """Return the manifest that ``content`` is; ``path`` is for messages. Raises OpinionatedError as above."""
    try:
        document = json.loads(content.decode())
        if not isinstance(document, dict):
            raise _FlawError("it is not an object of JSON")  # noqa: TRY301  (one way out for all flaws)
        if document.get("format") != FORMAT:
            raise _unknown_format(path, document.get("format"))
        return _manifest(document)
    except _FlawError as flaw:
        raise damage(path, str(flaw)) from flaw
    except (ValueError, RecursionError) as error:
        raise damage(path, "it is not JSON") from error


def contained(base: Path, path: str, manifest: Path) -> Path:
    """Return the file at ``path`` below ``base``; raise OpinionatedError if a link leads out of there."""
    found, inside = os.path.realpath(base / path), os.path.realpath(base)
    if Path(inside) not in Path(found).parents:
        raise OpinionatedError(f"{manifest} names {path}, which a link leads out of {base}.", "Take the link away.")
    return base / path


def _check_place(manifest: Manifest, directory: Path) -> None:
    """Refuse a manifest that is about another app than the one it lies in, or about more than that."""
    path, base = directory / MANIFEST, manifest.base(directory)
    if manifest.module.rpartition(".")[2] != directory.name:
        raise OpinionatedError(
            f"{path} is about the app {manifest.module}, which would have another folder.",
            'Put it back; or change "module" and "label" in it to what the app is called now.',
        )
    if manifest.standalone:
        others = {each.parent for each in base.glob("*/apps.py")} - {directory}
        if others or (base / "manage.py").exists() or not (base / "pyproject.toml").is_file():
            raise OpinionatedError(
                f"{path} says that {base} is a distribution of its own, which it is not.",
                "Give the app a folder to itself, with its pyproject.toml.",
            )


class _FlawError(Exception):
    """What is wrong with a manifest, as the end of a sentence."""


def _unknown_format(path: Path, number: object) -> OpinionatedError:
    if isinstance(number, int) and number > FORMAT:
        return OpinionatedError(
            f"{path} was written by a later version of this package.", "Install that version, then try again."
        )
    return damage(path, "it names no format that there is")


def damage(path: Path, flaw: str) -> OpinionatedError:
    """Return what is said of a manifest with this flaw, the end of a sentence."""
    return OpinionatedError(
        f"{path} is damaged: {flaw}.",
        "Restore it from version control; or delete it, and the app counts as one made by hand.",
    )


# Reading: every value is looked at before it is believed


def _manifest(document: Mapping[str, Any]) -> Manifest:
    if {"models", "common", *document} != {"format", *(field.name for field in fields(Manifest))}:
        raise _FlawError("it lacks entries, or has some that are unknown")
    room = [MOST]
    manifest = Manifest(
        pattern=_text(document["pattern"]),
        module=_text(document["module"]),
        label=_text(document["label"]),
        components=_texts(document["components"]),
        options=tuple(map(_pair, _list(document["options"]))),
        api_versions=_texts(document["api_versions"]),
        specs=tuple(map(_unicode, _list(document["specs"]))),
        from_models=_texts(document["from_models"]),
        models=tuple(map(_model, _list(document.get("models", [])))),
        django=_series(document["django"]),
        packages_used=_texts(document["packages_used"]),
        aware=_exact(document["aware"], bool),
        line_length=_exact(document["line_length"], int),
        user=_text(document["user"]),
        standalone=_exact(document["standalone"], bool),
        tool=_text(document["tool"]),
        folders=tuple(map(_relative, _texts(document["folders"]))),
        files=tuple(_file(each, room) for each in _list(document["files"])),
        packages=tuple(_file(each, room) for each in _list(document["packages"])),
        wiring=tuple(map(_record, _list(document["wiring"]))),
        common=_text(document.get("common", "")),
    )
    _check(manifest)
    return manifest


def _check(manifest: Manifest) -> None:
    if not all(map(is_identifier, (manifest.label, *manifest.module.split(".")))):
        raise _FlawError("the name of its app can't be one")
    if manifest.common and not all(map(is_identifier, manifest.common.split("."))):
        raise _FlawError("the name of its shared package can't be one")
    if not all(re.fullmatch("v[0-9]{1,9}", version) for version in manifest.api_versions):
        raise _FlawError("it names a version of the API that can't be one")
    if manifest.line_length not in range(40, 321):
        raise _FlawError("its length of lines can't be")
    if len(manifest.specs) + len(manifest.models) > MOST_MODELS:
        raise _FlawError(f"it describes more than {MOST_MODELS} models")
    for files in (manifest.files, manifest.packages):
        if len({file.path.casefold() for file in files}) != len(files):
            raise _FlawError("it names a file twice")
    if any(record.kind not in KINDS for record in manifest.wiring):
        raise _FlawError("it names an edit that there is not")


def _exact(value: object, kind: type[T]) -> T:
    if type(value) is not kind:
        raise _FlawError(f"it has {type(value).__name__} where {kind.__name__} should be")
    return value


def _unicode(value: object) -> str:
    text = _exact(value, str)
    if re.search("[\ud800-\udfff]", text):
        raise _FlawError("it has half a character")
    return text


def _text(value: object) -> str:
    text = _unicode(value)
    if re.search(r"[\0-\x1f\x7f-\x9f]", text):  # what could play tricks on a terminal
        raise _FlawError("it has control characters where a name should be")
    return text


def _list(value: object) -> list[object]:
    return _exact(value, list)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(_text, _list(value)))


def _pair(value: object) -> tuple[str, str]:
    pair = _texts(value)
    if len(pair) != 2:  # noqa: PLR2004  (a pair)
        raise _FlawError("it has an option that is no pair")
    return pair[0], pair[1]


def _series(value: object) -> tuple[int, int]:
    numbers = [_exact(each, int) for each in _list(value)]
    if len(numbers) != 2:  # noqa: PLR2004  (major and minor)
        raise _FlawError("it names a series of Django that can't be one")
    return numbers[0], numbers[1]


def _row(value: object, *names: str) -> dict[str, str]:
    row: dict[str, object] = _exact(value, dict)
    if set(row) != set(names):
        raise _FlawError(f"it has an entry without {', '.join(names)}")
    return {name: _text(row[name]) for name in names}


def _model(value: object) -> str:
    row: dict[str, object] = _exact(value, dict)
    return _unicode(json.dumps(row, ensure_ascii=False))


def _file(value: object, room: list[int]) -> ManifestFile:
    """Return a file; ``room`` holds how many bytes may still be unpacked, as little can be packed to be much."""
    row = _row(value, "path", "sha256", "template", "base")
    unpacker = zlib.decompressobj()
    try:
        base = unpacker.decompress(base64.b85decode(row["base"]), room[0])
    except (ValueError, zlib.error) as error:
        raise _FlawError(f"the content of {row['path']} can't be unpacked") from error
    room[0] -= len(base)
    if not unpacker.eof or room[0] <= 0:
        raise _FlawError(f"the content of {row['path']} is too large, or cut off")
    file = ManifestFile(_relative(row["path"]), base, row["template"])
    if file.sha256 != row["sha256"]:
        raise _FlawError(f"the content of {row['path']} is not what its digest says")
    return file


def _record(value: object) -> WiringRecord:
    whole: dict[str, object] = _exact(value, dict)
    users: int = _exact(whole.get("users", 0), int)
    row = _row({name: each for name, each in whole.items() if name != "users"}, "file", "kind", "text", "module")
    return WiringRecord(_relative(row["file"]), row["kind"], row["text"], row["module"], users)


def _relative(path: str) -> str:
    """Return ``path`` if it stays below where it starts, on every system."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or str(pure) != path or not pure.name or ".." in pure.parts or re.search(r"[\\:]", path):
        raise _FlawError(f"'{path}' is not a path inside of the app")
    return path
