"""``--watch``, driven as a person drives it: a process, edits, Ctrl-C."""

import io
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from django_opinionated_startapp.__main__ import main
from django_opinionated_startapp.audit.finding import Place
from django_opinionated_startapp.audit.inputs import Stamp, stamp_of
from django_opinionated_startapp.audit.report import Failure
from django_opinionated_startapp.audit.run import Audit, AuditRequest, audit
from django_opinionated_startapp.conf import load_config
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.management import audit_watch
from django_opinionated_startapp.management.audit import Call, Streams
from django_opinionated_startapp.management.audit_watch import watch
from tests.audit.trees import write_tree

from .conftest import _environment
from .test_auditapps import FINE, TREE, WRONG_NAME

PATIENCE = 120  # seconds; what is waited for takes less than one
MISNAMED = (
    "orders/apps.py:4:5: error AC002 OrdersConfig.name is 'order', but the package is 'orders'. "
    "[app-config-name-mismatch]"
)


class Watching:
    """A process that watches; ``line`` waits for the next line that it prints."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def line(self) -> str:
        return self._lines.get(timeout=PATIENCE)

    def until(self, end: str) -> list[str]:
        found = [self.line()]
        while end not in found[-1]:
            found.append(self.line())
        return found

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE)


def edit(root: Path, tree: dict[str, str]) -> None:
    """Put files into their places in one step each, so that nobody sees half of one."""
    for path, text in tree.items():
        written = write_tree(root.parent / f"{root.name}-edited", {path: text}) / path
        written.replace(root / path)


@contextmanager
def watching(root: Path, *command: str) -> Iterator[Watching]:
    process = subprocess.Popen(
        [sys.executable, *command, "auditapps", "--watch", "--select", "AC002"],
        cwd=root,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            yield Watching(process)
        finally:
            process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="a signal like Ctrl-C would reach the tests as well")
@pytest.mark.parametrize("door", [("-m", "django_opinionated_startapp"), ("manage.py",)])
def test_an_edit_is_answered_with_what_it_changed(tmp_path: Path, door: tuple[str, ...]) -> None:
    root = write_tree(tmp_path.resolve(), {**TREE, **FINE})
    with watching(root, *door) as watched:
        assert watched.until("files.") == ["No findings in 1 app, 5 files."]
        edit(root, WRONG_NAME)
        assert watched.until("files.") == [
            f"new: {MISNAMED}",
            '    Set name = "orders".',
            "1 error in 1 app, 5 files.",
        ]
        edit(root, {"orders/views.py": "broken(\n"})
        assert watched.until("files") == [
            "not looked at: orders/views.py: syntax error in line 1: '(' was never closed",
            "1 error in 1 app, 6 files; 1 place not looked at.",
        ]
        edit(root, {"pyproject.toml": "[tool.opinionated_startapp.audit]\nignre = []\n"})
        assert "pyproject.toml, line 2: " in watched.line()
        assert watched.line() == "Did you mean ignore?"
        edit(root, {"pyproject.toml": ""})
        assert watched.until("files") == ["1 error in 1 app, 6 files; 1 place not looked at."]
        edit(root, FINE)
        assert watched.until("files")[0] == f"gone: {MISNAMED}"
        assert watched.interrupt() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="the same")
def test_ctrl_c_ends_with_the_exit_code_of_the_last_audit(tmp_path: Path) -> None:
    root = write_tree(tmp_path.resolve(), {**TREE, **WRONG_NAME})
    with watching(root, "-m", "django_opinionated_startapp") as watched:
        watched.until("files.")
        assert watched.interrupt() == 1


@pytest.mark.parametrize(
    ("options", "other"),
    [
        (["--format", "json"], "--format"),
        (["--output", "x"], "--output"),
        (["--introspect"], "--introspect"),
    ],
)
def test_what_is_not_for_people_cannot_be_watched(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    other: str,
) -> None:
    monkeypatch.chdir(write_tree(tmp_path, TREE))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings")
    assert main(["auditapps", "--watch", *options]) == 2
    said = f"--watch talks to a person about the source, so {other} can't go with it.\nLeave one of them out.\n"
    assert capsys.readouterr() == ("", said)


def test_another_mode_cannot_be_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["auditapps", "--watch", "--init"]) == 2
    assert capsys.readouterr().err == "--init and --watch can't go together.\nLeave one of them out.\n"


class Edits:
    """What somebody does while the process waits, one after the other; then Ctrl-C."""

    def __init__(self, *edits: Callable[[], object]) -> None:
        self.left = list(edits)

    def __call__(self, _seconds: float) -> None:
        if not self.left:
            raise KeyboardInterrupt
        self.left.pop(0)()


def _watched(root: Path, look: Callable[[], Audit], *edits: Callable[[], object]) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    options: dict[str, Any] = {}
    code = watch(Call(options, Streams(out, err), root), look, Edits(*edits))
    return code, out.getvalue(), err.getvalue()


def test_findings_that_only_moved_are_no_news(tmp_path: Path) -> None:
    root = write_tree(tmp_path.resolve(), {**TREE, **WRONG_NAME})
    file = root / "orders/apps.py"

    def look() -> Audit:
        return audit(AuditRequest(root, load_config(root, None).audit))

    code, out, err = _watched(root, look, lambda: None, lambda: file.write_text(f"import os\n\n{file.read_text()}"))
    assert (code, err) == (1, "")
    assert out.count("AC002") == 1
    assert out.splitlines()[-1] == out.split("\n\n")[-1].splitlines()[0]


def test_a_rule_that_fails_and_a_configuration_that_breaks_are_told(tmp_path: Path) -> None:
    root = write_tree(tmp_path.resolve(), {**TREE, **FINE})
    failure = Failure(Place("orders/apps.py"), "XX001", "a-rule", "LookupError: oh")
    failures: list[tuple[Failure, ...]] = [(), (), (failure,)]

    def look() -> Audit:
        failed = failures.pop(0)
        done = audit(AuditRequest(root, load_config(root, None).audit))
        if len(failures) == 1:
            raise OpinionatedError("Broken.", "Mend it.")
        return replace(done, report=replace(done.report, failures=failed))

    code, out, err = _watched(
        root, look, lambda: write_tree(root, {"pyproject.toml": ""}), (root / "orders/apps.py").unlink
    )
    assert (code, err) == (2, "Broken.\nMend it.\n")
    assert "failed: orders/apps.py: a-rule: LookupError: oh\n" in out


def test_an_app_that_is_deleted_is_gone(tmp_path: Path) -> None:
    root = write_tree(tmp_path.resolve(), {**TREE, **WRONG_NAME})

    def look() -> Audit:
        return audit(AuditRequest(root, load_config(root, None).audit, cache=False))

    code, out, err = _watched(root, look, lambda: shutil.rmtree(root / "orders"))
    assert (code, err) == (0, "")
    assert f"gone: {MISNAMED}\n" in out


def _while_it_looks(monkeypatch: pytest.MonkeyPatch, root: Path, edit_: Callable[[], object]) -> None:
    """Let an edit come after the look at the root's own stamp, and before those at what is in it."""
    edits = [edit_]

    def stamp(path: str) -> Stamp:
        found = stamp_of(path)
        if path == str(root) and edits:
            edits.pop()()
        return found

    monkeypatch.setattr(audit_watch, "stamp_of", stamp)


def test_an_edit_that_was_seen_half_is_answered_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_tree(tmp_path.resolve(), {**TREE, **FINE})
    broken = {"pyproject.toml": "[tool.opinionated_startapp.audit]\nignre = []\n"}

    def look() -> Audit:
        return audit(AuditRequest(root, load_config(root, None).audit, cache=False))

    _while_it_looks(monkeypatch, root, lambda: write_tree(root, broken))
    code, _out, err = _watched(root, look)
    assert code == 0
    assert err.splitlines()[1:] == ["Did you mean ignore?"]


def test_a_folder_that_goes_while_it_is_looked_at_is_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_tree(tmp_path.resolve(), {**TREE, **FINE, "pages/page.html": ""})

    def look() -> Audit:
        return audit(AuditRequest(root, load_config(root, None).audit, cache=False))

    _while_it_looks(monkeypatch, root, lambda: shutil.rmtree(root / "pages"))
    code, out, err = _watched(root, look)
    assert (code, err) == (0, "")
    assert out.count("in 1 app, 5 files.\n") == 2
