"""What a branch has changed, in real repositories."""

import subprocess
from pathlib import Path

import pytest

from django_opinionated_startapp.audit.changed import changed_files
from django_opinionated_startapp.errors import OpinionatedError

from .trees import write_tree


def git(root: Path, *arguments: str) -> None:
    options = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *options, *arguments], check=True, capture_output=True)  # noqa: S607  (git of the machine)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    write_tree(
        tmp_path, {"src/a.py": "1", "src/b.py": "1", "src/c.py": "1", "other/d.py": "1", ".gitignore": "*.log\n"}
    )
    git(tmp_path, "init", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "first")
    git(tmp_path, "checkout", "-b", "branch")
    return tmp_path


def test_committed_uncommitted_and_new_files_below_the_root_count(repository: Path) -> None:
    write_tree(repository, {"src/a.py": "2", "other/d.py": "2"})
    git(repository, "commit", "-am", "second")
    git(repository, "checkout", "main")
    write_tree(repository, {"src/c.py": "other people's"})
    git(repository, "commit", "-am", "third")
    git(repository, "checkout", "branch")
    write_tree(repository, {"src/b.py": "2", "src/new é.py": "", "src/x.log": ""})
    assert changed_files(repository / "src", "main") == {"a.py", "b.py", "new é.py"}
    assert changed_files(repository, "main") == {"src/a.py", "src/b.py", "src/new é.py", "other/d.py"}


def test_nothing_changed_is_nothing(repository: Path) -> None:
    assert changed_files(repository, "main") == frozenset()


@pytest.mark.parametrize("reference", ["gone", "main..x", ""])
def test_an_unknown_reference_is_named(repository: Path, reference: str) -> None:
    with pytest.raises(OpinionatedError, match=f"git can't tell what has changed since '{reference}'"):
        changed_files(repository, reference)


def test_an_option_is_no_reference(repository: Path) -> None:
    with pytest.raises(OpinionatedError, match="'--output=x' is no commit or branch"):
        changed_files(repository, "--output=x")


def test_git_is_needed(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(OpinionatedError, match="git is needed"):
        changed_files(repository, "main")


def test_a_silent_git_is_no_riddle(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = repository / "bin/git"
    write_tree(repository, {"bin/git": "#!/bin/sh\nexit 3\n"})
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tool.parent), prepend=":")
    with pytest.raises(OpinionatedError, match="no reason given"):
        changed_files(repository, "main")
