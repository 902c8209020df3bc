"""What a process takes: ``cost.py DESCRIPTOR COMMAND …`` runs a command, and writes that to the descriptor.

A process of its own is needed for it. On Linux the peak of memory that is told of a child is no less than what its
parent had when it started the child, however small the child is; this one has next to nothing.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

MEBIBYTE = 1024**2 if sys.platform == "darwin" else 1024  # in what the system counts memory in


@dataclass(frozen=True)
class Cost:
    """What became of a command and its children: seconds on the clock and of CPU, MiB of memory at its peak."""

    code: int
    clock: float
    cpu: float
    memory: float


def cost_of(command: list[str], folder: Path, environment: dict[str, str], out: IO[bytes], error: IO[bytes]) -> Cost:
    """Run a command in a folder, without input; what it says goes to the two files."""
    reading, writing = os.pipe()
    with os.fdopen(reading, encoding="ascii") as answer:
        try:
            started = subprocess.Popen(
                [sys.executable, "-I", "-S", __file__, str(writing), *command],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=error,
                pass_fds=(writing,),
            )
        finally:
            os.close(writing)
        with started:
            return Cost(*json.load(answer))


def main(descriptor: str, *command: str) -> None:
    """Run a command, and write what it took."""
    start = time.monotonic()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    clock = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    answer = (process.returncode, clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MEBIBYTE)
    with os.fdopen(int(descriptor), "w", encoding="ascii") as file:
        json.dump(answer, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
