"""What templates run in: they make texts of what they are given, and reach no file, module or class besides."""

from collections.abc import Callable
from pathlib import Path, PurePath
from types import ModuleType

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..errors import OpinionatedError

# What tells something about the name of a file, and nothing about the file. Not all that pure paths have: from Python
# 3.13 on that is a module too.
_OF_PATHS = frozenset(
    ("anchor", "as_posix", "drive", "is_absolute", "is_relative_to", "joinpath", "match", "name", "parent", "parents")
) | {"parts", "relative_to", "root", "stem", "suffix", "suffixes", "with_name", "with_stem", "with_suffix"}


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which knows nothing of paths and modules: with a path among the variables it has a door."""

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Tell whether a template may have the attribute."""
        if isinstance(value, ModuleType) or (isinstance(obj, PurePath) and attr not in _OF_PATHS):
            return False
        return super().is_safe_attribute(obj, attr, value)


class FolderLoader(jinja2.FileSystemLoader):
    """Loads templates of a folder; no link leads out of it, since it could lead to any file of the machine."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return text, path and a test of being up to date of ``template``."""
        source = super().get_source(environment, template)
        if not any(Path(source[1]).resolve().is_relative_to(Path(folder).resolve()) for folder in self.searchpath):
            raise OpinionatedError(f"{source[1]} is a link that leads out of its folder.", "Put a copy in its place.")
        return source
