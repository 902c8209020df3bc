"""From what the rules have found to what counts: comments, levels, baseline, in this order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .baseline import Baseline, hold
from .finding import Finding
from .report import Suppressed
from .scope import Scope
from .select import Selection
from .suppress import Commented, suppress


@dataclass(frozen=True, slots=True)
class Verdict:
    """What counts (``findings``), what is excused, and which lines of baselines no longer match anything.

    ``recordable`` is what a baseline is to know: what counts, and what it knows already, whatever is shown.
    """

    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    stale: tuple[tuple[str, str], ...]
    recordable: tuple[Finding, ...]


def judge(  # noqa: PLR0913  (all that has a say)
    found: Iterable[Finding],
    *,
    selection: Selection,
    commented: Iterable[Commented],
    baseline: Baseline,
    scope: Scope,
    today: date,
) -> Verdict:
    """Return what of ``found`` counts; findings about what the run was not asked about are dropped.

    Levels are looked at last: that warnings are not shown does not make their comments unused or their lines stale.
    """
    asked = (each for each in found if scope.includes(each.app, each.place.path))
    wanted = (each for each in commented if scope.includes(each.app, each.path))
    kept, excused = suppress(asked, wanted, selection.catalogue.values(), scope, today)
    weighed = sorted(selection.weigh(kept), key=_order)
    new, known, stale = hold(weighed, baseline, scope)
    silenced = sorted((*_weighed(excused, selection), *known), key=lambda each: _order(each.finding))
    counting = tuple(filter(selection.shows, new))
    return Verdict(
        counting,
        tuple(each for each in silenced if selection.shows(each.finding)),
        stale,
        (*counting, *(each.finding for each in known)),
    )


def _weighed(excused: Iterable[Suppressed], selection: Selection) -> list[Suppressed]:
    return [
        Suppressed(finding, each.by, each.reason) for each in excused for finding in selection.weigh([each.finding])
    ]


def _order(finding: Finding) -> tuple[object, ...]:
    return (finding.app, finding.place, finding.code, finding.anchor, finding.message)
