"""``startpatternapp --undo``: options → the plan that takes an app back, once it is certain that nothing needs it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..changes import ChangeSet
from ..conf import AuditConfig, Config
from ..errors import OpinionatedError
from ..scaffold.dependents import refuse_applied, refuse_dependents
from ..scaffold.generated import find_generated, look_for_apps
from ..scaffold.named import BY_APP
from ..scaffold.rehearse import Stage
from ..scaffold.undo import Undo, plan_undo
from .base import OpinionatedCommand
from .boot import Boot
from .questions import Questioner
from .where import show_path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be done, and what is said about it."""

    changes: ChangeSet
    data: dict[str, Any]


def undo(command: OpinionatedCommand, options: dict[str, Any], config: Config, root: Path, state: Boot) -> Outcome:
    """Return how the app that ``options`` name is taken back.

    Raises OpinionatedError where other apps or applied migrations need it, where the project would not start without
    it, and where somebody at the terminal does not want to leave files behind.
    """
    with Stage(root) as stage:
        planned = plan_undo(find_generated(options["name"], root))
        damages = [str(damage.message) for damage in look_for_apps(root).damages]
        notes = [*damages, *_check(planned, options, state, stage), *_notes(planned, config.audit, root)]
    _refuse_conflicts(planned.changes, root)
    shows_only = options["dry_run"] or options["diff"]
    if planned.kept and command.can_ask(options) and not shows_only:
        for note in notes:
            command.talk(note)
        Questioner(command, interactive=True).confirm("Take back the rest of the app?")
        notes = []
    kept = [{"path": show_path(each.path, root), "why": each.reason} for each in planned.kept]
    manifest = planned.manifest
    return Outcome(planned.changes, {"app": manifest.module, "label": manifest.label, "kept": kept, "notes": notes})


def _check(planned: Undo, options: dict[str, Any], state: Boot, stage: Stage) -> Iterator[str]:
    """Hold that nothing needs the app; yield what could not be looked at."""
    manifest = planned.manifest
    if state.booted:
        if not manifest.from_models:  # then the models stay
            refuse_dependents(manifest.module, manifest.label)
        if not (options["ignore_databases"] or manifest.from_models):
            refuse_applied(manifest.label)
        if state.settings:
            stage.rehearse_removal(planned.removal(state.settings))
            return
    elif state.settings and not (options["ignore_databases"] or manifest.from_models):
        raise OpinionatedError(
            f"It can't be told whether migrations of {manifest.label} are applied: {state.trouble}.",
            "Mend the settings; or, if you know that none are, add --ignore-databases.",
        )
    yield f"Not checked against the project: {state.trouble or 'its settings come from no module'}."


def _notes(planned: Undo, config: AuditConfig, root: Path) -> Iterator[str]:
    yield from (f"Kept {show_path(each.path, root)}: it {each.reason}." for each in planned.kept)
    if planned.manifest.common:
        yield f"{planned.manifest.common} stays: other apps may import it."
    if not planned.manifest.from_models:
        yield from _mentions(planned, config)


def _mentions(planned: Undo, config: AuditConfig) -> Iterator[str]:
    """Yield where the choices for the audit name the app after all."""
    names = {planned.manifest.label, planned.manifest.module}
    lists = {"strict_apps": set(config.strict_apps), "layers": {name for rank in config.layers for name in rank}}
    left = [config.where(option) for option, named in lists.items() if names & named]
    if not planned.mentions:
        left += [config.where(option, name) for option in BY_APP for name in names & {*getattr(config, option)}]
    yield from (f"{where} still names {planned.manifest.label}: take it out, for auditapps." for where in left)


def _refuse_conflicts(changes: ChangeSet, root: Path) -> None:
    for conflict in changes.conflicts():
        raise OpinionatedError(f"{show_path(conflict.path, root)} {conflict.reason}.", "Nothing was changed.")
