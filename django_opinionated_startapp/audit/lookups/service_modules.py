"""Answers which modules hold services and selectors, or mutations and queries, and which functions are such."""

from collections.abc import Iterable, Iterator

from ...pattern import Construct
from ..facts import Function
from ..project import App, Module
from .homes import lives_in


def is_service_module(app: App, module: Module, profiles: Iterable[str]) -> bool:
    """Tell whether ``module`` is a place for functions that write or read, by what the profiles say."""
    return any(lives_in(app, module, construct, profiles) for construct in (Construct.WRITE, Construct.READ))


def service_functions(app: App | None, module: Module, profiles: Iterable[str]) -> Iterator[Function]:
    """Yield the public functions of ``module``, if it is a place for services in an app."""
    if app is not None and is_service_module(app, module, profiles):
        yield from (each for each in module.body.functions if each.public)
