"""How a project's settings are named to Django, those that are a class of django-configurations too."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec

SETTINGS, CONFIGURATION = "DJANGO_SETTINGS_MODULE", "DJANGO_CONFIGURATION"


def name_settings(module: str) -> None:
    """Let Django take its settings from ``module``.

    Where the environment names a class of django-configurations in it, as manage.py and wsgi.py do then, the importer
    that makes settings of it is installed, if it is there.
    """
    os.environ[SETTINGS] = module
    if os.environ.get(CONFIGURATION):
        try:
            importer = import_module("configurations.importer")
        except ImportError:
            return
        # Its finder looks on the disk only; a rehearsal has planned settings in memory.
        setattr(importer, "PathFinder", _Others(importer.__name__))  # noqa: B010 - the types know no such package
        importer.install()


class _Others:
    """All finders of modules but those of the module ``name``."""

    def __init__(self, name: str) -> None:
        self._name = name

    def find_spec(self, fullname: str, path: Sequence[str] | None = None) -> ModuleSpec | None:
        """Return what the first of them finds."""
        finders = (each for each in tuple(sys.meta_path) if type(each).__module__ != self._name)
        return next((spec for each in finders if (spec := each.find_spec(fullname, path))), None)
