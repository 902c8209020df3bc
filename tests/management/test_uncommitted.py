"""A checkout with changes that git does not have yet: what is warned of, what is refused, and --allow-dirty."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from django_opinionated_startapp.__main__ import main
from django_opinionated_startapp.changes import Change, ChangeSet, Create, Delete, Replace
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.management import uncommitted
from django_opinionated_startapp.management.uncommitted import check_uncommitted
from tests.changes.trees import GIT_ENVIRONMENT, plant
from tests.squash.projects import contents, copied, squashall
from tests.squash.test_prune import opened

from .conftest import Project

NEVER: dict[str, object] = {"allow_dirty": False, "dry_run": False, "diff": False, "verbosity": 1}
WARNING = "uncommitted changes: git will show yours and those of this command as one."
REFUSAL = "Nothing was changed. Commit or stage them first, or add --allow-dirty."


def git(folder: Path, *arguments: str) -> None:
    person = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")
    command = ["git", "-C", str(folder), *person, *arguments]
    subprocess.run(command, check=True, env={**GIT_ENVIRONMENT, "HOME": str(folder)}, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with a file of each kind that there is."""
    root = tmp_path.resolve() / "project"
    names = ("clean", "staged", "changed", "old", "ü b")
    plant(root, {f"a/{name}.py": b"one\n" for name in names} | {".gitignore": b"ignored.py\n"})
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "x")
    plant(root, {f"a/{name}.py": b"two\n" for name in ("staged", "changed", "new", "ignored", "ü b")})
    git(root, "add", "a/staged.py")
    return root


def plan(root: Path, *names: str, kind: Callable[[Path, bytes], Change] = Delete) -> ChangeSet:
    files = [root / "a" / f"{name}.py" for name in names]
    return ChangeSet(root, tuple(kind(file, file.read_bytes()) for file in files))


def edit(path: Path, content: bytes) -> Change:
    return Replace(path, content, b"three\n")


EVERYTHING = ("clean", "staged", "changed", "new", "ignored", "ü b")


def test_an_edit_of_what_git_does_not_have_is_warned_of(checkout: Path) -> None:
    said: list[str] = []
    found = check_uncommitted(plan(checkout, *EVERYTHING, kind=edit), NEVER, said.append)
    assert found == ["a/changed.py", "a/new.py", "a/ü b.py"]
    assert said == [f"a/changed.py, a/new.py, a/ü b.py have {WARNING}"]


@pytest.mark.parametrize("name", ["changed", "new"])
def test_the_loss_of_what_git_does_not_have_is_refused(name: str, checkout: Path) -> None:
    with pytest.raises(OpinionatedError) as caught:
        check_uncommitted(plan(checkout, name, "clean"), NEVER, pytest.fail)
    assert caught.value.args == (
        f"Git could not bring back what would be lost: a/{name}.py has uncommitted changes.",
        REFUSAL,
    )


@pytest.mark.parametrize("name", ["clean", "staged", "ignored", "old"])
def test_what_git_has_or_ignores_may_go(name: str, checkout: Path) -> None:
    assert check_uncommitted(plan(checkout, name), NEVER, pytest.fail) == []


def test_a_file_with_other_line_ends_is_no_other_file(checkout: Path) -> None:
    (checkout / "a/clean.py").write_bytes(b"one\r\n")
    assert check_uncommitted(plan(checkout, "clean"), NEVER, pytest.fail) == []


def test_new_files_ask_for_nothing(checkout: Path) -> None:
    changes = ChangeSet(checkout, (Create(checkout / "a/fresh.py", b""),))
    assert check_uncommitted(changes, NEVER, pytest.fail) == []


def test_what_is_only_shown_is_not_refused(checkout: Path) -> None:
    for shown in ("dry_run", "diff"):
        said: list[str] = []
        assert check_uncommitted(plan(checkout, "new"), {**NEVER, shown: True}, said.append) == ["a/new.py"]
        assert said == [f"a/new.py has {WARNING}"]


def test_with_leave_or_in_silence_nothing_is_said(checkout: Path) -> None:
    changes = plan(checkout, "new")
    assert check_uncommitted(changes, {**NEVER, "allow_dirty": True}, pytest.fail) == ["a/new.py"]
    assert check_uncommitted(changes, {**NEVER, "verbosity": 0, "diff": True}, pytest.fail) == ["a/new.py"]
    assert check_uncommitted(changes, NEVER, pytest.fail, lost=()) == []


def test_many_names_are_cut(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uncommitted, "_AT_ONCE", 3)
    plant(checkout, {f"a/n{number}.py": b"" for number in range(8)})
    said: list[str] = []
    found = check_uncommitted(plan(checkout, *(f"n{number}" for number in range(8)), kind=edit), NEVER, said.append)
    assert len(found) == 8
    assert said == [f"a/n0.py, a/n1.py, a/n2.py, a/n3.py, a/n4.py and 3 more have {WARNING}"]


