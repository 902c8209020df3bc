"""The inventory in words."""

from collections.abc import Iterator

from ....wording import counted
from ...reports.inventory import InventoryReport, Stock
from .blocks import Block, Heading, Items, Prose, Rows

_HEAD = ("app", "score", "modules", "statements", "models", "migrations", "tests", "uses", "used by", "pattern")
_FORMULA = (
    "The score starts at 100. A finding weighs 10 (error), 3 (warning) or 0.5 (info) in 1,000 statements; an app with "
    "fewer than 300 counts as having 300. Findings that weigh w cost 60 * w / (w + 30). To be in a cycle "
    "costs 5, each edge to cut 1 (10 at most), more than 20 models 10, no tests 10."
)


def blocks(report: InventoryReport) -> Iterator[Block]:
    """Yield a table of the apps, then how their scores are made up and what is missing from their patterns."""
    yield Heading("The apps", 1)
    yield Rows(_HEAD, tuple(map(_row, report.apps)))
    taken = tuple((f"{each.app}: {_made_up(each)}", _pattern(each)) for each in report.apps)
    yield Heading("How the scores are made up")
    yield Items(taken)
    yield Prose(_FORMULA)


def _row(stock: Stock) -> tuple[object, ...]:
    numbers = (stock.modules, stock.statements, stock.models, stock.migrations, stock.tests, stock.uses, stock.used_by)
    match = f"{stock.match.pattern} {stock.match.share:.0%}" if stock.match.pattern else "none"
    return (stock.app, stock.score.value, *numbers, match)


def _made_up(stock: Stock) -> str:
    off = "".join(f" - {points:g} ({_why(stock, why)})" for why, points in stock.score.taken)
    return f"{stock.score.value} = 100{off}" if off else "100, since nothing is taken off"


def _why(stock: Stock, why: str) -> str:
    if why != "findings":
        return why
    levels = zip(("error", "warning", "info"), stock.findings, strict=True)
    return ", ".join(counted(number, level) for level, number in levels if number)


def _pattern(stock: Stock) -> tuple[str, ...]:
    match = stock.match
    if not match.pattern:
        return ()
    return (f"{match.pattern}: has {', '.join(match.found)}; lacks {', '.join(match.missing) or 'nothing'}",)
