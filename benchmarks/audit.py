"""Measure ``auditapps`` against other tools: ``python benchmarks/audit.py [--rounds N] [--keep FOLDER] [project …]``.

All tools look at the same copy of a project and take turns in one loop. What counts is CPU time (user and system, of
the process with its children), not seconds on the clock, so that a busy machine does not decide, and what counts of
that are ratios within one run. The first round only fills the caches of compiled modules and of the disk.

The tools are installed into an environment of their own, and projects come from PyPI; a folder on the command line is
measured as well.
"""

import argparse
import ast
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from cost import Cost, cost_of

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = "django_opinionated_startapp"
RIVALS = ("import-linter", "tach", "ruff", "django-arch-check")
BOOTED = ("wagtail", "django-ninja")  # the second is asked for by the settings that come with the first
COMPARED = ("wagtail", "weblate", "nautobot")
LARGE = (*COMPARED, "geonode")  # together more than 850,000 lines
ROUNDS = 5

COLD, WARM, REMARKED, CHANGED = "cold", "cached", "one comment more", "one statement more"
LINTER = "import-linter"
# state of the caches, goal as a multiple of import-linter in the same state
GOALS = {COLD: 1.5, WARM: 0.5, REMARKED: 0.6, CHANGED: 0.6}
LARGEST_MEMORY = 150  # MiB, on LARGE
LARGEST_SHARE = 0.25  # of the time that Django needs to set itself up

HEAD = """# What auditapps takes

Made by `python benchmarks/audit.py --markdown`. What is measured and how, and what the goals mean, stands in
`benchmarks/README.md`.
"""
APPS = f"""
import sys
from pathlib import Path
from {PACKAGE}.audit.run import AuditRequest, audit
from {PACKAGE}.conf import load_config
root = Path.cwd().resolve()
apps = audit(AuditRequest(root, load_config(root, None).audit, cache=False)).project.apps
print(sorted((app.name, app.path) for app in apps.values() if not app.is_applet))
"""
SETTINGS = f"""from wagtail.test.settings import *
INSTALLED_APPS = [*INSTALLED_APPS, "{PACKAGE}"]
"""
MANAGE = """import os, sys
from django.core.management import execute_from_command_line
os.environ["DJANGO_SETTINGS_MODULE"] = "measured_settings"
execute_from_command_line(sys.argv)
"""
SET_UP = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'measured_settings'; django.setup()"


@dataclass
class Run:
    """A command that is measured. ``prepare`` puts its caches into the state that is asked for.

    ``python`` are the folders that the tool has to import the project from. ``once``: too slow to be repeated.
    """

    tool: str
    state: str
    command: list[str]
    prepare: Callable[[], None] = lambda: None
    python: tuple[str, ...] = ()
    once: bool = False
    taken: list[Cost] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """The median."""
        return statistics.median(each.cpu for each in self.taken)

    @property
    def memory(self) -> float:
        """The most there ever was."""
        return max(each.memory for each in self.taken)


def run(command: list[str], folder: Path, python: tuple[str, ...] = ()) -> Cost:
    """Return what a command takes, with its children; 1 is the exit code of tools that have found something."""
    ours = ("PYTHONDONTWRITEBYTECODE", "PYTHONWARNINGS", "PYTHONDEVMODE", "DJANGO_SETTINGS_MODULE")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    environment = {**kept, "PYTHONPATH": os.pathsep.join(python), "NO_COLOR": "1"}
    with tempfile.TemporaryFile() as output:
        cost = cost_of(command, folder, environment, output, output)
        output.seek(0)
        text = output.read().decode(errors="replace")
    if cost.code not in {0, 1} or "Traceback (most recent call last)" in text or not text.strip():
        sys.exit(f"{' '.join(command)} failed in {folder}:\n{text}")
    return cost


def take_turns(runs: list[Run], folder: Path, rounds: int) -> None:
    """Measure the runs, one after the other, ``rounds`` times and once before that does not count."""
    for number in range(rounds + 1):
        for each in runs:
            if number == 0 or not each.once:
                each.prepare()
                each.taken = [*each.taken, run(each.command, folder, each.python)]
    for each in runs:
        each.taken = each.taken if each.once else each.taken[1:]


