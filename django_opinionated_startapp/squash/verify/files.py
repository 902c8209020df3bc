"""Obligations that need neither a graph nor a database: what the new files say, and what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.migrations.state import ProjectState

from .. import carry
from ..state import differences, duplicate, forward
from .drift import pending

if TYPE_CHECKING:
    from .case import Case


def files_say_what_was_meant(case: Case) -> None:
    """Import every file by itself and compare each operation with what it was made from."""
    found = {each: carry.differences(each.text, each.source, each.package, str(each.path)) for each in case.migrations}
    if wrong := [each for each in case.migrations if found[each]]:
        raise case.retreat(f"{'.'.join(wrong[0].key)} reads otherwise than meant: {found[wrong[0]][0]}", wrong)


def way_back_is_left(case: Case) -> None:
    """See that what could be undone still can."""
    for each in case.migrations:
        could = all(operation.reversible for operation in case.before(each.piece))
        if could and not all(step.operation.reversible for step in each.text.steps):
            raise case.retreat(f"{'.'.join(each.key)} could not be undone any more", [each])


def states_are_equal(case: Case) -> None:
    """Compare the project state after each squashed migration with the one after what it replaces."""
    texts = {each.piece: each for each in case.migrations}
    state = ProjectState(real_apps=set(case.plan.history.disk.unmigrated))
    for piece in case.plan.pieces:
        new = duplicate(state)
        for operation in case.before(piece):
            forward(operation, piece.app_label, state)
        if piece in texts:
            for step in texts[piece].text.steps:
                forward(step.operation, piece.app_label, new)
            if found := differences(state, new):
                reason = f"{piece.app_label}.{piece.name} leads to another state: {found[0]}"
                raise case.retreat(reason, [texts[piece]])


def nothing_more_is_pending(case: Case) -> None:
    """See that ``makemigrations`` finds no more to do than before; what it has found before is not our affair."""
    before = pending(case.plan.history.disk)
    for change in pending(case.disk):
        if change not in before:
            guilty = [each for each in case.migrations if each.piece.app_label == change.app_label]
            raise case.retreat(f"makemigrations would write {change.sentence}", guilty or case.migrations)
