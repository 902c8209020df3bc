"""Plan → Rehearsal: a child process loads the project as it would be, before anything is written.

The child is ``stage.py``. It starts when the Stage is entered, so that it imports Django while the parent renders.
"""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from ..errors import OpinionatedError

_STAGE = f"{__package__}.stage"
_PATIENCE = 120.0  # seconds; slow projects start in ten
_LAST_WORDS = re.compile(r"^(?:[\w.]*(?:Error|Exception)\b|Fatal Python error:).*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be rehearsed.

    ``module``: ``apps.orders``. ``settings``: DJANGO_SETTINGS_MODULE, or None where the project's settings can't be
    imported and minimal ones have to do. ``files``: planned content by absolute path, of new files and edited ones.
    ``wired``: the planned settings must hold the app; otherwise the child adds ``entry``, the path of the app's
    config, in memory. ``urls``: the module that ROOT_URLCONF must include, if any.
    """

    module: str
    label: str
    settings: str | None
    files: tuple[tuple[Path, bytes], ...]
    wired: bool
    entry: str
    urls: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of it: the ``migrations`` that the models need, as paths below the app and unformatted source."""

    migrations: tuple[tuple[str, str], ...]


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
        try:
            output, noise = self._process.communicate(_encoded(plan, self._root), timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            raise OpinionatedError(
                f"With the planned app the project does not start within {_PATIENCE:g} seconds.",
                "Perhaps its settings wait for a service that is not there.",
            ) from None
        if not output:
            raise OpinionatedError(_crash(noise.decode(errors="replace"), self._process.returncode))
        answer = json.loads(output)
        if "error" in answer:
            raise OpinionatedError(answer["error"], answer["hint"])
        return Rehearsal(tuple((path, source) for path, source in answer["migrations"]))


def _environment() -> dict[str, str]:
    """Return the parent's environment, with what the child needs from its first import on."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(_path()),
        "PYTHONDONTWRITEBYTECODE": "1",
        # A test runner may have made warnings errors, and other people's packages warn.
        "PYTHONWARNINGS": "ignore",
    }


def _path() -> list[str]:
    """Return sys.path without relative entries, which the child would look up elsewhere."""
    return [str(Path(entry).absolute()) for entry in sys.path]


def _encoded(plan: Plan, root: Path) -> bytes:
    """Return ``plan`` as the JSON document that the child reads; Latin-1 takes any bytes there and back."""
    path = _path()
    # django-admin does not put the current directory on the path, but the planned app may be there.
    if str(root.absolute()) not in path:
        path.append(str(root.absolute()))
    document = {
        "module": plan.module,
        "label": plan.label,
        "settings": plan.settings,
        "files": [(str(file), content.decode("latin-1")) for file, content in plan.files],
        "wired": plan.wired,
        "entry": plan.entry,
        "urls": plan.urls,
    }
    return json.dumps({"path": path, "plan": document}).encode()


def _crash(noise: str, status: int) -> str:
    """Return a sentence about a child that ended without an answer."""
    lines = _LAST_WORDS.findall(noise)
    reason = lines[-1].strip() if lines else f"its process ended with status {status}"
    return f"With the planned app the project does not start: {reason.rstrip('.')}."
