"""Measure what having the app installed costs: ``python benchmarks/start_up.py [rounds]``.

`manage.py help` and `check` run in turns in two projects, one with the app in INSTALLED_APPS and one without, then
``--help`` of the three commands. CPU time is compared. How many modules of this package are imported, and what that
takes, is counted in a process of its own for each command.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from startapp import PACKAGE, Taken, median, run, start_project, surroundings

ROUNDS = 9
BOTH = ("help", "check")
OURS = ("startpatternapp --help", "auditapps --help", "squashall --help")
IMPORT = f"""
import importlib, os, sys, time
from django.core.management import execute_from_command_line
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
sys.path.insert(0, "")
start = time.process_time()
importlib.import_module("{PACKAGE}.apps")
spent = time.process_time() - start
import django
django.setup()
if len(sys.argv) > 2:
    start = time.process_time()
    importlib.import_module("{PACKAGE}.management.commands." + sys.argv[1])
    spent += time.process_time() - start
else:
    execute_from_command_line(["manage.py", *sys.argv[1:]])
print(len([name for name in sys.modules if name.partition(".")[0] == "{PACKAGE}"]), spent * 1000)
"""


def imported(folder: Path, command: str, environment: dict[str, str]) -> tuple[int, float]:
    """Return how many modules of ours ``command`` imports, and the milliseconds of CPU that takes."""
    line = [sys.executable, "-c", IMPORT, *command.split()]
    done = subprocess.run(line, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    modules, spent = done.stdout.split()[-2:]
    return int(modules), float(spent)


def figures(rounds: int) -> dict[str, dict[str, float]]:
    """Return for each command its CPU seconds ``without`` and ``with`` the app, and what it imports of ours."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        environment = surroundings(str(work / "cache"), activated=True)
        for folder in ("with", "without"):
            (work / folder).mkdir()
            start_project(work / folder, environment, installed=folder == "with")
        turns = [("without", each) for each in BOTH] + [("with", each) for each in (*BOTH, *OURS)]
        taken: dict[tuple[str, str], list[Taken]] = {turn: [] for turn in turns}
        for number in range(rounds + 1):
            for turn in turns:
                found = run(work / turn[0], "manage.py", *turn[1].split(), environment=environment)
                taken[turn] += [found] if number else []
        result: dict[str, dict[str, float]] = {command: {} for command in (*BOTH, *OURS)}
        for (folder, command), each in taken.items():
            result[command][folder] = round(median(each).cpu, 3)
        for command, values in result.items():
            modules, spent = imported(work / "with", command, environment)
            values |= {"modules": modules, "milliseconds": round(spent, 1)}
    return result


def main(rounds: int) -> None:
    """Print the table."""
    print(f"{'median of ' + str(rounds):<26} {'without':>8} {'with':>8} {'modules':>8} {'ms':>6}")
    for command, each in figures(rounds).items():
        without = f"{each['without']:.3f}" if "without" in each else ""
        print(f"{command:<26} {without:>8} {each['with']:>8.3f} {each['modules']:>8} {each['milliseconds']:>6}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
