"""The files that a branch has changed, according to git."""

from pathlib import Path

from ..errors import OpinionatedError
from ..git import GitError, NoGitError, git, git_unfiltered

# Of a submodule its commit counts: to look into its files git would obey the configuration of that, too.
_DIFFERENT = (
    *("diff", "--name-only", "--no-renames", "-z", "--relative"),
    *("--ignore-submodules=dirty", "--no-ext-diff", "--no-textconv"),
)


def changed_files(root: Path, reference: str) -> frozenset[str]:
    """Return the files below ``root`` that differ from where the branch left ``reference``.

    New and uncommitted ones are among them. Paths are POSIX and relative to ``root``. Raises ``OpinionatedError`` if
    git is missing or knows no such reference.
    """
    if reference.startswith("-"):
        raise OpinionatedError(f"'{reference}' is no commit or branch.", "Name one, such as origin/main.")
    try:
        base = git(root, "merge-base", reference, "HEAD").strip()
        tracked = git_unfiltered(root, *_DIFFERENT, base, "--")
        new = git(root, "ls-files", "-z", "--others", "--exclude-standard")
    except NoGitError:
        raise OpinionatedError("git is needed to tell what has changed, and is not there.") from None
    except GitError as error:
        raise OpinionatedError(
            f"git can't tell what has changed since '{reference}': {error}",
            "Name a commit or branch that the repository knows; in CI, fetch it first.",
        ) from None
    return frozenset(filter(None, (tracked + new).split("\0")))
