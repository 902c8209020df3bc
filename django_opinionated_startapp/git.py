"""Git as it can be asked about a repository that somebody else has set up: nothing runs that its configuration names.

Monitors of the file system, hooks, filters, diff drivers, pagers and remotes are programs, and a folder ``.git`` that
came with a project can name any. All of them are put out of action here, so all that asks git asks through here.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_PATIENCE = 30.0  # seconds; usually it takes some milliseconds
# The index is not written, so no hook hears of it; what is asked for by name is asked for by that name.
_OPTIONS = ("--no-pager", "--no-optional-locks", "--literal-pathspecs")
_SETTINGS = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}")
# Of a partial clone git would fetch what is missing, by means that the configuration names.
_ENVIRONMENT = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0"}


class GitError(Exception):
    """Git could not tell; the text says why."""


class NoGitError(GitError):
    """There is no git."""


def git(root: Path, *arguments: str) -> str:
    """Return what git says of ``arguments`` in ``root``, names as ``os.fsdecode`` has them.

    Raises ``GitError`` if it fails or says nothing in time, ``NoGitError`` if it is not there. What makes git look
    into files of the work tree has to go through ``git_unfiltered``.
    """
    return _said(root, _SETTINGS, arguments)


def git_unfiltered(root: Path, *arguments: str) -> str:
    """Return what git says, taking files as they are, and not as filters would make them; as ``git`` otherwise."""
    keys = git(root, "config", "--list", "-z", "--name-only").split("\0")
    filters = sorted({key.rpartition(".")[0] for key in keys if key.startswith("filter.")})
    if wrong := [name for name in filters if "=" in name]:  # which ends the key of an option
        raise GitError(f"its configuration has a section {wrong[0]!r}, which can't be switched off")
    off = [f"{name}.{part}" for name in filters for part in ("clean=", "process=", "required=false")]
    return _said(root, (*_SETTINGS, *off), arguments)


def _said(root: Path, settings: tuple[str, ...], arguments: tuple[str, ...]) -> str:
    chosen = [word for setting in settings for word in ("-c", setting)]
    try:
        done = subprocess.run(  # noqa: S603  (no shell reads it)
            [_program(), *_OPTIONS, *chosen, "-C", str(root), *arguments],
            env={**os.environ, **_ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=_PATIENCE,
        )
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode(errors="replace").splitlines()
        reasons = [line for line in lines if line.strip() and not line.startswith("warning: ")]
        raise GitError(reasons[0] if reasons else "no reason given") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"it did not answer within {_PATIENCE:.0f} seconds") from None
    except (OSError, ValueError) as error:
        raise GitError(str(error)) from None
    return os.fsdecode(done.stdout)


def _program() -> str:
    """Return the path of git; never one in the folder that the command is called in, as Windows would take it."""
    name = "git.exe" if os.name == "nt" else "git"
    for folder in map(Path, os.get_exec_path()):
        if folder.is_absolute() and (folder / name).is_file():
            return str(folder / name)
    raise NoGitError("there is no git")
