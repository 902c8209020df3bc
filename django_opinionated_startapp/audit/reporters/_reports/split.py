"""A proposal to split an app, in words."""

from collections.abc import Iterator, Sequence

from ....wording import counted, few
from ...lookups.model_uses import Deed
from ...reports.parts import CORE
from ...reports.split import Crossing, Part, SplitReport, Tie
from .blocks import Block, Heading, Items, Prose, Rows

_SHOWN = 5  # pieces of evidence for a crossing, the rest is in the JSON
_LISTED = 8
_SEEN = (
    "Seen: relations, base classes, and which functions and classes name which models. Not seen: models that are "
    "reached by an attribute (order.items), by a form or serializer in between, by name at run time, in templates, "
    "raw SQL or generic relations. A model that moves keeps its table with db_table and SeparateDatabaseAndState; "
    "content types and permissions have to be renamed."
)


def blocks(report: SplitReport) -> Iterator[Block]:
    """Yield the verdict, the parts, the modules to be divided, and what lies across."""
    yield Heading(f"How {report.app} ({report.name}) could be split", 1)
    yield Prose(_verdict(report))
    if report.worthwhile:
        yield Rows(("part", "models", "modules", "crossing out", "crossing in"), tuple(_rows(report)))
        for part in filter(_is_there, report.parts):
            yield Heading(f"{part.name} ({counted(len(part.models), 'model')})")
            yield Items(tuple(_about(part)))
        if report.shared:
            yield Heading("Modules to be divided")
            yield Items(
                tuple(
                    (str(each.place), tuple(f"{part}: {_listed(units)}" for part, units in each.units))
                    for each in report.shared
                )
            )
        yield from _crossings(report)
    yield Prose(_SEEN)


def _verdict(report: SplitReport) -> str:
    parts = [part for part in report.parts if part.name != CORE]
    models = sum(len(part.models) for part in report.parts)
    kept = models - sum(len(part.models) for part in parts)
    if not report.worthwhile:
        return f"There is nothing to split in {counted(models, 'model')}."
    whole = report.cut + report.inside
    share = f"{counted(report.cut, 'place')} of {whole} ({report.cut / whole:.0%}) would cross from one to another"
    first = "It hangs together for the most part" if 2 * kept > models else "It falls into parts"
    core = f"and a core that keeps {kept} of {models} models" if kept else "and no core"
    return f"{first}: {counted(len(parts), 'part')}, {core}; {share}."


def _is_there(part: Part) -> bool:
    """Tell whether there is anything in it; the core may be empty."""
    return bool(part.models or part.modules)


def _rows(report: SplitReport) -> Iterator[tuple[object, ...]]:
    for part in filter(_is_there, report.parts):
        out = sum(len(each.ties) for each in report.crossings if each.source == part.name)
        back = sum(len(each.ties) for each in report.crossings if each.target == part.name)
        yield part.name, len(part.models), len(part.modules), out, back


def _about(part: Part) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield f"models: {', '.join(part.models) or 'none'}", ()
    if part.modules:
        yield f"modules: {', '.join(part.modules)}", ()
    if part.only_for:
        yield f"apps that need nothing else of it: {', '.join(part.only_for)}", ()


def _listed(units: Sequence[str]) -> str:
    return few(units, _LISTED) if units else "what stands between"


def _crossings(report: SplitReport) -> Iterator[Block]:
    for turned, title in (
        (False, "What may stay: calls of the other part's API, relations to its models by name"),
        (True, "What has to be turned around: the core knows no part, and no two parts know each other"),
    ):
        found = tuple((_crossing(each), tuple(_evidence(each))) for each in report.crossings if each.turned is turned)
        if found:
            yield Heading(title)
            yield Items(found)


def _crossing(crossing: Crossing) -> str:
    deeds = ", ".join(counted(number, deed) for deed, number in crossing.deeds)
    return f"{crossing.source} → {crossing.target}: {deeds}{f'; {_advice(crossing)}' if crossing.turned else ''}"


def _advice(crossing: Crossing) -> str:
    """Return how an edge is turned around: writes by signals, reads by handing over, relations in the schema."""
    deeds = {each.deed for each in crossing.ties}
    ways = []
    if Deed.WRITE in deeds:
        ways.append(f"for writes {crossing.source} sends a signal that {crossing.target} listens to")
    if Deed.USE in deeds:
        ways.append(f"what only reads moves to {crossing.target}, or is handed over by the caller")
    if deeds & {Deed.RELATION, Deed.BASE}:
        ways.append(f"a relation goes into a table of {crossing.target}, or its target to {crossing.source}")
    return "; ".join(ways)


def _evidence(crossing: Crossing) -> Iterator[str]:
    rank = (Deed.RELATION, Deed.BASE, Deed.WRITE, Deed.USE)
    ties = sorted(crossing.ties, key=lambda each: rank.index(each.deed))
    yield from map(_line, ties[:_SHOWN])
    if len(ties) > _SHOWN:
        yield f"and {len(ties) - _SHOWN} more, which --format json has"


def _line(tie: Tie) -> str:
    return f"{tie.place}: {tie.deed.value} {tie.text} in {tie.scope or 'the module'}"