class Environment:
    """A virtual environment with the tools."""

    def __init__(self, folder: Path) -> None:
        """Make the environment, unless it is there."""
        self.scripts = folder / "environment" / ("Scripts" if sys.platform == "win32" else "bin")
        self._projects = folder / "projects"
        self.python = str(self.scripts / "python")
        if not Path(self.python).exists():
            venv.create(folder / "environment", with_pip=True)
            self._pip("install", "--editable", str(REPOSITORY), *RIVALS, *BOOTED)

    def script(self, name: str, *arguments: str) -> list[str]:
        """Return the command line of a tool."""
        return [str(self.scripts / name), *arguments]

    def _pip(self, *arguments: str) -> None:
        command = [self.python, "-m", "pip", "--disable-pip-version-check", *arguments, "--quiet"]
        subprocess.run(command, check=True)

    def project(self, name: str) -> Path:
        """Return the folder with the source of a package from PyPI."""
        folder = self._projects / name
        if not folder.exists():
            with tempfile.TemporaryDirectory() as wheels:
                self._pip(
                    "download", "--no-deps", "--ignore-requires-python", "--only-binary=:all:", "-d", wheels, name
                )
                with zipfile.ZipFile(next(Path(wheels).iterdir())) as wheel:
                    wheel.extractall(folder)
        return folder

    def versions(self) -> str:
        """Return what was measured with what."""
        code = f"from importlib.metadata import version\nfor name in {list(RIVALS)}: print(name, version(name))"
        found = subprocess.run([self.python, "-c", code], check=True, capture_output=True, text=True).stdout
        projects = [next((self._projects / name).glob("*.dist-info")).stem for name in LARGE]
        machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
        return f"{machine}; {', '.join(found.split(chr(10))[:-1])}; {', '.join(projects)}"


def comparison(environment: Environment, folder: Path) -> list[Run]:
    """Return the runs of all tools over the project in ``folder``, for which their configurations are written."""
    found = subprocess.run([environment.python, "-c", APPS], cwd=folder, check=True, capture_output=True, text=True)
    apps = ast.literal_eval(found.stdout)
    names = [name for name, _ in apps]
    # An app with apps inside can't be independent of them.
    leaves = [name for name in names if not any(other.startswith(f"{name}.") for other in names)]
    sources = sorted({path.removesuffix(name.replace(".", "/")).rstrip("/") or "." for name, path in apps})
    python = tuple(str(folder / each) for each in sources)
    configure_linter(folder, leaves)
    configure_tach(folder, leaves, sources)
    return list(_tools(environment, folder, python))


def _tools(environment: Environment, folder: Path, python: tuple[str, ...]) -> Iterator[Run]:
    files = (path for path in folder.rglob("models.py") if not {"test", "tests"} & {*path.parts})
    edited = max(files, key=lambda path: path.stat().st_size)
    ours = [environment.python, "-m", PACKAGE, "auditapps"]
    linter = environment.script("lint-imports", "--config", "measured.ini", "--no-logo")
    ruff = environment.script("ruff", "check", "--isolated", "--select", "DJ", "--quiet", ".")

    def without(cache: str) -> Callable[[], None]:
        return lambda: shutil.rmtree(folder / cache, ignore_errors=True)

    def write(line: str) -> Callable[[], None]:
        def change() -> None:
            with edited.open("a", encoding="utf-8") as file:
                file.write(line)

        return change

    remark, change = write("# a remark\n"), write("class Added:\n    added = 1\n")

    yield Run("auditapps", COLD, ours, without(".audit-cache"))
    yield Run(LINTER, COLD, linter, without(".import_linter_cache"), python)
    yield Run("auditapps", WARM, ours)
    yield Run(LINTER, WARM, linter, python=python)
    yield Run("auditapps", REMARKED, ours, remark)
    yield Run(LINTER, REMARKED, linter, remark, python)
    yield Run("auditapps", CHANGED, ours, change)
    yield Run(LINTER, CHANGED, linter, change, python)
    yield Run("tach", COLD, environment.script("tach", "check"), without(".tach"))
    yield Run("ruff --select DJ", COLD, ruff, without(".ruff_cache"))
    yield Run("django-arch-check", COLD, environment.script("django-arch-check", "analyze", "."), once=True)


def configure_linter(folder: Path, apps: list[str]) -> None:
    """Write a contract: the apps are independent."""
    packages = sorted({name.partition(".")[0] for name in apps})
    lines = ["[importlinter]", "root_packages =", *(f"    {each}" for each in packages)]
    lines += ["[importlinter:contract:apps]", "name = apps", "type = independence", "modules ="]
    lines += [f"    {each}" for each in apps]
    (folder / "measured.ini").write_text("\n".join(lines) + "\n", encoding="utf-8")


def configure_tach(folder: Path, apps: list[str], sources: list[str]) -> None:
    """Write the same for tach."""
    head = f'source_roots = {sources}\nexclude = []\nroot_module = "allow"\n'.replace("'", '"')
    text = head + "".join(f'[[modules]]\npath = "{each}"\ndepends_on = []\n' for each in apps)
    (folder / "tach.toml").write_text(text, encoding="utf-8")


def booting(environment: Environment, folder: Path) -> list[Run]:
    """Return the runs that show what the audit takes where Django is up anyway, in the source of wagtail."""
    (folder / "measured_settings.py").write_text(SETTINGS, encoding="utf-8")
    (folder / "manage.py").write_text(MANAGE, encoding="utf-8")
    return [
        Run("django.setup()", "", [environment.python, "-c", f"{SET_UP}; print('set up')"]),
        Run("manage.py check", "", [environment.python, "manage.py", "check"]),
        Run("manage.py auditapps", WARM, [environment.python, "manage.py", "auditapps"]),
    ]


def lines_of(folder: Path) -> int:
    """Count the lines of Python below ``folder``."""
    return sum(path.read_bytes().count(b"\n") for path in folder.rglob("*.py"))


