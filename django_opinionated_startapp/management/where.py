"""The folder that a command is called in, and how paths below it are shown."""

from pathlib import Path

from ..errors import OpinionatedError


def here() -> Path:
    """Return the folder, without links; raise ``OpinionatedError`` if it is gone, or can't be asked for."""
    try:
        return Path.cwd().resolve()
    except OSError as error:
        raise OpinionatedError(
            f"The folder that this is called in can't be found: {error.strerror}.", "Change to the project's folder."
        ) from error


def show_path(path: Path, root: Path) -> str:
    """Return ``path`` as people read it: below ``root``, with slashes."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
