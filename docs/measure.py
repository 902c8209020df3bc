"""Count the package: ``python docs/measure.py`` prints the table at the end of docs/architecture.md.

``--write`` puts it there, with the date. Coverage is what pyproject.toml asks for. The time of the suite is that of
the whole matrix, so it is given: ``--minutes 41``; without, the page keeps what it says.
"""

import argparse
import ast
import datetime as dt
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "django_opinionated_startapp"
PAGE = ROOT / "docs" / "architecture.md"
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_HANDLE = 350, 50, 25
TABLE = re.compile(r"\| measured \|.*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A module or a function with its lines."""

    where: str
    lines: int


def modules(folder: Path) -> Iterator[Part]:
    """Yield the modules below ``folder`` that are not empty."""
    for path in sorted(folder.rglob("*.py")):
        if lines := path.read_text(encoding="utf-8").count("\n"):
            yield Part(path.relative_to(ROOT).as_posix(), lines)


def functions(folder: Path) -> Iterator[Part]:
    """Yield the functions and methods below ``folder``, from ``def`` to their last line."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                where = f"{path.relative_to(ROOT).as_posix()}:{node.lineno} {node.name}"
                yield Part(where, (node.end_lineno or node.lineno) - node.lineno + 1)


def over_budget() -> list[str]:
    """Return what is longer than it may be."""
    found = [each for each in modules(PACKAGE) if each.lines > LONGEST_MODULE]
    found += (
        each
        for each in functions(PACKAGE)
        if each.lines > (LONGEST_HANDLE if each.where.endswith(" handle") else LONGEST_FUNCTION)
    )
    return [f"{each.where}: {each.lines} lines" for each in found]


def table(minutes: str) -> str:
    """Return the table, as of today."""
    own, tests = list(modules(PACKAGE)), list(modules(ROOT / "tests"))
    sizes, lengths = [each.lines for each in own], [each.lines for each in functions(PACKAGE)]
    share = sum(each.lines for each in tests) / sum(sizes)
    rows = (
        ("measured", f"{dt.datetime.now(dt.timezone.utc):%Y-%m-%d}", "budget"),
        ("---", "---", "---"),
        ("modules: how many, lines", f"{len(own)}, {sum(sizes)}", ""),
        ("modules: median, longest", f"{median(sizes):.0f}, {max(sizes)}", f"100, {LONGEST_MODULE}"),
        ("functions: how many", f"{len(lengths)}", ""),
        (
            "functions: median, nine of ten, longest",
            f"{median(lengths):.0f}, {quantiles(lengths, n=10)[-1]:.0f}, {max(lengths)}",
            f"10, 30, {LONGEST_FUNCTION}",
        ),
        ("lines of tests to lines of source", f"{share:.1f} : 1", "2 : 1"),
        ("branches covered over the matrix, at least", f"{_fail_under()} %", "100 %"),
        ("the whole matrix, on two cores", minutes, ""),
    )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def _fail_under() -> str:
    (found,) = re.findall(r"^fail_under = (\S+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    return str(found)


def kept(name: str) -> str:
    """Return what the page says of ``name`` today."""
    found = re.search(rf"^\| {name} \| ([^|]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else "not measured"


def main(arguments: Sequence[str]) -> None:
    """Print the table, or write it into the page."""
    parser = argparse.ArgumentParser(description="Count the package.")
    parser.add_argument("--write", action="store_true", help="Write the table into docs/architecture.md.")
    parser.add_argument("--minutes", help="How long the whole matrix took.")
    options = parser.parse_args(arguments)
    minutes = f"{options.minutes} minutes" if options.minutes else kept("the whole matrix, on two cores")
    text = table(minutes)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(TABLE.sub(lambda _: text, page), encoding="utf-8", newline="\n")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
