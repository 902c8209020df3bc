"""Measure ``startpatternapp`` against Django's ``startapp``: ``python benchmarks/startapp.py [rounds] [--no-path]``.

The commands take turns in one loop, each in a fresh project, so that a busy machine slows all of them down. The first
round only fills the cache of compiled modules. With the scripts of the environment on PATH, as where it is activated,
``startapp`` finds black there and formats what it makes, as ``startpatternapp`` always does; ``--no-path`` avoids it.
"""

import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
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


def run(folder: Path, *arguments: str, environment: dict[str, str]) -> float:
    """Return the seconds that ``python arguments`` takes in ``folder``."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def measure(arguments: tuple[str, ...], environment: dict[str, str]) -> float:
    """Return the seconds that a command takes in a fresh project."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(folder, "-m", "django", "startproject", "config", ".", environment=environment)
        settings = folder / "config" / "settings.py"
        text = settings.read_text(encoding="utf-8")
        line = f'INSTALLED_APPS = [\n    "{PACKAGE}",\n'
        settings.write_text(text.replace("INSTALLED_APPS = [\n", line), encoding="utf-8")
        return run(folder, "manage.py", *arguments, environment=environment)


def surroundings(cache: str, *, activated: bool) -> dict[str, str]:
    """Return the environment variables of the commands."""
    ours = ("PYTHONDONTWRITEBYTECODE", "PYTHONWARNINGS", "DJANGO_SETTINGS_MODULE")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    path = [sysconfig.get_path("scripts")] * activated + [os.environ.get("PATH", "")]
    return {**kept, "PYTHONPYCACHEPREFIX": cache, "PATH": os.pathsep.join(path)}


def main(rounds: int, *, activated: bool) -> None:
    """Print the table."""
    seconds: dict[str, list[float]] = {name: [] for name, _, _ in RUNS}
    with tempfile.TemporaryDirectory() as cache:
        environment = surroundings(cache, activated=activated)
        for number in range(rounds + 1):
            for name, arguments, _ in RUNS:
                taken = measure(arguments, environment)
                seconds[name] += [taken] if number else []
    base = statistics.median(seconds["startapp"])
    print(f"{'median of ' + str(rounds):<26} {'seconds':>8} {'ratio':>7} {'goal':>7}")
    for name, _, goal in RUNS:
        median = statistics.median(seconds[name])
        shown = f"{goal:.1f} x" if goal else ""
        print(f"{name:<26} {median:>8.2f} {median / base:>5.2f} x {shown:>7}")
    print()
    print(f"{'project to tested app':<26} {'commands':>8} {'keys':>7}")
    print(f"{'rails':<26} {RAILS[0]:>8} {RAILS[1]:>7}")
    print(f"{'startpatternapp':<26} {len(COMMANDS):>8} {sum(len(line) + 1 for line in COMMANDS):>7}")


if __name__ == "__main__":
    numbers = [argument for argument in sys.argv[1:] if argument.isdigit()]
    main(int(numbers[0]) if numbers else ROUNDS, activated="--no-path" not in sys.argv)
