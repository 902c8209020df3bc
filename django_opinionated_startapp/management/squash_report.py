"""What ``squashall`` says about a squash: as data, and as lines for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..squash.verify import VerifiedSquash


def as_dict(squash: VerifiedSquash) -> dict[str, Any]:
    """Return the squash as JSON can hold it."""
    plan = squash.plan
    return {
        "apps": {app.label: _app(squash, app.label) for app in plan.history.apps},
        "kept": {".".join(key): reason for key, reason in sorted(plan.kept.items())},
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
        "refused": [{"app": each.app_label, "reason": each.reason, "hint": each.hint} for each in plan.refusals],
        "foreign": list(plan.history.foreign),
        "least_possible": plan.bound,
        "proved": list(squash.proof.shown),
        "harmless_differences": [
            {"table": each.table, "thing": each.thing, "name": each.name, "was": each.was, "now": each.now}
            for each in squash.proof.harmless
        ],
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
                f"{label}: {app['migrations_before']} migrations → {app['migrations_after']}, "
                f"{app['operations_before']} operations → {app['operations_after']}"
            )
            if verbosity > 1:
                yield from (f"  + {name}" for name in app["files"])
        elif verbosity > 1:
            yield f"{label}: as it is ({app['migrations_before']} migrations)"
    yield from _reasons(data)
    before, after = (sum(app[f"migrations_{when}"] for app in data["apps"].values()) for when in ("before", "after"))
    yield f"Together: {before} migrations → {after} (no choice leaves fewer than {data['least_possible']})."


def _reasons(data: dict[str, Any]) -> Iterator[str]:
    for each in data["refused"]:
        yield f"{each['app']} is left as it is, because {each['reason']}. {each['hint']}"
    for name, reason in data["kept"].items():
        yield f"{name} stays alone, because {reason}."
    for each in data["orderings"]:
        what = "is declared now" if each["declared"] else "can't be declared"
        yield f"{each['before']} has to run before {each['after']} ({each['reason']}), which {what}."
    if data["foreign"]:
        yield f"Left alone, because they are not the project's own: {', '.join(data['foreign'])}."
