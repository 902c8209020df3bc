"""Run all comparisons: ``python benchmarks/run.py [--only startapp,audit] [--quick] [--keep FOLDER] [--page]``.

One command for what the other scripts measure. ``startapp`` and ``start-up`` are measured here; ``audit``, ``squash``,
``precision`` and ``strangers`` are scripts that run with one folder, in which they keep their environments. Their
pages are written anew, what follows the tables by hand is kept. All ratios are then gathered in figures.json and shown
on one page, docs/benchmarks.md; ``--page`` does only that: from the pages and the figures that are there.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Any

import start_up
import startapp

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent / "docs"
FIGURES = HERE / "figures.json"
PAGE = DOCS / "benchmarks.md"
# script and page of what writes a page of its own
PAGES = {"audit": "audit-benchmarks.md", "squash": "squash-benchmarks.md"}
OTHERS = ("precision", "strangers")
PARTS = ("startapp", "start-up", *PAGES, *OTHERS)
DEFAULT = ("startapp", "start-up", *PAGES)
_DATED = re.compile(r"^\d{4}-\d\d-\d\d; .*$", re.MULTILINE)

HEAD = """# Benchmarks, side by side

Made by `python benchmarks/run.py`, which runs all comparisons. What is measured and how stands in
`benchmarks/README.md`; what the goals of the audit and the squash mean, on the pages that have all of their figures.
"""


def measure_startapp(*, quick: bool) -> dict[str, Any]:
    """Return what a new app takes, beside Django's ``startapp``."""
    rounds = 1 if quick else startapp.ROUNDS
    found = startapp.medians(rounds, activated=True)
    taken = {name: [round(each.seconds, 2), round(each.cpu, 2)] for name, each in found.items()}
    return {"taken": taken, "made": made(rounds)}


def measure_start_up(*, quick: bool) -> dict[str, Any]:
    """Return what having the app installed costs."""
    rounds = 1 if quick else start_up.ROUNDS
    return {"commands": start_up.figures(rounds), "made": made(rounds)}


def made(rounds: int) -> str:
    """Return when and with what figures were taken: a busy machine stretches seconds more than CPU time."""
    there = (name for name in ("Django", "black", "Jinja2", "djangorestframework") if any(distributions(name=name)))
    tools = ", ".join(f"{name} {version(name)}" for name in there)
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    load = f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
    return f"{datetime.now(timezone.utc):%Y-%m-%d}; {machine}; {tools}; {load}; median of {rounds} rounds."


def run_script(name: str, keep: Path, *, quick: bool) -> None:
    """Run a script, and write its page if it has one."""
    script = HERE / f"{name}.py"
    if not script.exists():
        sys.exit(f"There is no {script}.")
    command = [sys.executable, str(script), "--keep", str(keep / name)]
    if name not in PAGES:
        subprocess.run(command, check=True)
        return
    command += ["--markdown", *(("--rounds", "1") if quick else ())]
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    page = DOCS / PAGES[name]
    page.write_text(renewed(page.read_text(encoding="utf-8"), text), encoding="utf-8")


def renewed(page: str, measured: str) -> str:
    """Return ``page`` with what was ``measured``, up to the line with the date; what a person wrote below is kept."""
    ends = [match.end() for match in _DATED.finditer(page)]
    return measured.strip() + (page[ends[0] :] if ends else "\n")


def tables(page: str) -> dict[str, list[list[str]]]:
    """Return the tables of a page by their headings: rows of cells, the first of which is the head."""
    found: dict[str, list[list[str]]] = {}
    heading = ""
    for line in page.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line.startswith("|") and not line.startswith("| ---"):
            found.setdefault(heading, []).append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def gathered(name: str) -> dict[str, Any]:
    """Return the figures of ``audit`` or ``squash`` that are compared with others, and when they were taken."""
    page = (DOCS / PAGES[name]).read_text(encoding="utf-8")
    dated = _DATED.search(page)
    return {
        "tables": audit_ratios(tables(page)) if name == "audit" else squash_ratios(tables(page)),
        "made": dated[0] if dated else "",
    }


def audit_ratios(found: dict[str, list[list[str]]]) -> dict[str, list[list[str]]]:
    """Return one table: CPU time as a multiple of import-linter's in the same state, by tool and project."""
    measured = {title.partition(",")[0]: rows for title, rows in found.items() if "to import-linter" in rows[0]}
    ratios: dict[str, dict[str, str]] = {}
    for project, (head, *rows) in measured.items():
        column = head.index("to import-linter")
        for row in rows:
            if not row[0].startswith("import-linter"):
                ratios.setdefault(row[0], {})[project] = row[column]
    goals = {row[0]: row[3] for rows in measured.values() for row in rows[1:]}
    body = [[tool, *(each.get(project, "") for project in measured), goals[tool]] for tool, each in ratios.items()]
    return {"The audit: CPU time to import-linter's": [["", *measured, "goal"], *body]}


