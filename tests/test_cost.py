"""What benchmarks/cost.py tells of a command is the command's own."""

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

MEBIBYTE = 1024**2
FILLED = "text = b'x' * (150 << 20)"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell what a process took")


@pytest.fixture
def cost(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "benchmarks"))
    yield importlib.import_module("cost")
    sys.modules.pop("cost", None)


def taken(cost: ModuleType, folder: Path, code: str) -> tuple[Any, str]:
    with (folder / "out").open("wb") as out, (folder / "error").open("wb") as error:
        found = cost.cost_of([sys.executable, "-S", "-c", code], folder, {**os.environ, "SAID": "this"}, out, error)
    return found, (folder / "out").read_text() + (folder / "error").read_text()


def test_the_memory_of_the_script_is_not_told_of_the_command(cost: ModuleType, tmp_path: Path) -> None:
    large = b"x" * (150 * MEBIBYTE)
    found, _ = taken(cost, tmp_path, "pass")
    assert 2 < found.memory < 100 < len(large) / MEBIBYTE


def test_the_memory_of_the_command_and_of_what_it_starts_is_told(cost: ModuleType, tmp_path: Path) -> None:
    assert taken(cost, tmp_path, FILLED)[0].memory > 150
    started = f"import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', {FILLED!r}], check=True)"
    assert taken(cost, tmp_path, started)[0].memory > 150


def test_what_a_command_says_and_how_it_ends_is_told(cost: ModuleType, tmp_path: Path) -> None:
    code = "import os, sys; print(os.environ['SAID'], os.getcwd(), sys.stdin.read()); sys.exit(3)"
    found, said = taken(cost, tmp_path, code)
    assert (found.code, said.split()) == (3, ["this", str(tmp_path.resolve())])
    assert found.clock > 0
    assert found.cpu > 0
    assert taken(cost, tmp_path, "import os; os.kill(os.getpid(), 9)")[0].code == -9
