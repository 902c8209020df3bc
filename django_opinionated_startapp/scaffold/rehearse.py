"""Plan → Rehearsal: a child process loads the project as it would be, before anything is written.

The child is ``stage.py``. It starts when the Stage is entered, so that it imports Django while the parent renders.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from ..errors import OpinionatedError

_STAGE = f"{__package__}.stage"
_PATIENCE = 120.0  # seconds; slow projects start in ten
_LAST_WORDS = re.compile(r"^(?:[\w.]*(?:Error|Exception)\b|Fatal Python error:).*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Trial:
    """An edit of the settings that only the rehearsal can prove.

    They must hold each of ``modules`` once, and the apps ``kept`` too, which are installed now: the unknown code may
    look at the list. Where they don't, ``why`` is the error, and the last line of its hint is ``way``.
    """

    modules: tuple[str, ...]
    kept: tuple[str, ...]
    why: str
    way: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be rehearsed.

    ``module``: ``apps.orders``. ``settings``: DJANGO_SETTINGS_MODULE, or None where the project's settings can't be
    imported and minimal ones have to do. ``files``: planned content by absolute path, of new files and edited ones.
    ``wired``: the planned settings must hold the app; otherwise the child adds ``entry``, the path of the app's
    config, in memory. ``urls``: the module that ROOT_URLCONF must include, if any. ``path``: a folder to import from
    besides those of the project. ``trial``: what makes the edit of the settings uncertain, if anything.
    """

    module: str
    label: str
    settings: str | None
    files: tuple[tuple[Path, bytes], ...]
    wired: bool
    entry: str
    urls: str = ""
    path: str = ""
    trial: Trial | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """An app that is to go: the files ``gone``, and those of the project that are edited, with their content then.

    ``stays``: only the layers around its models go.
    """

    module: str
    label: str
    settings: str
    gone: tuple[Path, ...]
    files: tuple[tuple[Path, bytes], ...]
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of it: the ``migrations`` that the models need, as paths below the app and unformatted source.

    ``unsure``: a new field of which only a person can say what old rows get, if there is one.
    """

    migrations: tuple[tuple[str, str], ...]
    unsure: str = ""

    def certain(self, label: str) -> tuple[tuple[str, str], ...]:
        """Return the migrations of the app ``label``; raise OpinionatedError where a person has to be asked first."""
        if self.unsure:
            raise OpinionatedError(
                f"{self.unsure} has no value for the rows that are there already.",
                f"Run first: manage.py makemigrations {label}",
            )
        return self.migrations


class Stage:
    """A child process that plays one plan through; a context manager that leaves no process behind."""

    def __init__(self, root: Path) -> None:
        """Keep ``root``, the directory in which the child runs."""
        self._root = root

    def __enter__(self) -> "Stage":  # noqa: PYI034 - Self is new in 3.11
        """Start the child."""
        self._process = subprocess.Popen(  # noqa: S603 - nothing in the command comes from outside
            [sys.executable, "-m", _STAGE],
            cwd=self._root,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the child, whatever it is doing, and close its pipes."""
        with self._process:
            self._process.kill()

    def rehearse(self, plan: Plan) -> Rehearsal:
        """Return what the child found out about ``plan``; a stage plays one plan only.

        Raises OpinionatedError where the project would not work with it.
        """
        answer = self._play(_encoded(plan, self._root), "With the planned app")
        return Rehearsal(tuple((path, source) for path, source in answer["migrations"]), answer["unsure"])

    def rehearse_removal(self, removal: Removal) -> None:
        """Raise OpinionatedError where the project would not work any more, or would still hold the app."""
        self._play(_encoded_removal(removal, self._root), "Without the app")

    def _play(self, document: bytes, occasion: str) -> dict[str, Any]:
        try:
            output, noise = self._process.communicate(document, timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            raise OpinionatedError(
                f"{occasion} the project does not start within {_PATIENCE:g} seconds.",
                "Perhaps its settings wait for a service that is not there.",
            ) from None
        if not output:
            raise OpinionatedError(f"{occasion} {_crash(noise.decode(errors='replace'), self._process.returncode)}")
        answer: dict[str, Any] = json.loads(output)
        if "error" in answer:
            raise OpinionatedError(answer["error"], answer["hint"])
        return answer


def _environment() -> dict[str, str]:
    """Return the parent's environment, with what the child needs from its first import on."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(_path()),
        # A test runner may have made warnings errors, and other people's packages warn.
        "PYTHONWARNINGS": "ignore",
    }


def _path() -> list[str]:
    """Return sys.path without relative entries, which the child would look up elsewhere."""
    return [str(Path(entry).absolute()) for entry in sys.path]


def _encoded(plan: Plan, root: Path) -> bytes:
    """Return ``plan`` as the JSON document that the child reads."""
    document = {
        "module": plan.module,
        "label": plan.label,
        "settings": plan.settings,
        "files": _texts(plan.files),
        "wired": plan.wired,
        "entry": plan.entry,
        "urls": plan.urls,
        "trial": asdict(plan.trial) if plan.trial else None,
    }
    path = _path_in(root)
    if plan.path:
        path.insert(0, plan.path)
    return json.dumps({"path": path, "plan": document}).encode()


def _encoded_removal(removal: Removal, root: Path) -> bytes:
    """Return ``removal`` as the JSON document that the child reads."""
    document = {
        "module": removal.module,
        "label": removal.label,
        "settings": removal.settings,
        "gone": [str(file) for file in removal.gone],
        "files": _texts(removal.files),
        "stays": removal.stays,
    }
    return json.dumps({"path": _path_in(root), "removal": document}).encode()


def _path_in(root: Path) -> list[str]:
    """Return sys.path with ``root``: django-admin does not put it there, but the app may be in it."""
    path = _path()
    return path if str(root.absolute()) in path else [*path, str(root.absolute())]


def _texts(files: Iterable[tuple[Path, bytes]]) -> list[tuple[str, str]]:
    """Return ``files`` for JSON; Latin-1 takes any bytes there and back."""
    return [(str(file), content.decode("latin-1")) for file, content in files]


def _crash(noise: str, status: int) -> str:
    """Return the end of a sentence about a child that ended without an answer."""
    lines = _LAST_WORDS.findall(noise)
    reason = lines[-1].strip() if lines else f"its process ended with status {status}"
    return f"the project does not start: {reason.rstrip('.')}."