def test_a_file_outside_of_the_root_is_named_in_full(checkout: Path) -> None:
    changes = ChangeSet(checkout / "a", plan(checkout, "new").changes)
    other = ChangeSet(checkout / "b", changes.changes)
    (checkout / "b").mkdir()
    leave = {**NEVER, "allow_dirty": True}
    assert check_uncommitted(changes, leave, pytest.fail) == ["new.py"]
    assert check_uncommitted(other, leave, pytest.fail) == []  # what git was not asked for, it does not tell


def test_where_git_cannot_tell_nothing_is_said(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = plan(checkout, "new")
    (checkout / ".git/index").write_bytes(b"none")
    assert check_uncommitted(changes, NEVER, pytest.fail) == []
    monkeypatch.setenv("PATH", "")
    assert check_uncommitted(changes, NEVER, pytest.fail) == []


def test_without_a_repository_git_is_not_even_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", pytest.fail)
    root = plant(tmp_path.resolve(), {"a/new.py": b""})
    assert check_uncommitted(plan(root, "new"), NEVER, pytest.fail) == []


def test_nothing_is_run_that_the_repository_names(checkout: Path) -> None:
    trap = f"touch {checkout}/run"
    for name in ("core.fsmonitor", "filter.x.clean", "filter.x.process", "diff.external", "core.pager", "core.editor"):
        git(checkout, "config", name, trap)
    git(checkout, "config", "filter.x.required", "true")
    plant(checkout, {".gitattributes": b"* filter=x\n"})
    for hook in ("post-index-change", "pre-commit", "fsmonitor-watchman"):
        path = plant(checkout, {f".git/hooks/{hook}": f"#!/bin/sh\n{trap}\n".encode()}) / f".git/hooks/{hook}"
        path.chmod(0o755)
    found = check_uncommitted(plan(checkout, *EVERYTHING, kind=edit), {**NEVER, "verbosity": 0}, pytest.fail)
    assert found == ["a/changed.py", "a/new.py", "a/ü b.py"]
    assert not (checkout / "run").exists()


def test_startpatternapp_warns_of_edits_and_refuses_to_overwrite(project: Project) -> None:
    git(project.root, "init", "-q")
    git(project.root, "add", ".")
    git(project.root, "commit", "-qm", "x")
    done = project.run("orders", "--install", "--only", "data", "--model", "Order title:str")
    assert "uncommitted" not in done.stderr
    done = project.run("bills", "--install", "--only", "data", "--json")
    assert f"config/settings.py has {WARNING}\n" in done.stderr
    assert json.loads(done.stdout)["uncommitted"] == ["config/settings.py"]
    project.edit("orders/models.py", "class Order", "# mine\nclass Order")
    command = ("orders", "--only", "data", "--model", "Order title:str", "--force")
    told = project.refused(*command)
    assert f"what would be lost: orders/models.py has uncommitted changes.\n{REFUSAL}\n" in told
    assert "uncommitted" not in project.run(*command, "--allow-dirty").stderr
    done = project.run("bills", "--undo", "--json", "--ignore-databases")
    # Files that nobody has edited can be made again, so only the edited ones are spoken of.
    assert f"config/settings.py has {WARNING}\n" in done.stderr
    assert not (project.root / "bills").exists()


def test_auditapps_warns_before_it_mends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path.resolve()
    old = b'default_app_config = "shop.apps.ShopConfig"\n'
    apps = b'from django.apps import AppConfig\n\n\nclass ShopConfig(AppConfig):\n    name = "shop"\n'
    plant(root, {"shop/__init__.py": old, "shop/apps.py": apps, "shop/models.py": b""})
    git(root, "init", "-q")
    monkeypatch.chdir(root)
    command = ["auditapps", "--select", "AC003", "--no-cache", "--fix"]
    assert main([*command, "--dry-run"]) == 0
    assert f"shop/__init__.py has {WARNING}\n" in capsys.readouterr().err
    assert main([*command, "--allow-dirty"]) == 0
    assert "uncommitted" not in capsys.readouterr().err
    assert (root / "shop/__init__.py").read_bytes() == b""


def test_squashall_refuses_to_delete_what_git_does_not_have(tmp_path: Path) -> None:
    git(copied("one_app", tmp_path), "init", "-q")
    with opened(tmp_path):
        squashall("--no-verify", verbosity=0)  # it only adds files
    with opened(tmp_path):
        call_command("migrate", verbosity=0)
    before = contents(tmp_path)
    with opened(tmp_path), pytest.raises(CommandError, match="Git could not bring back"):
        squashall("--prune", "--no-verify", verbosity=0)
    assert contents(tmp_path) == before
    git(tmp_path, "add", ".")
    with opened(tmp_path):
        out, _ = squashall("--prune", "--no-verify", "--json", verbosity=0)
    assert json.loads(out)["uncommitted"] == []
