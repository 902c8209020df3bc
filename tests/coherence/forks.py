"""Commands of a project, each in a process that is forked from one which has done its imports."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.output.project import child_environment

ZYGOTE = Path(__file__).with_name("zygote.py")


@dataclass(frozen=True)
class Forks:
    """The process, and a folder for what its children say."""

    process: "subprocess.Popen[str]"
    folder: Path

    def run(
        self, root: Path, *arguments: str, stdin: str = "", rehearsals: int = 1, **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run what the arguments say of Python's in the folder ``root``.

        The first ``rehearsals`` rehearsals of a command are forked too; later ones start a Python of their own.
        """
        streams = [self.folder / name for name in ("in", "out", "error")]
        for path, text in zip(streams, (stdin, "", ""), strict=True):
            path.write_text(text, encoding="utf-8")
        order = {
            "arguments": arguments,
            "root": str(root),
            "streams": [str(path) for path in streams],
            "rehearsals": rehearsals,
            "environment": environment,
        }
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{json.dumps(order)}\n")
        self.process.stdin.flush()
        status = int(self.process.stdout.readline())
        out, error = (path.read_text(encoding="utf-8") for path in streams[1:])
        return subprocess.CompletedProcess(arguments, status, out, error)


@contextmanager
def forks() -> Iterator[Forks]:
    """Yield a process that forks until the block ends."""
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, str(ZYGOTE)],
            env=child_environment(PYTHONWARNINGS="default"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as process,
    ):
        yield Forks(process, Path(folder))