@dataclass(frozen=True)
class Table:
    """A table with its title."""

    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]

    def text(self, *, markdown: bool) -> str:
        """Return the table for a terminal, or for a page."""
        rows = [self.head, *self.rows]
        if markdown:
            rows[1:1] = [("---",) + ("---:",) * (len(self.head) - 1)]
            lines = [f"| {' | '.join(row)} |" for row in rows]
        else:
            widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
            lines = ["  ".join(_aligned(row, widths)).rstrip() for row in rows]
        return "\n".join([f"## {self.title}" if markdown else f"{self.title}:", "", *lines, ""])


def _aligned(row: tuple[str, ...], widths: list[int]) -> Iterator[str]:
    for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
        yield cell.rjust(width) if number else cell.ljust(width)


def compared(name: str, folder: Path, runs: list[Run]) -> Table:
    """Return the table of a project: each run as a multiple of import-linter in the same state."""
    base = {each.state: each.seconds for each in runs if each.tool == LINTER}
    rows: list[tuple[str, ...]] = []
    for each in runs:
        ratio = each.seconds / base[each.state]
        goal = GOALS[each.state] if each.tool == "auditapps" else None
        compare = (f"{ratio:.2f} x", f"{goal:.1f} x" if goal else "", _met(ratio, goal))
        rows.append((f"{each.tool}, {each.state}", f"{each.seconds:.2f}", *compare, f"{each.memory:.0f}"))
    head = ("", "CPU seconds", "to import-linter", "goal", "met", "peak MiB")
    return Table(f"{name}, {lines_of(folder):,} lines", head, rows)


def _met(value: float, goal: float | None) -> str:
    return "" if goal is None else "yes" if value <= goal else "no"


def boot_table(runs: list[Run]) -> Table:
    """Return what is added to the time that Django takes to set itself up."""
    base = runs[0].seconds
    rows: list[tuple[str, ...]] = []
    for number, each in enumerate(runs):
        share, goal = each.seconds / base - 1, LARGEST_SHARE if number == len(runs) - 1 else None
        shown = (f"{share:+.0%}" if number else "", f"{goal:+.0%}" if goal else "", _met(share, goal))
        rows.append((each.tool, f"{each.seconds:.2f}", *shown))
    return Table("On top of a booted project, wagtail", ("", "CPU seconds", "on top", "goal", "met"), rows)


def memory_table(lines: int, runs: list[Run]) -> Table:
    """Return the peak of memory in a large tree."""
    rows: list[tuple[str, ...]] = []
    for each in runs:
        met = _met(each.memory, LARGEST_MEMORY)
        name = f"{each.tool}, {each.state}"
        rows.append((name, f"{each.seconds:.2f}", f"{each.memory:.0f}", str(LARGEST_MEMORY), met))
    head = ("", "CPU seconds", "peak MiB", "goal", "met")
    return Table(f"{', '.join(LARGE)} side by side, {lines:,} lines", head, rows)


def copy(source: Path, target: Path) -> Path:
    """Copy a project, so that nothing is left in the original."""
    ignored = shutil.ignore_patterns(".git", ".venv", "node_modules", "__pycache__", ".audit-cache")
    return Path(shutil.copytree(source, target, ignore=ignored, symlinks=True))


def tables(environment: Environment, work: Path, projects: list[Path], rounds: int) -> Iterator[Table]:
    """Measure, and yield the tables."""
    sources = [*((name, environment.project(name)) for name in COMPARED), *((path.name, path) for path in projects)]
    for number, (name, source) in enumerate(sources):
        folder = copy(source, work / f"{number}-{name}")
        runs = comparison(environment, folder)
        take_turns(runs, folder, rounds)
        yield compared(name, folder, runs)
    runs = booting(environment, work / "0-wagtail")
    take_turns(runs, work / "0-wagtail", rounds)
    yield boot_table(runs)
    large = work / "large"
    for name in LARGE:
        copy(environment.project(name), large / name)
    ours = [environment.python, "-m", PACKAGE, "auditapps"]
    fresh = Run("auditapps", COLD, ours, lambda: shutil.rmtree(large / ".audit-cache", ignore_errors=True))
    runs = [fresh, Run("auditapps", WARM, ours)]
    take_turns(runs, large, 1)
    yield memory_table(lines_of(large), runs)


def main(arguments: argparse.Namespace) -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work).resolve()
        environment = Environment(arguments.keep.resolve() if arguments.keep else folder)
        if arguments.markdown:
            print(HEAD)
        for table in tables(environment, folder, arguments.projects, arguments.rounds):
            print(table.text(markdown=arguments.markdown), flush=True)
        print(f"{datetime.now(timezone.utc):%Y-%m-%d}; {environment.versions()}; median of {arguments.rounds} rounds.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("projects", nargs="*", type=Path, help="folders with projects to measure besides")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--keep", type=Path, help="where to keep the environment and the projects for the next run")
    parser.add_argument("--markdown", action="store_true", help="tables for a page")
    main(parser.parse_args())
