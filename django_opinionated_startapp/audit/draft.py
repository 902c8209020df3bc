"""A project as it would be with some files different: read from memory where it differs, else from the disk."""

import os
from collections.abc import Mapping

from .inputs import Inputs, Stamp, digest


class DraftInputs(Inputs):
    """``Inputs`` that take ``draft`` for what stands on the disk: contents by path, None for what is not there.

    Nothing of a draft is to be remembered: it is never certain.
    """

    def __init__(self, draft: Mapping[str, bytes | None]) -> None:
        """Take the files that differ; paths are POSIX and relative to the root."""
        super().__init__()
        self.certain = False
        self._draft = draft

    def read(self, root: str, path: str) -> bytes | None:
        """Return the content of a file, None if there is none or it can't be read."""
        if path not in self._draft:
            return super().read(root, path)
        content = self._draft[path]
        self.texts[path] = (None, digest(content))
        return content

    def load(self, root: str, path: str) -> tuple[Stamp, bytes]:
        """Return stamp and content of a module; raise ``OSError`` if it can't be read."""
        content = self._draft.get(path)
        return super().load(root, path) if content is None else (None, content)

    def list(self, root: str, path: str) -> list[tuple[str, bool]]:
        """Return the names in a folder, with those of the draft; raise ``OSError`` if it can't be read."""
        prefix = f"{path}/" if path else ""
        inside = {each: content for each, content in self._draft.items() if each.startswith(prefix)}
        is_there = not inside or os.path.isdir(os.path.join(root, path))  # noqa: PTH112, PTH118  (as ``Inputs`` does)
        found = dict(super().list(root, path)) if is_there else {}
        for each, content in inside.items():
            name, deeper, _ = each.removeprefix(prefix).partition("/")
            if content is not None:
                found[name] = bool(deeper)
            elif not deeper:
                found.pop(name, None)
        return sorted(found.items())
