"""The fuzzers of ``fuzz`` run, where atheris is installed. To find something takes them longer than here."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip(
    "atheris", reason="atheris is not installed: pip install atheris, on Linux with Python 3.11 to 3.13"
)

HERE = Path(__file__).parents[2]


def run(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
    return subprocess.run(
        [sys.executable, "-m", "tests.hostile.fuzz", *arguments],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_parser_can_be_fuzzed(tmp_path: Path) -> None:
    listed = run(folder=tmp_path).stderr
    names = listed.rstrip(".\n").removeprefix("Name one of ").split(", ")
    assert "settings" in names
    for name in names:
        done = run(name, "-runs=200", folder=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "Done 200 runs" in done.stderr
