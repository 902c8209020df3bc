"""Planned files laid over the disk, so that a project can be loaded as it would be with them."""

import builtins
import errno
import io
import os
import pathlib
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import IO, Any

_open = io.open


class Overlay:
    """Planned files, as if they were on the disk, and files that are ``gone``, as if they were not."""

    def __init__(self, files: Sequence[tuple[Path, bytes]], gone: Sequence[Path] = ()) -> None:
        """Index ``files``, and the directories that they would make."""
        self._contents = {_key(path): content for path, content in files}
        self._directories = {_key(parent) for path, _ in files for parent in path.parents}
        self._gone = {_key(path) for path in gone}
        # Resolving links costs much more than a look at the name, and most paths are not planned.
        self._names = {os.path.normcase(part) for path in (*gone, *(path for path, _ in files)) for part in path.parts}

    def content(self, path: str | bytes | os.PathLike[str] | os.PathLike[bytes]) -> bytes | None:
        """Return the planned content of the file ``path``, if there is one."""
        text = os.fsdecode(path)
        known = os.path.normcase(os.path.basename(text)) in self._names  # noqa: PTH119 - paths of every import
        return self._contents.get(_key(text)) if known else None

    def hides(self, path: str | bytes | os.PathLike[str] | os.PathLike[bytes]) -> bool:
        """Tell whether the file ``path`` is gone."""
        if not self._gone:  # every plan but a removal, for every import
            return False
        text = os.fsdecode(path)
        return os.path.normcase(os.path.basename(text)) in self._names and _key(text) in self._gone  # noqa: PTH119

    def makes(self, path: str) -> bool:
        """Tell whether ``path`` is a directory with planned files in or below it."""
        return os.path.normcase(os.path.basename(path)) in self._names and _key(path) in self._directories  # noqa: PTH119

    def open(self, file: Any, mode: str = "r", *rest: Any, **options: Any) -> IO[Any]:  # noqa: ANN401 - as open() has it
        """Open a file as ``open()`` does; what is planned is read from memory."""
        reads = isinstance(file, str | bytes | os.PathLike) and not set(mode) & set("wax+")
        content = self.content(file) if reads else None
        if reads and self.hides(file):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), os.fsdecode(file))
        if content is None:
            return _open(file, mode, *rest, **options)
        return io.BytesIO(content) if "b" in mode else _text(content, *rest, **options)


class Loader(SourceFileLoader):
    """Loads one planned module."""

    def __init__(self, name: str, path: str, content: bytes) -> None:
        """Keep the ``content`` of the file ``path``."""
        super().__init__(name, path)
        self._content = content

    def get_data(self, path: str) -> bytes:
        """Return the planned bytes, or those of a file beside the module."""
        return self._content if path == self.path else super().get_data(path)

    def path_stats(self, path: str) -> Any:  # noqa: ANN401 - never returns
        """Deny that there are any, so that importlib neither reads bytecode nor writes it."""
        raise OSError(path)


class Modules:
    """The meta path finder of planned modules; it comes first, because they replace what is on the disk."""

    def __init__(self, overlay: Overlay) -> None:
        """Keep the planned files."""
        self._overlay = overlay

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of a planned module, unless an earlier entry of the path has one of that name."""
        entries = list(sys.path if path is None else path)
        for number, base in enumerate(_bases(fullname, entries)):
            if spec := self._planned(fullname, base):
                earlier = PathFinder.find_spec(fullname, entries[:number], target)
                return earlier if earlier and earlier.loader else spec
        return None

    def _planned(self, fullname: str, base: str) -> ModuleSpec | None:
        package = os.path.join(base, "__init__.py")  # noqa: PTH118 - for every import and entry
        for file, locations in ((package, [base]), (f"{base}.py", None)):
            # Every package has an __init__.py: the name of its directory tells more.
            content = self._overlay.content(file) if not locations or self._overlay.makes(base) else None
            if content is not None:
                loader = Loader(fullname, file, content)
                return spec_from_file_location(fullname, file, loader=loader, submodule_search_locations=locations)
        return None


class Namespaces:
    """The meta path finder of directories that planned files would make; it comes last, as with real ones."""

    def __init__(self, overlay: Overlay) -> None:
        """Keep the planned files."""
        self._overlay = overlay

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,  # noqa: ARG002 - the protocol has it
    ) -> ModuleSpec | None:
        """Return the spec of a namespace package."""
        places = [base for base in _bases(fullname, sys.path if path is None else path) if self._overlay.makes(base)]
        spec = ModuleSpec(fullname, None, is_package=True)
        spec.submodule_search_locations = places
        return spec if places else None


def visible(overlay: Overlay) -> type[PathFinder]:
    """Return the finder of modules on the disk, which does not see those that are gone in ``overlay``."""

    class Visible(PathFinder):
        @classmethod
        def find_spec(
            cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
        ) -> ModuleSpec | None:
            entries = list(sys.path if path is None else path)
            shown = [
                entry
                for entry, base in zip(entries, _bases(fullname, entries), strict=True)
                if not (overlay.hides(f"{base}.py") or overlay.hides(os.path.join(base, "__init__.py")))  # noqa: PTH118
            ]
            return super().find_spec(fullname, shown, target)

    return Visible


def lay_over(overlay: Overlay) -> None:
    """Put ``overlay`` between Python and the disk."""
    sys.meta_path.insert(0, Modules(overlay))
    sys.meta_path[:] = [visible(overlay) if finder is PathFinder else finder for finder in sys.meta_path]
    sys.meta_path.append(Namespaces(overlay))
    # Some settings read other files themselves; django-split-settings does.
    # Python 3.10's paths have a reference of their own to open(); later ones ask io.
    for module in (builtins, io, getattr(pathlib, "_NormalAccessor", io)):
        setattr(module, "open", overlay.open)  # noqa: B010 - overlay.open is not annotated in as many ways


def _bases(fullname: str, entries: Sequence[str]) -> Iterator[str]:
    """Yield the path, without suffix, that the module would have below each of ``entries``."""
    name = fullname.rpartition(".")[2]
    return (os.path.join(entry, name) for entry in entries)  # noqa: PTH118 - for every import and entry


def _key(path: str | Path) -> str:
    """Return ``path`` in the one form in which paths are compared."""
    return os.path.normcase(os.path.realpath(path))


def _text(content: bytes, buffering: int = -1, *rest: Any, **options: Any) -> io.TextIOWrapper:  # noqa: ANN401
    """Return ``content`` as a text file, with the arguments of ``open()``."""
    del buffering
    return io.TextIOWrapper(io.BytesIO(content), *rest, **options)
