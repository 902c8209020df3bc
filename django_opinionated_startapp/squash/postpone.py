"""Models that are made anew for a state only when somebody asks for them.

Django does so after each operation, though many change nothing that a database knows: most AlterField, in which a
text or ``choices`` changed, and all AlterModelOptions and AlterModelManagers. What these leave to be done is noted,
and done together with the next thing that has to be.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.migrations.operations import AlterField, AlterModelManagers, AlterModelOptions
from django.db.migrations.state import ProjectState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.migrations.state import StateApps
    from django.db.models import Field

_FOR_THE_STATE = (AlterModelManagers, AlterModelOptions)  # Django runs nothing for them
_DJANGO = "django.db.models.fields"  # what other fields tell the database, nobody knows
_WAITING, _LATER = "_waiting", "_later"  # in the dictionaries of states


@contextmanager
def postponed() -> Iterator[None]:
    """Have states make models anew when these are wanted, until the block is left."""
    changes: list[tuple[type, str, Any]] = [
        (ProjectState, "apps", _Apps(vars(ProjectState)["apps"])),
        (ProjectState, "clone", _cloning(ProjectState.clone)),
        (ProjectState, "reload_model", _reloading(ProjectState.reload_model)),
        (AlterField, "state_forwards", _state_forwards(AlterField.state_forwards)),
        (AlterField, "database_forwards", _database_forwards(AlterField.database_forwards)),
        *((kind, "state_forwards", _state_forwards(kind.state_forwards)) for kind in _FOR_THE_STATE),
    ]
    before = [(owner, name, vars(owner)[name]) for owner, name, _ in changes]
    for owner, name, value in changes:
        setattr(owner, name, value)
    try:
        yield
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What has to be done about a state before its models can be used.

    ``reloads`` are the models to be made anew in the ``base``, which is others' too; ``source``, if there is one, is a
    state that nobody changes, for the sake of which the first ``count`` of them are done.
    """

    base: StateApps
    reloads: tuple[tuple[str, str, bool], ...] = ()
    source: ProjectState | None = None
    count: int = 0

    def done(self, state: Any) -> StateApps:  # noqa: ANN401 - a state, with methods that have no types
        """Return the models of ``state``, which has them from here on."""
        vars(state)["apps"] = (self.source.apps if self.source else self.base).clone()
        related: set[tuple[str, str]] = set()
        for each in self.reloads[self.count :]:
            if each[:2] in state.models:  # and not deleted since, by the same SeparateDatabaseAndState
                related |= state._find_reload_model(*each)  # noqa: SLF001 - as Django's own reload_models does
        if related:
            state._reload(related)  # noqa: SLF001 - the same
        made: StateApps = vars(state)["apps"]
        return made


class _Apps:
    """The attribute ``apps`` of states."""

    def __init__(self, original: Any) -> None:  # noqa: ANN401 - Django's cached property, or another of these
        self.func: Callable[[ProjectState], StateApps] = original.func

    def __get__(self, state: ProjectState, _owner: type) -> StateApps:
        held = vars(state)
        waiting: _Waiting | None = held.pop(_WAITING, None)
        if "apps" not in held:
            held["apps"] = self.func(state)
        elif waiting:
            return waiting.done(state)
        apps: StateApps = held["apps"]
        return apps

    def __set__(self, state: ProjectState, value: StateApps) -> None:
        vars(state)["apps"] = value

    def __delete__(self, state: ProjectState) -> None:
        del vars(state)["apps"]


def _cloning(original: Callable[[ProjectState], ProjectState]) -> Callable[[ProjectState], ProjectState]:
    def clone(state: ProjectState) -> ProjectState:
        """Return a copy; what is put off will be done once for both."""
        waiting: _Waiting | None = vars(state).get(_WAITING)
        if waiting is None or "apps" not in vars(state):
            return original(state)
        del vars(state)["apps"]  # or else the copy would want them at once
        duplicate = original(state)
        if waiting.count < len(waiting.reloads):
            source = _hold(original(state), _Waiting(waiting.base, waiting.reloads))
            waiting = replace(waiting, source=source, count=len(waiting.reloads))
        _hold(state, waiting)
        return _hold(duplicate, waiting)

    return clone


def _hold(state: ProjectState, waiting: _Waiting) -> ProjectState:
    vars(state).update({"apps": waiting.base, _WAITING: waiting})
    return state


def _reloading(original: Callable[..., None]) -> Callable[..., None]:
    def reload_model(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:  # noqa: FBT001, FBT002 - as Django has it
        """Make a model anew, or note that it has to be."""
        held = vars(state)
        if "apps" not in held or _LATER not in held:
            original(state, app_label, model_name, delay)
            return
        waiting: _Waiting = held.get(_WAITING) or _Waiting(held["apps"])
        held[_WAITING] = replace(waiting, reloads=(*waiting.reloads, (app_label, model_name, delay)))
        state.is_delayed = state.is_delayed or delay

    return reload_model


def _state_forwards(original: Callable[..., None]) -> Callable[..., None]:
    def state_forwards(operation: Any, app_label: str, state: ProjectState) -> None:  # noqa: ANN401 - of any kind
        """Change the state; its models are made anew later if the database won't know the difference."""
        if isinstance(operation, _FOR_THE_STATE) or not _alters(state, operation, app_label, operation.field):
            vars(state)[_LATER] = True
        try:
            original(operation, app_label, state)
        finally:
            vars(state).pop(_LATER, None)

    return state_forwards


def _database_forwards(original: Callable[..., None]) -> Callable[..., None]:
    def database_forwards(
        operation: AlterField, app_label: str, editor: object, before: ProjectState, after: ProjectState
    ) -> None:
        """Alter the column if there is anything to alter; Django makes models in order to see that there isn't."""
        new = after.models[app_label, operation.model_name_lower].fields[operation.name]
        if _alters(before, operation, app_label, new):
            original(operation, app_label, editor, before, after)

    return database_forwards


def _alters(state: ProjectState, operation: AlterField, app_label: str, new: Field[Any, Any]) -> bool:
    """Tell whether a field can't be told to stay what it is to the database."""
    model = state.models.get((app_label, operation.model_name_lower))
    old = model.fields.get(operation.name) if model else None
    if old is None or not operation.preserve_default or type(old) is not type(new):
        return True
    return not type(old).__module__.startswith(_DJANGO) or _meaning(old) != _meaning(new)


def _meaning(field: Field[Any, Any]) -> tuple[object, ...]:
    """Return what Django compares, and more: values that it doesn't compare are equal if they are the same."""
    _, path, args, kwargs = field.deconstruct()
    return path, args, {key: value for key, value in kwargs.items() if key not in field.non_db_attrs}, field.db_column
