"""A repository from somebody else: its configuration names programs wherever git takes one, and none of them runs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from django_opinionated_startapp import git as asked
from django_opinionated_startapp.audit.changed import changed_files
from django_opinionated_startapp.changes import ChangeSet, Delete
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.git import GitError, NoGitError
from django_opinionated_startapp.management.uncommitted import check_uncommitted
from tests.changes.trees import GIT_ENVIRONMENT, plant
from tests.squash.projects import contents, copied, squashall
from tests.squash.test_prune import opened
from tests.squash.test_until import migrated

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the programs are shell scripts")

PROGRAMS = (
    *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.alternateRefsCommand", "core.gitProxy"),
    *("diff.external", "diff.x.command", "diff.x.textconv", "filter.x.clean", "filter.x.smudge", "filter.x.process"),
    *("filter..clean", "filter.a.b C.clean", "merge.x.driver", "pager.diff", "pager.ls-files", "pager.ls-tree"),
    *("credential.helper", "gpg.program", "sequence.editor", "remote.origin.uploadpack", "interactive.diffFilter"),
    *("uploadpack.packObjectsHook", "trailer.x.command"),
)
ALIASES = ("diff", "ls-files", "ls-tree", "merge-base", "rev-parse", "config")
HOOKS = ("post-index-change", "fsmonitor-watchman", "pre-commit", "post-checkout", "reference-transaction")


PERSON = ("user.name=Ann", "user.email=ann@example.com", "protocol.file.allow=always")


def git(folder: Path, *arguments: str, check: bool = True) -> str:
    """Run git as it is, with all that the repository says."""
    person = [word for each in PERSON for word in ("-c", each)]
    command = [str(shutil.which("git")), "-C", str(folder), *person, *arguments]
    environment = {**GIT_ENVIRONMENT, "HOME": str(folder)}
    done = subprocess.run(command, check=check, env=environment, capture_output=True, text=True)
    return done.stdout.strip()


def booby_trap(root: Path, trap: str) -> None:
    """Have the repository name ``trap`` wherever git would run a program."""
    for name in PROGRAMS:
        git(root, "config", name, trap)
    for name in ALIASES:
        git(root, "config", f"alias.{name}", f"!{trap}")
    git(root, "config", "filter.x.required", "true")
    git(root, "config", "core.untrackedCache", "true")
    plant(root, {".git/info/attributes": b"* diff=x filter=x\nb.py filter=\nc.py filter='a.b C'\n"})
    hooks = {name: f"#!/bin/sh\n{trap}\n".encode() for name in HOOKS}
    for folder in (".git/hooks", ".git/own"):
        for name in plant(root / folder, hooks).iterdir():
            name.chmod(0o755)
    git(root, "config", "core.hooksPath", str(root / ".git/own"))


@pytest.fixture
def sprung(tmp_path: Path) -> Path:
    """The file that is there once something has run."""
    return tmp_path / "sprung"


@pytest.fixture
def checkout(tmp_path: Path, sprung: Path) -> Path:
    """A repository full of traps, in which files have changed or look as if they had."""
    root = tmp_path.resolve() / "project"
    plant(root, {f"{name}.py": b"one\n" for name in "abcd"})
    git(root, "init", "-qb", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "x")
    git(root, "checkout", "-qb", "branch")
    booby_trap(root, f"touch {sprung}")
    plant(root, {f"{name}.py": b"two\n" for name in "abc"} | {"new.py": b"", "d.py": b"one\n"})
    os.utime(root / "d.py", (1, 1))  # looks changed, so git has to look into it
    return root


def test_the_traps_are_armed(checkout: Path, sprung: Path) -> None:
    git(checkout, "diff", "--stat", check=False)
    assert sprung.exists()


def test_what_has_changed_is_told_without_a_program(checkout: Path, sprung: Path) -> None:
    assert changed_files(checkout, "main") == {"a.py", "b.py", "c.py", "new.py"}
    assert not sprung.exists()


def test_what_is_uncommitted_is_told_without_a_program(checkout: Path, sprung: Path) -> None:
    changes = ChangeSet(checkout, tuple(Delete(file, file.read_bytes()) for file in sorted(checkout.glob("*.py"))))
    leave = {"allow_dirty": True, "dry_run": False, "diff": False, "verbosity": 1}
    assert check_uncommitted(changes, leave, pytest.fail) == ["a.py", "b.py", "c.py", "new.py"]
    assert not sprung.exists()


def test_until_a_tag_runs_nothing(tmp_path: Path, sprung: Path) -> None:
    root = copied("one_app", tmp_path / "project")
    migrated(root)
    before = contents(root / "shop")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "x")
    git(root, "tag", "v1.0")
    booby_trap(root, f"touch {sprung}")
    with opened(root):
        squashall("--no-verify", "--dry-run", "--until", "v1.0", verbosity=0)
    assert contents(root / "shop") == before
    assert not sprung.exists()


def test_files_of_a_submodule_are_not_looked_into(checkout: Path, tmp_path: Path, sprung: Path) -> None:
    part = plant(tmp_path / "part", {"x.py": b"one\n"})
    git(part, "init", "-qb", "main")
    git(part, "add", ".")
    git(part, "commit", "-qm", "x")
    for name in ("filter.x.clean", "filter.x.process"):
        git(checkout, "config", "--unset", name)
    git(checkout, "config", "filter.x.required", "false")
    git(checkout, "config", "core.hooksPath", os.devnull)
    git(checkout, "config", "core.fsmonitor", "false")
    git(checkout, "-c", "alias.submodule=", "submodule", "--quiet", "add", str(part), "part")
    sprung.unlink(missing_ok=True)
    inner = checkout / "part"
    git(inner, "config", "filter.inner.clean", f"touch {sprung}")
    plant(checkout, {".git/modules/part/info/attributes": b"* filter=inner\n", "part/x.py": b"two\n"})
    assert changed_files(checkout, "main") == {"a.py", "b.py", "c.py", "new.py", ".gitmodules", "part"}
    assert not sprung.exists()


@pytest.mark.parametrize("guard", ["GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL"])  # git before 2.45 knows the second only
def test_what_a_partial_clone_lacks_is_not_fetched(
    guard: str, checkout: Path, sprung: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "_ENVIRONMENT", {guard: asked._ENVIRONMENT[guard]})
    tree = git(checkout, "rev-parse", "main^{tree}")
    (checkout / ".git/objects" / tree[:2] / tree[2:]).unlink()
    for name, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::touch {sprung}",
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
    }.items():
        git(checkout, "config", name, value)
    with pytest.raises(OpinionatedError, match=r"git can't tell what has changed since 'main': (fatal|error): "):
        changed_files(checkout, "main")
    assert not sprung.exists()
    git(checkout, "ls-tree", "main", check=False)
    assert sprung.exists()  # which is what git does of itself


def test_a_filter_that_cannot_be_switched_off_is_a_reason_to_stop(checkout: Path, sprung: Path) -> None:
    plant(checkout, {".git/info/attributes": b"* filter=a=b\n"})
    git(checkout, "config", "filter.a=b.clean", f"touch {sprung}")
    with pytest.raises(OpinionatedError, match=r"its configuration has a section 'filter\.a=b'"):
        changed_files(checkout, "main")
    assert not sprung.exists()


def test_a_git_in_the_project_is_not_taken_for_git(
    checkout: Path, sprung: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(checkout, {"git": f"#!/bin/sh\ntouch {sprung}\n".encode()})
    (checkout / "git").chmod(0o755)
    monkeypatch.chdir(checkout)
    monkeypatch.setenv("PATH", os.pathsep.join([".", "", os.environ["PATH"]]))
    assert "a.py" in changed_files(checkout, "main")
    monkeypatch.setenv("PATH", ".")
    with pytest.raises(NoGitError):
        asked.git(checkout, "status")
    assert not sprung.exists()


def test_a_git_that_does_not_answer_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, {"git": b"#!/bin/sh\nexec sleep 60\n"})
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(asked, "_PATIENCE", 0.1)
    with pytest.raises(GitError, match="it did not answer within 0 seconds"):
        asked.git(tmp_path, "status")


@pytest.mark.parametrize("word", ["a\0b", "--no-such"])
def test_what_git_cannot_be_asked_is_an_error_of_git(word: str, tmp_path: Path) -> None:
    with pytest.raises(GitError):
        asked.git(tmp_path, "rev-parse", "--verify", word)
