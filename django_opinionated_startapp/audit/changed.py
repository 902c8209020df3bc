"""The files that a branch has changed, according to git."""

import subprocess
from pathlib import Path

from ..errors import OpinionatedError


def changed_files(root: Path, reference: str) -> frozenset[str]:
    """Return the files below ``root`` that differ from where the branch left ``reference``.

    New and uncommitted ones are among them. Paths are POSIX and relative to ``root``. Raises ``OpinionatedError`` if
    git is missing or knows no such reference.
    """
    if reference.startswith("-"):
        raise OpinionatedError(f"'{reference}' is no commit or branch.", "Name one, such as origin/main.")
    base = _git(root, reference, "merge-base", reference, "HEAD").strip()
    tracked = _git(root, reference, "diff", "--name-only", "--no-renames", "-z", "--relative", base, "--")
    new = _git(root, reference, "ls-files", "-z", "--others", "--exclude-standard")
    return frozenset(filter(None, (tracked + new).split("\0")))


def _git(root: Path, reference: str, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603  (the reference can't be an option)
    except FileNotFoundError:
        raise OpinionatedError("git is needed to tell what has changed, and is not there.") from None
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise OpinionatedError(
            f"git can't tell what has changed since '{reference}': {lines[0]}",
            "Name a commit or branch that the repository knows; in CI, fetch it first.",
        ) from None
    return done.stdout.decode("utf-8", "surrogateescape")