def squash_ratios(found: dict[str, list[list[str]]]) -> dict[str, list[list[str]]]:
    """Return the tables that compare with migrations as they were, with Django's command and with run-syncdb."""
    wanted = {
        "migrate from empty, seconds": "The squash: migrate from empty, seconds",
        "Apps that are usable afterwards": "The squash: apps that are usable afterwards",
    }
    return {title: found[name] for name, title in wanted.items() if name in found}


def page(figures: dict[str, Any]) -> str:
    """Return the page that shows ``figures``."""
    return "\n".join(_page(figures)).rstrip() + "\n"


def _page(figures: dict[str, Any]) -> Iterator[str]:
    yield HEAD
    if "startapp" in figures:
        yield from _startapp(figures["startapp"])
    if "start-up" in figures:
        yield from _start_up(figures["start-up"])
    for name, link in PAGES.items():
        for title, rows in figures.get(name, {}).get("tables", {}).items():
            yield from table(title, rows)
        if name in figures:
            yield f"All figures: [{link}]({link}). {figures[name]['made']}\n"


def _startapp(figures: dict[str, Any]) -> Iterator[str]:
    goals = {name: goal for name, _, goal in startapp.RUNS}
    base = figures["taken"]["startapp"]
    rows = [["", "seconds", "to startapp", "goal", "met", "CPU seconds", "to startapp"]]
    for name, (seconds, cpu) in figures["taken"].items():
        goal, ratio = goals[name], seconds / base[0]
        met = "" if goal is None else "yes" if ratio <= goal else "no"
        wanted = "" if goal is None else f"{goal:.1f} x"
        rows.append([name, f"{seconds:.2f}", f"{ratio:.2f} x", wanted, met, f"{cpu:.2f}", f"{cpu / base[1]:.2f} x"])
    yield from table("A new app", rows)
    yield f"{figures['made']}\n"
    typed = [["", "commands", "keys"], ["Rails", *map(str, startapp.RAILS)]]
    typed.append(["startpatternapp", str(len(startapp.COMMANDS)), str(startapp.keys())])
    yield from table("From an empty project to a tested app", typed)


def _start_up(figures: dict[str, Any]) -> Iterator[str]:
    rows = [
        ["manage.py", "CPU seconds without the app", "with it", "ratio", "modules of ours", "their import, ms of CPU"]
    ]
    for command, each in figures["commands"].items():
        without = each.get("without")
        compared = [f"{without:.2f}", f"{each['with']:.2f}", f"{each['with'] / without:.2f} x"] if without else None
        rows.append([command, *(compared or ["", f"{each['with']:.2f}", ""]), str(each["modules"])])
        rows[-1].append(str(each["milliseconds"]))
    yield from table("Starting with the app installed", rows)
    yield f"{figures['made']}\n"


def table(title: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a section with one table, the numbers to the right."""
    yield f"## {title}\n"
    head, *body = rows
    for row in (head, ["---", *("---:" for _ in head[1:])], *body):
        yield f"| {' | '.join(row)} |"
    yield ""


def main(arguments: argparse.Namespace) -> None:
    """Measure, keep the figures, write the page."""
    figures = stored()
    parts = () if arguments.page else arguments.only
    with tempfile.TemporaryDirectory() as work:
        keep = (arguments.keep or Path(work)).resolve()
        for part in parts:
            print(f"{part} …", flush=True)
            if part == "startapp":
                figures[part] = measure_startapp(quick=arguments.quick)
            elif part == "start-up":
                figures[part] = measure_start_up(quick=arguments.quick)
            else:
                run_script(part, keep, quick=arguments.quick)
    figures |= {name: gathered(name) for name in PAGES}
    FIGURES.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(figures), encoding="utf-8")


def stored() -> dict[str, Any]:
    """Return the figures of earlier runs."""
    found: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    return found


def chosen(text: str) -> list[str]:
    """Return the parts that ``text`` names, between commas."""
    names = text.split(",")
    if unknown := [name for name in names if name not in PARTS]:
        raise argparse.ArgumentTypeError(f"no part is called {unknown[0]}; there are {', '.join(PARTS)}")
    return names


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", type=chosen, default=list(DEFAULT), metavar="PART,…", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="one round of each")
    parser.add_argument("--keep", type=Path, help="where the environments are kept for the next run")
    parser.add_argument("--page", action="store_true", help="measure nothing; make the page of what is there")
    main(parser.parse_args())
