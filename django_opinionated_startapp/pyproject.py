"""Where the project's pyproject.toml is. Nothing is imported for it: every start of Django asks."""

from pathlib import Path


def nearest_pyproject(root: Path) -> Path | None:
    """Return the pyproject.toml of the project at ``root``: there or above, but within its repository."""
    for folder in (root, *root.parents):
        path = folder / "pyproject.toml"
        if path.is_file():
            return path
        if (folder / ".git").exists():  # what lies above the repository is not the project's
            return None
    return None
