"""What a manifest holds."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ... import __version__

MANIFEST = ".startpatternapp.json"
FORMAT = 1
MOST = 8_000_000  # bytes of a manifest, and of all that is packed in it
MOST_MODELS = 1000  # with more, nobody would wait for the files
LISTS = ("files", "packages", "wiring", "models")
KINDS = ("app", "import", "ready", "statement", "url")


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """A file that was written: ``base`` is its content then, ``template`` made it ("" for a migration of Django's)."""

    path: str
    base: bytes
    template: str = ""

    @property
    def sha256(self) -> str:
        """Digest of the content."""
        return hashlib.sha256(self.base).hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class WiringRecord:
    """One thing that was put into a file of the project; ``file`` is its POSIX path below the project's root.

    ``kind`` is ``app`` (``text`` is an entry of INSTALLED_APPS, of the package ``module``), ``url`` (``text`` is a
    route, ``module`` what it includes; ``statement`` where it has a statement of its own), ``import`` (of the name
    ``text`` from ``module``), or ``ready`` (``module`` is what ``AppConfig.ready()`` loads). ``users`` counts the
    modules of the project that named the package of an ``app`` before.
    """

    file: str
    kind: str
    text: str
    module: str
    users: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an app was generated from, and with what result.

    The answers: ``pattern`` to ``from_models``, what was asked for of models that existed before; ``specs`` are the
    models as typed, ``models`` those that no spec describes, each as JSON. The surroundings: ``django`` to ``user``,
    the label of the user model. ``files`` have paths below ``base`` of the app; ``packages``, the ``__init__.py`` that
    were made above it, ``folders``, the directories that were made, and ``wiring`` have paths below the root.
    ``common`` is the package with what apps share, if this one shares any.
    """

    pattern: str
    module: str
    label: str
    components: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    api_versions: tuple[str, ...] = ()
    specs: tuple[str, ...] = ()
    from_models: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    django: tuple[int, int] = (0, 0)
    packages_used: tuple[str, ...] = ()
    aware: bool = True
    line_length: int = 88
    user: str = ""
    standalone: bool = False
    tool: str = __version__
    folders: tuple[str, ...] = ()
    files: tuple[ManifestFile, ...] = ()
    packages: tuple[ManifestFile, ...] = ()
    wiring: tuple[WiringRecord, ...] = ()
    common: str = ""

    @property
    def answers(self) -> dict[str, object]:
        """What was asked for, by name; two apps with the same answers are the same app."""
        asked = ("pattern", "module", "label", "components", "options", "api_versions")
        names = (*asked, "specs", "from_models", "models", "common")
        return {name: getattr(self, name) for name in names}

    def base(self, directory: Path) -> Path:
        """Return the folder that the paths of ``files`` start from, for the app in ``directory``."""
        return directory.parent if self.standalone else directory

    def file(self, path: str) -> ManifestFile | None:
        """Return the file at ``path``, if there is one."""
        return next((file for file in self.files if file.path == path), None)
