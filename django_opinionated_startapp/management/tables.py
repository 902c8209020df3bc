"""``--from-table``: options → an app for tables that are there already."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import OpinionatedError
from ..scaffold.build import Project, build_app
from ..scaffold.rehearse import Stage
from ..scaffold.shared import common_notes
from ..scaffold.tables import models_from_tables
from .generate import advice_for, make_request
from .layers import Outcome, check_project, refuse_standalone

_DEFAULT = "default"


def app_for_tables(options: dict[str, Any], project: Project, root: Path, stage: Stage) -> Outcome:
    """Plan an app whose models describe the tables that ``--from-table`` names."""
    check_project(project)
    refuse_standalone(options, project)
    alias = options["database"] or _DEFAULT
    request, notes = make_request(options, project, root)
    if alias != _DEFAULT and "tests" in request.components:
        reason = f"the tests would run on the database {_DEFAULT}, and the tables are in {alias}"
        if "tests" in {*options["with"], *options["only"]}:
            raise OpinionatedError(f"The component 'tests' can't be added: {reason}.", "Leave it out.")
        request = replace(request, components=request.components - {"tests"})
        notes = (*notes, f"Left out tests: {reason}.")
    models, missing = models_from_tables(
        options["tables"], alias, label=request.label, environment=project.environment
    )
    request = replace(request, models=models)
    install = bool(options["install"])
    build = build_app(request, project, install=install, stage=stage)
    advice = [*_advice_on_router(request.label, alias), *advice_for(request, project, install=install)]
    notes = (*notes, *missing, *common_notes(request, project.environment))
    return Outcome(request, build.changes, notes, tuple(advice))


def _advice_on_router(label: str, alias: str) -> list[str]:
    if alias == _DEFAULT:
        return []
    return [f"The models of {label} use {_DEFAULT} until a router in DATABASE_ROUTERS sends them to {alias}."]
