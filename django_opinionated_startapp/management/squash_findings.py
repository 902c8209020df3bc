"""What ``squashall`` says besides about the project: what a squash would gain, and what was amiss before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..squash.verify import Proof

_SHOWN = 10  # differences of a kind that a person reads unasked
_TELLING = 0.9  # of the time before; two runs of the same migrations differ by as much


def gain_as_dict(proof: Proof) -> dict[str, Any] | None:
    """Return the times of ``migrate`` on an empty database, None where nothing is squashed.

    The ratio is None where they are too short to be compared.
    """
    gain = proof.gain
    if gain is None:
        return None
    return {
        "seconds_before": round(gain.before, 2),
        "seconds_after": round(gain.after, 2),
        "ratio": None if gain.ratio is None else round(gain.ratio, 2),
        "measured": gain.measured,
    }


def drift_as_dict(proof: Proof) -> dict[str, Any]:
    """Return how the old migrations and the models differ; ``now`` is what the models say."""
    drift = proof.drift
    return {
        "makemigrations": list(drift.pending),
        "schema": [
            {
                "kind": each.kind.name.lower(),
                "table": each.table,
                "thing": each.thing,
                "name": each.name,
                "was": each.was,
                "now": each.now,
                "harmless": each.harmless,
            }
            for each in drift.schema
        ],
        "unknown": drift.unknown,
    }


def finding_lines(data: dict[str, Any], verbosity: int) -> Iterator[str]:
    """Yield what a person reads about ``gain_as_dict`` and ``drift_as_dict``."""
    if gain := data.get("gain"):
        how = "measured" if gain["measured"] else "estimated from the times of the old ones"
        told = "too short to be compared" if gain["ratio"] is None else f"which is {gain['ratio']:.0%}"
        yield (
            f"migrate on an empty database: {gain['seconds_before']} s of CPU before, {gain['seconds_after']} s "
            f"after, {told} ({how})."
        )
        yield from _little_gain(gain["ratio"])
    drift = data.get("already_so_before", {"makemigrations": [], "schema": [], "unknown": ""})  # a rebuild has none
    lines = [*_pending(drift), *_schema(drift["schema"], verbosity)]
    if drift["unknown"]:
        lines.append(f"The models can't be compared, since no tables can be made of them alone: {drift['unknown']}.")
    if lines:
        yield "Already so before, and left as it is:"
        yield from (f"  {line}" for line in lines)


def _little_gain(ratio: float | None) -> Iterator[str]:
    """Yield what to do where nothing comes of it but fewer files."""
    if ratio is not None and ratio > _TELLING:
        faster = "takes longer" if ratio > 1 / _TELLING else "is hardly faster"
        yield (
            f"So migrate {faster} with fewer files: most operations are still there. --elide-noop and --mode rebuild "
            "leave fewer, where every database has them behind it."
        )


def _pending(drift: dict[str, Any]) -> Iterator[str]:
    yield from (f"makemigrations would write {each}" for each in drift["makemigrations"])


def _schema(found: list[dict[str, Any]], verbosity: int) -> Iterator[str]:
    """Yield what the migrations make otherwise than the models say; of what has no meaning only how often."""
    telling = [each for each in found if not each["harmless"]]
    for each in telling[: None if verbosity > 1 else _SHOWN]:
        made, said = each["was"] or "nothing", each["now"] or "nothing"
        yield f"{each['table']}: of the {each['thing']} {each['name']} migrations make {made}, models {said}"
    if verbosity < 2 and len(telling) > _SHOWN:  # noqa: PLR2004 - where Django's commands begin to tell more
        yield f"and {len(telling) - _SHOWN} more, which --verbosity 2 or --json tells"
    kinds = Counter(each["kind"].replace("_", " ") for each in found if each["harmless"])
    yield from (f"{count} times another {kind} than the models would give" for kind, count in sorted(kinds.items()))
