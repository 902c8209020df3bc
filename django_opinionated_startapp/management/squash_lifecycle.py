"""What ``squashall --status`` and ``squashall --prune`` say: as data, and as lines for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..squash.prune import Pruning
    from ..squash.recorded import Database
    from ..squash.status import Squash, Status


def status_as_dict(status: Status) -> dict[str, Any]:
    """Return the status as JSON can hold it."""
    return {
        "apps": {
            label: [_squash(status, squash) for squash in status.squashes if squash.key[0] == label]
            for label in dict.fromkeys(squash.key[0] for squash in status.squashes)
        },
        "unreadable": {database.alias: database.trouble for database in status.databases if database.trouble},
    }


def _squash(status: Status, squash: Squash) -> dict[str, Any]:
    return {
        "name": squash.key[1],
        "replaces": [".".join(key) for key in squash.replaces],
        "files": [".".join(key) for key in squash.on_disk],
        "databases": {
            database.alias: _recorded(database, squash) for database in status.databases if not database.trouble
        },
        "prunable": not status.holding_back(squash),
    }


def _recorded(database: Database, squash: Squash) -> dict[str, Any]:
    lacks = squash.lacking(database)
    return {
        "recorded": squash.key in database.applied,
        "replaced_recorded": len(database.applied.intersection(squash.replaces)),
        "lacks": [".".join(key) for key in lacks],
        "command": database.command if lacks else "",
    }


def status_lines(data: dict[str, Any]) -> Iterator[str]:
    """Yield what a person reads about ``status_as_dict``."""
    for label, squashes in data["apps"].items():
        for squash in squashes:
            many = counted(len(squash["replaces"]), "migration")
            yield f"{label}.{squash['name']} replaces {many}, {len(squash['files'])} on the disk"
            for alias, found in squash["databases"].items():
                yield f"  {alias}: {_sentence(found, len(squash['replaces']))}"
    for alias, trouble in data["unreadable"].items():
        yield f"The database '{alias}' can't be read: {trouble}."
    ready = sorted(label for label, found in data["apps"].items() if all(each["prunable"] for each in found))
    if ready:
        yield f"May be pruned: manage.py squashall --prune {' '.join(ready)}"
    elif not data["apps"]:
        yield "No app of the project has squashed migrations that replace others."
    else:
        yield "No app may be pruned yet."


def _sentence(found: dict[str, Any], whole: int) -> str:
    if not found["lacks"]:
        return "recorded"
    what = "recorded" if found["recorded"] else "not recorded"
    return f"{what}, and {found['replaced_recorded']} of {whole} replaced ones; run {found['command']}"


def pruning_as_dict(pruning: Pruning) -> dict[str, Any]:
    """Return what is pruned as JSON can hold it."""
    labels = dict.fromkeys(squash.key[0] for squash in pruning.squashes)
    return {
        "pruned": {
            label: [squash.key[1] for squash in pruning.squashes if squash.key[0] == label] for label in labels
        },
        "deleted": [".".join(key) for key in dict.fromkeys(key for each in pruning.squashes for key in each.on_disk)],
        "refused": [{"app": each.app_label, "reason": each.reason, "hint": each.hint} for each in pruning.refusals],
        "proved": list(pruning.shown),
        "commands": [
            f"manage.py migrate {label} --prune --database {alias}" for alias in pruning.aliases for label in labels
        ],
    }


def pruning_lines(data: dict[str, Any]) -> Iterator[str]:
    """Yield what a person reads about ``pruning_as_dict``."""
    for label, names in data["pruned"].items():
        gone = [name for name in data["deleted"] if name.partition(".")[0] == label]
        yield f"{label}: deletes {counted(len(gone), 'migration')}; no longer a replacement: {', '.join(names)}"
    for each in data["refused"]:
        yield f"{each['app']} is left as it is, because {each['reason']}. {each['hint']}"
    yield from (f"Proved: {line}." for line in data["proved"])
    if data["commands"]:
        yield "Once this is deployed, forget the old names on each database:"
        yield from (f"  {command}" for command in data["commands"])
    else:
        yield "There is nothing to prune."
