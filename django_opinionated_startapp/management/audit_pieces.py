"""What the audit wants and only the scaffolder can make: the one place that knows both."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ..audit.fixes.kinds import NewFile, Wanted
from ..audit.lookups.tables import has_table
from ..audit.project import App, Project
from ..conf import load_config
from ..pattern import PATTERNS
from .audit import Call

if TYPE_CHECKING:
    from ..scaffold.request import AppRequest


class Pieces:
    """Makes files of pieces that rules want, in the pattern that the app follows, or else the project's."""

    def __init__(self, call: Call) -> None:
        """Take what the command was called with."""
        self._root = call.root

    def files(self, wanted: Wanted, project: Project) -> tuple[NewFile, ...]:
        """Return the files of the piece, none if the templates have nothing to say."""
        # Jinja takes its time, and few audits want anything.
        from ..scaffold.environment import inspect_environment  # noqa: PLC0415
        from ..scaffold.pieces import render_piece  # noqa: PLC0415
        from ..scaffold.render import Templates  # noqa: PLC0415

        config = load_config(self._root, None)
        files = render_piece(
            wanted.piece,
            self._request(wanted.app, project, config.pattern),
            inspect_environment(booted=False),
            Templates(self._root / config.templates),
            config.line_length,
        )
        if "models.py" not in wanted.app.files:  # as the templates think, which make apps of one layout
            files = {name: text.replace("``models.py``", "``models/``") for name, text in files.items()}
        return tuple(NewFile(f"{wanted.app.path}/{name}", text) for name, text in files.items())

    def _request(self, app: App, project: Project, usual: str) -> "AppRequest":
        from ..scaffold.model import ModelSpec  # noqa: PLC0415  (as above)
        from ..scaffold.request import AppRequest, Place  # noqa: PLC0415

        pattern = app.pattern or PATTERNS[usual]
        label = app.declared_label or app.label
        kept = (model for model in project.models.values() if model.app == label and has_table(project, model))
        models = sorted({model.row.simple_name for model in kept})
        inner = {app.inner(module) for module in project.modules_of(app)} | app.files
        missing = {name for file in pattern.files if file.target not in inner for name in file.components}
        return AppRequest(
            Place(PurePosixPath(app.path).name, app.name, self._root / app.path, self._root),
            label,
            pattern,
            frozenset(pattern.component_names) - missing,
            tuple(ModelSpec(name, label, ()) for name in models),
        )
