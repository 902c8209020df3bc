"""``startpatternapp --template``: what Django's own ``startapp`` makes, as a plan."""

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.core.management import CommandError, call_command
from django.core.management.commands.startapp import Command
from django.template import TemplateSyntaxError

from ..changes import ChangeSet, Create
from ..errors import OpinionatedError


def build_from_django_template(  # noqa: PLR0913  (startapp has them all)
    name: str,
    directory: str | None,
    root: Path,
    *,
    template: str,
    extensions: Sequence[str],
    files: Sequence[str],
    exclude: Sequence[str],
) -> ChangeSet:
    """Return the files that ``startapp NAME DIRECTORY --template …`` makes, all of them new.

    The arguments mean what they mean to ``startapp``, which does the work in a temporary folder.
    Raises OpinionatedError with Django's message where it refuses.
    """
    target = (root / Path(directory or name).expanduser()).resolve()
    for part in (name, target.name):  # before a folder of that name is made, which could be anywhere
        if not part.isidentifier():
            raise OpinionatedError(
                f"'{part}' can't name an app.", "With --template use letters, digits and underscores only."
            )
    options = {"template": template, "extensions": extensions, "files": files, "exclude": exclude}
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder).resolve() / target.name
        made.mkdir()
        _lend_configuration(root, made.parent)
        try:
            call_command(Command(), name, str(made), **options)
        except (CommandError, TemplateSyntaxError, UnicodeError) as error:
            raise OpinionatedError(
                f"{str(error).rstrip('.')}.", "The options mean what they mean to startapp."
            ) from error
        return ChangeSet(root, tuple(_create(path, target / path.relative_to(made)) for path in _files(made)))


def _lend_configuration(root: Path, folder: Path) -> None:
    """Let black, which startapp runs where it is installed, find in ``folder`` what it would find in ``root``."""
    found = (above / "pyproject.toml" for above in (root, *root.parents))
    if source := next((path for path in found if path.is_file()), None):
        shutil.copyfile(source, folder / "pyproject.toml")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _create(source: Path, target: Path) -> Create:
    return Create(target, source.read_bytes(), executable=os.access(source, os.X_OK))
