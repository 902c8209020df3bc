"""Measure ``startpatternapp`` against Django's ``startapp``: ``python benchmarks/startapp.py [rounds] [--no-path]``.

The commands take turns in one loop, each in a fresh project, so that a busy machine slows all of them down. The first
round only fills the cache of compiled modules. With the scripts of the environment on PATH, as where it is activated,
``startapp`` finds black there and formats what it makes, as ``startpatternapp`` always does; ``--no-path`` avoids it.
"""

import os
import resource
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 5
PACKAGE = "django_opinionated_startapp"
MODEL = ("--model", "Order title owner:user")
# name, arguments of manage.py, goal as a multiple of startapp
RUNS = (
    ("startapp", ("startapp", "orders"), None),
    ("startpatternapp", ("startpatternapp", "orders", *MODEL), 1.7),
    ("startpatternapp --install", ("startpatternapp", "orders", *MODEL, "--install"), 2.8),
)
COMMANDS = (
    './manage.py startpatternapp apps.orders --model "Order title owner:user" --install',
    "./manage.py migrate",
    "./manage.py test",
)
RAILS = (3, 118)  # rails generate scaffold, db:migrate, test: as its guide has them, counted the same way


@dataclass(frozen=True)
class Taken:
    """What a command took: seconds on the clock, and of CPU with its children."""

    seconds: float
    cpu: float


def run(folder: Path, *arguments: str, environment: dict[str, str]) -> Taken:
    """Return what ``python arguments`` takes in ``folder``."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(time.perf_counter() - start, cpu)


def start_project(folder: Path, environment: dict[str, str], *, installed: bool = True) -> None:
    """Make a project in ``folder``, with our app in its settings if it is to be ``installed``."""
    run(folder, "-m", "django", "startproject", "config", ".", environment=environment)
    settings = folder / "config" / "settings.py"
    text = settings.read_text(encoding="utf-8")
    line = f'INSTALLED_APPS = [\n    "{PACKAGE}",\n'
    settings.write_text(text.replace("INSTALLED_APPS = [\n", line) if installed else text, encoding="utf-8")


def measure(arguments: tuple[str, ...], environment: dict[str, str]) -> Taken:
    """Return what a command takes in a fresh project."""
    with tempfile.TemporaryDirectory() as name:
        start_project(Path(name), environment)
        return run(Path(name), "manage.py", *arguments, environment=environment)


def surroundings(cache: str, *, activated: bool) -> dict[str, str]:
    """Return the environment variables of the commands."""
    ours = ("PYTHONDONTWRITEBYTECODE", "PYTHONWARNINGS", "DJANGO_SETTINGS_MODULE")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    path = [sysconfig.get_path("scripts")] * activated + [os.environ.get("PATH", "")]
    return {**kept, "PYTHONPYCACHEPREFIX": cache, "PATH": os.pathsep.join(path)}


def medians(rounds: int, *, activated: bool) -> dict[str, Taken]:
    """Return what each of the commands takes."""
    taken: dict[str, list[Taken]] = {name: [] for name, _, _ in RUNS}
    with tempfile.TemporaryDirectory() as cache:
        environment = surroundings(cache, activated=activated)
        for number in range(rounds + 1):
            for name, arguments, _ in RUNS:
                found = measure(arguments, environment)
                taken[name] += [found] if number else []
    return {name: median(each) for name, each in taken.items()}


def median(taken: list[Taken]) -> Taken:
    """Return the medians of seconds and of CPU time."""
    return Taken(statistics.median(each.seconds for each in taken), statistics.median(each.cpu for each in taken))


def keys() -> int:
    """Return how many keys have to be pressed for ``COMMANDS``."""
    return sum(len(line) + 1 for line in COMMANDS)


def main(rounds: int, *, activated: bool) -> None:
    """Print the table."""
    found = medians(rounds, activated=activated)
    base = found["startapp"]
    print(f"{'median of ' + str(rounds):<26} {'seconds':>8} {'ratio':>7} {'goal':>7} {'CPU':>7} {'ratio':>7}")
    for name, _, goal in RUNS:
        each, shown = found[name], f"{goal:.1f} x" if goal else ""
        ratios = each.seconds / base.seconds, each.cpu / base.cpu
        print(f"{name:<26} {each.seconds:>8.2f} {ratios[0]:>5.2f} x {shown:>7} {each.cpu:>7.2f} {ratios[1]:>5.2f} x")
    print()
    print(f"{'project to tested app':<26} {'commands':>8} {'keys':>7}")
    print(f"{'rails':<26} {RAILS[0]:>8} {RAILS[1]:>7}")
    print(f"{'startpatternapp':<26} {len(COMMANDS):>8} {keys():>7}")


if __name__ == "__main__":
    numbers = [argument for argument in sys.argv[1:] if argument.isdigit()]
    main(int(numbers[0]) if numbers else ROUNDS, activated="--no-path" not in sys.argv)
