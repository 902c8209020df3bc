"""Manifest → its file."""

import base64
import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict, fields

from .kinds import FORMAT, LISTS, Manifest, ManifestFile, WiringRecord

_PLAIN = tuple(field.name for field in fields(Manifest) if field.name not in (*LISTS, "common"))


def dump(manifest: Manifest) -> bytes:
    """Return ``manifest`` as it is written; the same manifest is always the same bytes."""
    rows: dict[str, list[dict[str, object]]] = {
        "files": [_file_row(file) for file in by_path(manifest.files)],
        "packages": [_file_row(file) for file in by_path(manifest.packages)],
        "wiring": [_wiring_row(record) for record in sorted(manifest.wiring)],
        **({"models": [json.loads(text) for text in manifest.models]} if manifest.models else {}),
    }
    names = (*_PLAIN, "common") if manifest.common else _PLAIN
    lines = [f'"format": {FORMAT}', *(f"{_json(name)}: {_json(getattr(manifest, name))}" for name in names)]
    for name, found in rows.items():
        entries = ",\n".join(f"  {_json(row)}" for row in found)
        lines.append(f"{_json(name)}: [\n{entries}\n ]" if entries else f"{_json(name)}: []")
    return ("{\n " + ",\n ".join(lines) + "\n}\n").encode()


def by_path(files: Iterable[ManifestFile]) -> tuple[ManifestFile, ...]:
    """Return ``files`` in the order in which they are written."""
    return tuple(sorted(files, key=lambda file: file.path))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _file_row(file: ManifestFile) -> dict[str, object]:
    packed = base64.b85encode(zlib.compress(file.base, 9)).decode()
    return {"path": file.path, "sha256": file.sha256, "template": file.template, "base": packed}


def _wiring_row(record: WiringRecord) -> dict[str, object]:
    row = asdict(record)
    return row if record.users else {name: value for name, value in row.items() if name != "users"}
