"""What ``--until`` means, and whether every database has all of that or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ..errors import OpinionatedError
from ..git import GitError, git
from ..wording import few
from .choose import made_before, named
from .disk import DiskLoader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from .disk import Key
    from .history import History, Node
    from .recorded import Database

_NAMED = 3  # migrations in a message
_FORM = "Write --until v1.4, a tag of the git repository, --until 2025-01-31 or --until orders.0042_name."
_OTHERWISE = "choose an earlier --until, or name the databases that matter with --database ALIAS"


def until(history: History, text: str, root: Path) -> frozenset[Key]:
    """Return the project's own migrations up to ``text``: a migration, a date or a tag of git.

    A migration means everything that it depends on, too. Of a date or a tag it is what was there then, as far as
    all that it depends on was there as well. Raises OpinionatedError where ``text`` is none of the three.
    """
    own = {app.label for app in history.apps}
    if node := _migration(history, text):
        graph = DiskLoader(history.disk).graph
        return frozenset(key for key in graph.forwards_plan(node.key) if key[0] in own)
    made = _date(text)
    present = set(_made_before(history, made)) if made else set(_at_tag(history, text, root))
    return frozenset(_closed(history, present, own))


def _migration(history: History, text: str) -> Node | None:
    """Return the migration that ``text`` names, None if it names no app with migrations."""
    label, sign, name = text.partition("=") if "=" in text else text.partition(".")
    if not sign or label not in {app.label for app in history.apps}.union(history.foreign):
        return None
    return named(history.of_app(label), label, name)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _made_before(history: History, limit: date) -> Iterator[Key]:
    for app in history.apps:
        yield from (node.key for node in made_before(history.of_app(app.label), limit))


def _closed(history: History, present: set[Key], own: set[str]) -> Iterator[Key]:
    """Yield what is ``present`` with all that it depends on; migrations of packages always are."""
    lost: set[Key] = set()
    for node in history.nodes:
        if not lost.isdisjoint(node.parents) or (node.key[0] in own and node.key not in present):
            lost.add(node.key)
        elif node.key[0] in own:
            yield node.key


def _at_tag(history: History, tag: str, root: Path) -> Iterator[Key]:
    """Yield the migrations whose files were there at ``tag``, or the files of all that they replace."""
    commit = _told(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{tag}^{{commit}}")
    top = _told(root, "rev-parse", "--show-toplevel")
    if not commit or not top:
        raise OpinionatedError(f"'{tag}' is neither a migration, a date nor a tag of a git repository here.", _FORM)
    listed = _told(root, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
    paths = {f"{top}/{path}" for path in listed.split("\0")}
    folders = {app.label: app.directory.as_posix() for app in history.apps}

    def was_there(label: str, name: str) -> bool:
        return label in folders and f"{folders[label]}/{name}.py" in paths

    for node in history.nodes:
        replaced = node.migration.replaces
        if was_there(*node.key) or (replaced and all(was_there(label, name) for label, name in replaced)):
            yield node.key


def _told(root: Path, *arguments: str) -> str:
    """Return what git says, nothing where it fails or isn't there."""
    try:
        return git(root, *arguments).removesuffix("\n")
    except GitError:
        return ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a database has come with a range of migrations.

    ``lacks`` are those of the range that it hasn't, in their order; ``new`` tells that it has recorded nothing at all,
    ``untouched`` that it has recorded nothing of the range.
    """

    database: Database
    lacks: tuple[Key, ...]
    new: bool
    untouched: bool


def standings(history: History, wanted: frozenset[Key], databases: Iterable[Database]) -> tuple[Standing, ...]:
    """Return how far each of ``databases`` is; raise OpinionatedError for one that can't be read."""
    found = []
    for database in databases:
        if database.trouble:
            raise OpinionatedError(
                f"The database '{database.alias}' can't be read ({database.trouble}), so nobody knows what it has.",
                "Name the databases that matter with --database ALIAS.",
            )
        done = set(DiskLoader(history.disk, applied=database.applied).applied_migrations)
        nodes = [node for node in history.nodes if node.key in wanted]
        begun = {key for node in nodes for key in (node.key, *map(tuple, node.migration.replaces))}
        found.append(
            Standing(
                database,
                tuple(node.key for node in nodes if node.key not in done),
                new=not database.applied,
                untouched=begun.isdisjoint(database.applied),
            )
        )
    return tuple(found)


def refuse_partial(found: Iterable[Standing], *, strict: bool) -> None:
    """Raise OpinionatedError for a database that has some of the range and lacks some.

    ``strict``: one that has nothing of the range may not have anything else either, since data operations that will
    be left out could have had something to do with that.
    """
    for standing in found:
        alias = standing.database.alias
        if standing.lacks and not standing.untouched:
            label = standing.lacks[0][0]
            raise OpinionatedError(
                f"The database '{alias}' has only a part of the range: of {label} it lacks "
                f"{few([name for app, name in standing.lacks if app == label], _NAMED)}.",
                f"Run {standing.database.command}, {_OTHERWISE}.",
            )
        if strict and standing.lacks and not standing.new:
            label, name = min(standing.database.applied)
            raise OpinionatedError(
                f"The database '{alias}' has nothing of the range, and yet other migrations, such as {label}.{name}: "
                f"data operations of {standing.lacks[0][0]} that are left out could have had something to do there.",
                f"Run {standing.database.command}, or name the databases that matter with --database ALIAS.",
            )


def recorded_everywhere(chosen: frozenset[Key], found: Sequence[Standing]) -> frozenset[Key]:
    """Return which of ``chosen`` every database has, new ones apart.

    Raises OpinionatedError if there is no database but new ones, since these show nothing.
    """
    old = [standing for standing in found if not standing.new]
    if not old:
        raise OpinionatedError(
            "No database has recorded a migration, so nothing shows which data operations are done with.",
            "Say it with --until, or run --elide-noop with the settings of a deployment.",
        )
    return chosen.difference(*(standing.lacks for standing in old))
