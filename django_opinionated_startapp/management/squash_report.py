"""What ``squashall`` says about a squash: as data, and as lines for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wording import counted
from .squash_findings import drift_as_dict, finding_lines, gain_as_dict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..squash.difference import Difference
    from ..squash.elide import LeftOut
    from ..squash.plan import Refusal
    from ..squash.rebuild.run import VerifiedRebuild
    from ..squash.verify import VerifiedSquash


def as_dict(squash: VerifiedSquash) -> dict[str, Any]:
    """Return the squash as JSON can hold it."""
    plan = squash.plan
    return {
        "apps": {app.label: _app(squash, app.label) for app in plan.history.apps},
        "kept": {".".join(key): reason for key, reason in sorted(plan.kept.items())},
        "divided": {".".join(key): reason for key, reason in sorted(plan.divided.items())},
        "orderings": [
            {
                "before": ".".join(each.before),
                "after": ".".join(each.after),
                "reason": each.reason,
                "declared": declared,
            }
            for declared, found in ((True, plan.orderings), (False, plan.undeclarable))
            for each in found
        ],
        "left_out": _left_out(plan.left_out),
        "flattened": {
            ".".join(each.key): {"instead": ".".join(each.end), "comes_back": bool(each.gone)}
            for each in plan.flattened
        },
        "refused": _refused(plan.refusals),
        "foreign": list(plan.history.foreign),
        "least_possible": plan.bound,
        "proved": list(squash.proof.shown),
        "harmless_differences": _differences(squash.proof.harmless),
        "gain": gain_as_dict(squash.proof),
        "already_so_before": drift_as_dict(squash.proof),
    }


def rebuilt_as_dict(rebuilt: VerifiedRebuild) -> dict[str, Any]:
    """Return the rebuild as JSON can hold it, with the keys that a squash has."""
    draft, proof = rebuilt.draft, rebuilt.proof
    return {
        "apps": {app.label: _rebuilt_app(rebuilt, app.label) for app in rebuilt.history.apps},
        "kept": {},
        "divided": {},
        "orderings": [],
        "left_out": _left_out(draft.layout.span.left_out if draft else ()),
        "refused": _refused(rebuilt.refusals),
        "foreign": list(rebuilt.history.foreign),
        "deleted": sorted(".".join(key) for key in draft.deleted) if draft else [],
        "guard": ".".join(draft.guard.key) if draft and draft.guard else "",
        "proved": list(proof.shown) if proof else [],
        "harmless_differences": _differences(proof.harmless if proof else ()),
    }


def _left_out(left_out: Iterable[LeftOut]) -> list[dict[str, str]]:
    return [{"migration": ".".join(each.key), "operation": each.operation, "reason": each.reason} for each in left_out]


def _refused(refusals: Iterable[Refusal]) -> list[dict[str, str]]:
    return [{"app": each.app_label, "reason": each.reason, "hint": each.hint} for each in refusals]


def _differences(found: Iterable[Difference]) -> list[dict[str, str]]:
    return [
        {"table": each.table, "thing": each.thing, "name": each.name, "was": each.was, "now": each.now}
        for each in found
    ]


def _rebuilt_app(rebuilt: VerifiedRebuild, label: str) -> dict[str, Any]:
    nodes = rebuilt.history.of_app(label)
    draft = rebuilt.draft
    new = [each for each in draft.migrations if each.key[0] == label] if draft else []
    gone = draft.deleted.keys() if draft else ()
    left = [node for node in nodes if node.key not in gone]
    guard = [draft.guard] if draft and draft.guard and draft.guard.key[0] == label else []
    return {
        "migrations_before": len(nodes),
        "migrations_after": len(left) + len(new) + len(guard),
        "operations_before": sum(len(node.migration.operations) for node in nodes),
        "operations_after": sum(len(node.migration.operations) for node in left)
        + sum(len(each.text.steps) for each in new),
        "files": [each.path.name for each in (*new, *guard)],
    }


def _app(squash: VerifiedSquash, label: str) -> dict[str, Any]:
    nodes = squash.plan.history.of_app(label)
    written = [each for each in squash.migrations if each.piece.app_label == label]
    replaced = {key for each in written for key in each.piece.keys}
    before = sum(len(node.migration.operations) for node in nodes)
    gone = sum(len(node.migration.operations) for node in nodes if node.key in replaced)
    return {
        "migrations_before": len(nodes),
        "migrations_after": len(nodes) - len(replaced) + len(written),
        "operations_before": before,
        "operations_after": before - gone + sum(len(each.text.steps) for each in written),
        "files": [each.path.name for each in written],
    }


def as_lines(data: dict[str, Any], verbosity: int) -> Iterator[str]:
    """Yield what a person reads about ``as_dict``: what becomes of each app, and what stays and why."""
    for label, app in data["apps"].items():
        if app["files"]:
            yield (
                f"{label}: {counted(app['migrations_before'], 'migration')} → {app['migrations_after']}, "
                f"{counted(app['operations_before'], 'operation')} → {app['operations_after']}"
            )
            if verbosity > 1:
                yield from (f"  + {name}" for name in app["files"])
        elif verbosity > 1:
            yield f"{label}: as it is ({counted(app['migrations_before'], 'migration')})"
    yield from _reasons(data)
    yield from _divisions(data, verbosity)
    before, after = (sum(app[f"migrations_{when}"] for app in data["apps"].values()) for when in ("before", "after"))
    bound = f" (no choice leaves fewer than {data['least_possible']})" if "least_possible" in data else ""
    together = f"Together: {counted(before, 'migration')} → {after}{bound}."
    yield together if before else "No app of the project has migrations."
    yield from finding_lines(data, verbosity)


def _divisions(data: dict[str, Any], verbosity: int) -> Iterator[str]:
    """Yield why migrations don't go with the one before, of apps in which nothing is squashed and on demand of all."""
    for name, reason in data["divided"].items():
        if verbosity > 1 or not data["apps"][name.partition(".")[0]]["files"]:
            yield f"{name} doesn't go with the migration before it, because {reason}."


def _reasons(data: dict[str, Any]) -> Iterator[str]:
    for each in data["refused"]:
        yield f"{each['app']} is left as it is, because {each['reason']}. {each['hint']}"
    for name, reason in data["kept"].items():
        yield f"{name} stays alone, because {reason}."
    for each in data["left_out"]:
        yield f"{each['operation']} of {each['migration']} is left out, because {each['reason']}."
    for name, each in data.get("flattened", {}).items():
        instead = f"{each['instead']} comes back with what it does"
        named = f"what depends on it names {each['instead']} instead"
        yield f"{name} goes, and {instead if each['comes_back'] else named}."
    if data.get("guard"):
        yield f"{data['guard']} stops databases that have only a part of what is deleted."
    for each in data["orderings"]:
        what = "is declared now" if each["declared"] else "can't be declared"
        yield f"{each['before']} has to run before {each['after']} ({each['reason']}), which {what}."
    if data["foreign"]:
        yield f"Left alone, because they are not the project's own: {', '.join(data['foreign'])}."
