"""Edits of a project's settings and URLconf that leave the rest of each file as it is, byte for byte."""

from .installed_apps import AppEntry, add_installed_apps
from .source import CannotWire, Find, SourceFile, WireEdit
from .taking_back import Addition, additions, take_back
from .urlconf import add_url_include

__all__ = [
    "Addition",
    "AppEntry",
    "CannotWire",
    "Find",
    "SourceFile",
    "WireEdit",
    "add_installed_apps",
    "add_url_include",
    "additions",
    "take_back",
]
